import { randomBytes } from "node:crypto";
import type { AnnouncedSeries, AnnouncedStudy } from "#shared/fhir/imaging-study.ts";
import type { CaseId } from "#shared/result/ids.ts";
import { indexSeries } from "../imaging/index-series.ts";
import type { Preparer } from "../imaging/prepare.ts";
import { BROKE_OFF, type DicomProblem, DicomwebClient } from "../service/dicomweb-client.ts";
import type { FhirProblem } from "../service/fhir-client.ts";
import { findCase } from "../store/case-store.ts";
import {
  announceInstance,
  type InstanceEntry,
  listSeries,
  listSeriesInstances,
  listStudies,
  setInstance,
  setStudyProblem,
} from "../store/instance-store.ts";
import { inTransaction } from "../store/transaction.ts";
import { nowOf, type OpenAccount } from "./account.ts";
import { archiveRoot, rootProblem } from "./archive-root.ts";
import { atMost } from "./at-most.ts";
import { answerInWords, isServiceWide, troubleInWords, troubleOfAll } from "./connectivity.ts";
import type { FetchOutcome } from "./fetch-documents.ts";
import { keepInstance } from "./keep-instance.ts";
import { makeThumbnails } from "./make-thumbnails.ts";
import { RowGroup } from "./row-group.ts";
import { tellAtMost } from "./tell-at-most.ts";

/** Requests at a time (protocol 5). */
const PARALLEL = 4;
/** Images under way besides: checked, sealed and written while the next ones come. Large ones are not held in memory by the dozen. */
const SEALED_BESIDE = 8;
const LARGE_MEAN_BYTES = 8 * 1024 * 1024;
const SMALL_MEAN_BYTES = 256 * 1024;
const SMALL_COUNT = 50;
/** Attempts at one instance, cut lines of earlier rounds included, before it is named as failed (protocol 5). */
const MAX_TRIES = 8;
/** A series that takes longer than this to arrive can be looked at before it is whole (row 76: two seconds after its first bytes came). */
const FIRST_LOOK_MS = 1_000;
/** Pages are told of what has come at most this often: each time they ask for the numbers again. */
const TELL_MS = 1_000;

type Target = { readonly study: AnnouncedStudy; readonly series: AnnouncedSeries; readonly position: number };
type Stopped = Exclude<FetchOutcome, { kind: "done" }>;
type One = { readonly kind: "kept" } | { readonly kind: "item-failed"; readonly why: string } | Stopped;

/** What one run of the download works with. `cuts` counts cut lines per instance over all rounds. */
type Run = {
  readonly account: OpenAccount;
  readonly preparer: Preparer;
  readonly caseId: CaseId;
  readonly cuts: Map<string, number>;
  readonly signal: AbortSignal;
};

/** The current study before priors, small series first (protocol 5). */
function inOrder(studies: readonly AnnouncedStudy[]): Target[] {
  const newestFirst = [...studies].sort((a, b) => (b.startedAt ?? "").localeCompare(a.startedAt ?? ""));
  return newestFirst.flatMap((study, index) =>
    [...study.series]
      .sort((a, b) => (a.count ?? a.instances.length) - (b.count ?? b.instances.length))
      .map((series) => ({ study, series, position: index * 100 + (series.number ?? 0) })),
  );
}

/** A problem of the archive as that of one item, or of all that is asked there. */
function outcomeOf(problem: DicomProblem): One {
  if (problem.kind === "broken") return { kind: "item-failed", why: problem.detail };
  if (problem.kind === "transport") {
    if (problem.problem.kind === "too-large") return { kind: "item-failed", why: "it is larger than 2 GB" };
    return { kind: "stopped", problem: { kind: "transport", problem: problem.problem } };
  }
  if (problem.status === 404 || problem.status === 410) return { kind: "item-failed", why: "announced, but the archive does not have it" };
  if (problem.status === 403) return { kind: "item-failed", why: "withheld by the service" };
  const whole: FhirProblem = { kind: "status", status: problem.status, outcome: "", retryAfterMs: problem.retryAfterMs };
  return isServiceWide(whole)
    ? { kind: "stopped", problem: whole }
    : { kind: "item-failed", why: answerInWords("the archive", problem.status) };
}

