import { randomBytes } from "node:crypto";
import type { AnnouncedSeries, AnnouncedStudy } from "#shared/fhir/imaging-study.ts";
import type { CaseId } from "#shared/result/ids.ts";
import { indexSeries } from "../imaging/index-series.ts";
import type { Preparer } from "../imaging/prepare.ts";
import { type DicomProblem, DicomwebClient } from "../service/dicomweb-client.ts";
import { findCase } from "../store/case-store.ts";
import { announceInstance, type InstanceEntry, listSeriesInstances, listStudies, setInstance } from "../store/instance-store.ts";
import { inTransaction } from "../store/transaction.ts";
import { nowOf, type OpenAccount } from "./account.ts";
import type { FetchOutcome } from "./fetch-documents.ts";
import { keepInstance } from "./keep-instance.ts";
import { makeThumbnails } from "./make-thumbnails.ts";

const PARALLEL = 4;
const SMALL_MEAN_BYTES = 256 * 1024;
const SMALL_COUNT = 50;
const MAX_TRIES = 8;

type Target = { readonly study: AnnouncedStudy; readonly series: AnnouncedSeries; readonly position: number };
type One = { readonly kind: "kept" } | { readonly kind: "item-failed"; readonly why: string } | Exclude<FetchOutcome, { kind: "done" }>;

/** The current study before priors, small series first (protocol 5). */
function inOrder(studies: readonly AnnouncedStudy[]): Target[] {
  const newestFirst = [...studies].sort((a, b) => (b.startedAt ?? "").localeCompare(a.startedAt ?? ""));
  return newestFirst.flatMap((study, index) =>
    [...study.series]
      .sort((a, b) => (a.count ?? a.instances.length) - (b.count ?? b.instances.length))
      .map((series) => ({ study, series, position: index * 100 + (series.number ?? 0) })),
  );
}

const problemText = (problem: DicomProblem): One => {
  if (problem.kind === "transport") return { kind: "no-network", problem: problem.problem };
  if (problem.kind === "broken") return { kind: "item-failed", why: problem.detail };
  if (problem.status === 404 || problem.status === 410) return { kind: "item-failed", why: "announced, but the archive does not have it" };
  if (problem.status === 403) return { kind: "item-failed", why: "withheld by the service" };
  return problem.status === 401 || problem.status === 429 || problem.status >= 500
    ? { kind: "no-network", problem: { kind: "offline", detail: String(problem.status) } }
    : { kind: "item-failed", why: `the archive answered ${problem.status}` };
};

/** Fetches, checks and seals the images of a case that are still missing. One that fails is named; the others go on. */
export async function fetchInstances(account: OpenAccount, preparer: Preparer, caseId: CaseId, signal: AbortSignal): Promise<FetchOutcome> {
  const clients = new Map<string, DicomwebClient>();
  for (const target of inOrder(listStudies(account.db, caseId))) {
    const root = target.study.dicomweb;
    if (root === null) continue;
    const client = clients.get(root) ?? new DicomwebClient(account.http, root, () => nowOf(account));
    clients.set(root, client);
    const outcome = await fetchSeries(account, preparer, client, caseId, target, signal);
    rebuild(account, caseId, target);
    await makeThumbnails(account, preparer, caseId);
    if (outcome.kind !== "done") return outcome;
  }
  return { kind: "done" };
}

function rebuild(account: OpenAccount, caseId: CaseId, { study, series, position }: Target): void {
  const entry = findCase(account.db, caseId);
  if (entry === null) return;
  inTransaction(account.db, (tx) => indexSeries(tx, caseId, study.studyUid, series.seriesUid, entry.facts.patient, position));
  account.emit({ kind: "imaging.changed", caseId });
  account.emit({ kind: "case.changed", caseId });
}