/** Fetches, checks and seals the images of a case that are still missing. One that fails is named; the others go on. */
export async function fetchInstances(run: Run): Promise<FetchOutcome> {
  const { account, caseId } = run;
  const clients = new Map<string, DicomwebClient>();
  const down = new Set<string>();
  const studies = listStudies(account.db, caseId);
  inTransaction(account.db, (tx) => {
    for (const study of studies) setStudyProblem(tx, caseId, study.studyUid, rootProblem(account, archiveRoot(account, study)));
  });
  for (const target of inOrder(studies)) {
    const root = archiveRoot(account, target.study);
    if (root === null || rootProblem(account, root) !== null) continue;
    const client = clients.get(root) ?? new DicomwebClient(account.http, root, () => nowOf(account));
    clients.set(root, client);
    if (down.has(root)) continue;
    const outcome = await fetchSeries(run, client, target);
    if (outcome.kind === "disk-full") return outcome;
    if (outcome.kind === "stopped") {
      const trouble = await troubleOfAll(account, root, outcome.problem, run.signal);
      if (trouble !== null || run.signal.aborted) return { kind: "stopped", problem: trouble ?? outcome.problem };
      down.add(root);
      sayDown(run, root, outcome.problem);
    }
  }
  return { kind: "done" };
}

/** All studies that lie at an archive of its own which is down; asked again in the next round. */
function sayDown({ account, caseId }: Run, root: string, problem: FhirProblem): void {
  const there = listStudies(account.db, caseId).filter((study) => archiveRoot(account, study) === root);
  inTransaction(account.db, (tx) => {
    for (const { studyUid } of there) setStudyProblem(tx, caseId, studyUid, troubleInWords(problem));
  });
}

function rebuild({ account, caseId }: Run, { study, series, position }: Target): void {
  const entry = findCase(account.db, caseId);
  if (entry === null) return;
  inTransaction(account.db, (tx) => indexSeries(tx, caseId, study.studyUid, series.seriesUid, entry.facts.patient, position));
  account.emit({ kind: "imaging.changed", caseId });
  account.emit({ kind: "case.changed", caseId });
}

async function fetchSeries(run: Run, client: DicomwebClient, target: Target): Promise<FetchOutcome> {
  const { account, caseId } = run;
  const { series } = target;
  const listed = await listInstances(run, client, target);
  if (listed.kind !== "done") return listed;
  const missing = (): InstanceEntry[] =>
    listSeriesInstances(account.db, caseId, series.seriesUid).filter((entry) => entry.state === "announced");
  const isBuilt = listSeries(account.db, caseId).some((entry) => entry.seriesUid === series.seriesUid);
  if (missing().length === 0 && isBuilt) return { kind: "done" };
  const started = performance.now();
  let hasFirstLook = isBuilt;
  const onKept = (): void => {
    if (hasFirstLook || performance.now() - started < FIRST_LOOK_MS) return;
    rebuild(run, target);
    hasFirstLook = true;
  };
  const meanBytes =
    series.bytes !== null && series.count !== null && series.count > 0 ? series.bytes / series.count : Number.POSITIVE_INFINITY;
  const isSmall = missing().length > SMALL_COUNT && meanBytes < SMALL_MEAN_BYTES;
  const whole = isSmall ? await fetchWholeSeries(run, client, missing(), onKept) : ({ kind: "done" } as const);
  const beside = meanBytes < LARGE_MEAN_BYTES ? SEALED_BESIDE : 0;
  const outcome = whole.kind === "done" ? await fetchEach(run, client, missing(), { beside, onKept }) : whole;
  if (run.signal.aborted) return outcome;
  rebuild(run, target);
  await makeThumbnails(account, run.preparer, caseId);
  return outcome;
}

/** Where the service did not name the instances of a series, the archive is asked. */
async function listInstances({ account, caseId, signal }: Run, client: DicomwebClient, { study, series }: Target): Promise<FetchOutcome> {
  if (listSeriesInstances(account.db, caseId, series.seriesUid).length > 0) return { kind: "done" };
  const found = await client.listInstances(study.studyUid, series.seriesUid, signal);
  if (!Array.isArray(found)) {
    const outcome = outcomeOf(found as DicomProblem);
    if (outcome.kind === "stopped" || outcome.kind === "disk-full") return outcome;
    const why = outcome.kind === "item-failed" ? outcome.why : "the archive gives no list of them";
    inTransaction(account.db, (tx) => setStudyProblem(tx, caseId, study.studyUid, why));
    return { kind: "done" };
  }
  inTransaction(account.db, (tx) => {
    for (const [position, sopUid] of (found as readonly string[]).entries()) {
      const place = { instanceId: randomBytes(16).toString("hex"), caseId, studyUid: study.studyUid, seriesUid: series.seriesUid };
      announceInstance(tx, { ...place, sopUid, sha256: null, position });
    }
  });
  return { kind: "done" };
}

/** One request for the series; each part is kept as soon as it is whole. What is missing afterwards is fetched one by one. */
async function fetchWholeSeries(
  { account, preparer, signal }: Run,
  client: DicomwebClient,
  entries: readonly InstanceEntry[],
  onKept: () => void,
): Promise<FetchOutcome> {
  const first = entries[0];
  if (first === undefined) return { kind: "done" };
  const open = new Map(entries.map((entry) => [entry.sopUid, entry]));
  const rows = new RowGroup(account.db);
  const tell = tellAtMost(TELL_MS, () => account.emit({ kind: "case.changed", caseId: first.caseId }));
  const underWay = new Set<Promise<void>>();
  let end: FetchOutcome | null = null;
  const keep = async (bytes: Buffer): Promise<void> => {
    const kept = await keepInstance(account, preparer, (sopUid) => open.get(sopUid) ?? null, rows, bytes);
    if (kept.kind === "disk-full") end = kept;
    else if (kept.kind === "stopped") end ??= { kind: "done" };
    else if (kept.kind === "kept") {
      open.delete(kept.sopUid);
      onKept();
      tell();
    }
  };
  for await (const part of client.series(first.studyUid, first.seriesUid, signal)) {
    if (!part.ok) {
      const outcome = outcomeOf(part.problem);
      // a line that was cut in between is no reason not to go on one by one
      const isCut = outcome.kind === "stopped" && isBrokenOff(part.problem);
      end ??= (outcome.kind === "stopped" && !isCut) || outcome.kind === "disk-full" ? outcome : { kind: "done" };
    } else {
      const one: Promise<void> = keep(part.bytes).finally(() => underWay.delete(one));
      underWay.add(one);
      if (underWay.size > SEALED_BESIDE) await Promise.race(underWay);
    }
    if (end !== null) break;
  }
  await Promise.all(underWay);
  return end ?? { kind: "done" };
}

/** Four requests at a time; a failing instance is tried a few times before it is named as failed. */
async function fetchEach(
  run: Run,
  client: DicomwebClient,
  entries: readonly InstanceEntry[],
  { beside, onKept }: { readonly beside: number; readonly onKept: () => void },
): Promise<FetchOutcome> {
  const { account, caseId, signal } = run;
  const queue = [...entries];
  const way: Way = { client, request: atMost(PARALLEL), rows: new RowGroup(account.db) };
  const tell = tellAtMost(TELL_MS, () => account.emit({ kind: "case.changed", caseId }));
  let stop: Stopped | null = null;
  const work = async (): Promise<void> => {
    for (let entry = queue.shift(); entry !== undefined && stop === null && !signal.aborted; entry = queue.shift()) {
      const outcome = await fetchOne(run, way, entry);
      if (signal.aborted) return;
      if (outcome.kind === "stopped" || outcome.kind === "disk-full") stop = outcome;
      else if (outcome.kind === "item-failed") {
        const { why } = outcome;
        const { instanceId } = entry;
        inTransaction(account.db, (tx) => setInstance(tx, instanceId, { state: "failed", why }));
      } else onKept();
      tell();
    }
  };
  await Promise.all(Array.from({ length: PARALLEL + beside }, work));
  return stop ?? { kind: "done" };
}

const isBrokenOff = (problem: DicomProblem): boolean => problem.kind === "transport" && problem.problem.detail === BROKE_OFF;

/** How one instance comes: asked for when it is its turn, its row written with those of others. */
type Way = { readonly client: DicomwebClient; readonly request: ReturnType<typeof atMost>; readonly rows: RowGroup };

async function fetchOne({ account, preparer, cuts, signal }: Run, { client, request, rows }: Way, entry: InstanceEntry): Promise<One> {
  let last: One = { kind: "item-failed", why: "it could not be fetched" };
  for (let attempt = 0; attempt < MAX_TRIES && !signal.aborted; attempt++) {
    const answer = await request(() => client.instance(entry.studyUid, entry.seriesUid, entry.sopUid, signal));
    if (!answer.ok) {
      last = outcomeOf(answer.problem);
      if (answer.problem.kind === "broken") continue; // a broken answer may come right the next time; a clear "no" will not
      if (!isBrokenOff(answer.problem)) return last;
      const cut = (cuts.get(entry.instanceId) ?? 0) + 1;
      cuts.set(entry.instanceId, cut);
      if (cut >= MAX_TRIES) return { kind: "item-failed", why: `the line was cut ${cut} times while it was sent` };
      // the second cut in a row is the network's: the others wait with it
      if (attempt > 0) return last;
      continue;
    }
    const kept = await keepInstance(account, preparer, (sopUid) => (sopUid === entry.sopUid ? entry : null), rows, answer.bytes);
    if (kept.kind === "unreadable") return { kind: "item-failed", why: kept.why };
    if (kept.kind === "kept") cuts.delete(entry.instanceId);
    if (kept.kind === "kept" || kept.kind === "disk-full") return kept;
    if (kept.kind === "stopped") return last;
    last = { kind: "item-failed", why: "the archive sent another image in its place" };
  }
  return last;
}