async function fetchSeries(
  account: OpenAccount,
  preparer: Preparer,
  client: DicomwebClient,
  caseId: CaseId,
  target: Target,
  signal: AbortSignal,
): Promise<FetchOutcome> {
  const { study, series } = target;
  if (listSeriesInstances(account.db, caseId, series.seriesUid).length === 0) {
    const found = await client.listInstances(study.studyUid, series.seriesUid, signal);
    if (!Array.isArray(found)) {
      const outcome = problemText(found as DicomProblem);
      return outcome.kind === "no-network" || outcome.kind === "disk-full" ? outcome : { kind: "done" };
    }
    inTransaction(account.db, (tx) => {
      for (const [position, sopUid] of found.entries()) {
        const place = { instanceId: randomBytes(16).toString("hex"), caseId, studyUid: study.studyUid, seriesUid: series.seriesUid };
        announceInstance(tx, { ...place, sopUid: sopUid as string, sha256: null, position });
      }
    });
  }
  const missing = (): InstanceEntry[] =>
    listSeriesInstances(account.db, caseId, series.seriesUid).filter((entry) => entry.state === "announced");
  const meanBytes =
    series.bytes !== null && series.count !== null && series.count > 0 ? series.bytes / series.count : Number.POSITIVE_INFINITY;
  if (missing().length > SMALL_COUNT && meanBytes < SMALL_MEAN_BYTES) {
    const outcome = await fetchWholeSeries(account, preparer, client, missing(), signal);
    if (outcome.kind !== "done") return outcome;
  }
  return fetchEach(account, preparer, client, missing(), signal);
}

/** One request for the series; each part is kept as soon as it is whole. What is missing afterwards is fetched one by one. */
async function fetchWholeSeries(
  account: OpenAccount,
  preparer: Preparer,
  client: DicomwebClient,
  entries: readonly InstanceEntry[],
  signal: AbortSignal,
): Promise<FetchOutcome> {
  const first = entries[0];
  if (first === undefined) return { kind: "done" };
  const open = new Map(entries.map((entry) => [entry.sopUid, entry]));
  for await (const part of client.series(first.studyUid, first.seriesUid, signal)) {
    if (!part.ok) {
      const outcome = problemText(part.problem);
      return outcome.kind === "no-network" || outcome.kind === "disk-full" ? outcome : { kind: "done" };
    }
    const kept = await keepInstance(account, preparer, (sopUid) => open.get(sopUid) ?? null, part.bytes);
    if (kept.kind === "disk-full") return kept;
    if (kept.kind === "kept") open.delete(kept.sopUid);
  }
  return { kind: "done" };
}

/** Four requests at a time; a failing instance is tried a few times before it is named as failed. */
async function fetchEach(
  account: OpenAccount,
  preparer: Preparer,
  client: DicomwebClient,
  entries: readonly InstanceEntry[],
  signal: AbortSignal,
): Promise<FetchOutcome> {
  const queue = [...entries];
  let stop: Exclude<FetchOutcome, { kind: "done" }> | null = null;
  let done = 0;
  const work = async (): Promise<void> => {
    for (let entry = queue.shift(); entry !== undefined && stop === null && !signal.aborted; entry = queue.shift()) {
      const outcome = await fetchOne(account, preparer, client, entry, signal);
      if (outcome.kind === "no-network" || outcome.kind === "disk-full") stop = outcome;
      else if (outcome.kind === "item-failed") {
        const { why } = outcome;
        const { instanceId } = entry;
        inTransaction(account.db, (tx) => setInstance(tx, instanceId, { state: "failed", why }));
      }
      if (++done % 10 === 0) account.emit({ kind: "case.changed", caseId: entry.caseId });
    }
  };
  await Promise.all(Array.from({ length: PARALLEL }, work));
  return stop ?? { kind: "done" };
}

async function fetchOne(
  account: OpenAccount,
  preparer: Preparer,
  client: DicomwebClient,
  entry: InstanceEntry,
  signal: AbortSignal,
): Promise<One> {
  let last: One = { kind: "item-failed", why: "it could not be fetched" };
  for (let attempt = 0; attempt < MAX_TRIES; attempt++) {
    const answer = await client.instance(entry.studyUid, entry.seriesUid, entry.sopUid, signal);
    if (!answer.ok) {
      last = problemText(answer.problem);
      // a broken answer may come right the next time; a clear "no" will not
      if (answer.problem.kind !== "broken" || signal.aborted) return last;
      continue;
    }
    const kept = await keepInstance(account, preparer, (sopUid) => (sopUid === entry.sopUid ? entry : null), answer.bytes);
    if (kept.kind !== "foreign") return kept.kind === "unreadable" ? { kind: "item-failed", why: kept.why } : kept;
    last = { kind: "item-failed", why: "the archive sent another image in its place" };
  }
  return last;
}
