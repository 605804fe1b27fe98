import { OVERREAD } from "#shared/fhir/codes.ts";
import { type Json, keyOf, referenceAt, textAt } from "#shared/fhir/json.ts";
import { byKey, searchPage } from "#shared/fhir/manifest.ts";
import type { Instant } from "#shared/result/instant.ts";
import { type FhirProblem, type FhirResult, isAnswer } from "../service/fhir-client.ts";
import { type CaseEntry, listCases, setVanished } from "../store/case-store.ts";
import { readSetting, type SyncMark, writeSetting } from "../store/setting-store.ts";
import { nowOf, type OpenAccount, ownersOf } from "./account.ts";
import { applyTask, type TaskNews } from "./apply-task.ts";
import { isRead, readMany } from "./read-many.ts";
import { carryOutLosses, caseIsBack, type Loss } from "./withdraw-case.ts";

const OPEN_STATUSES = "requested,received,accepted,ready,in-progress,on-hold";
const FULL_REFRESH_MS = 6 * 3_600_000;
const OVERLAP_MS = 2 * 60_000;
const GONE_RECHECK_MS = 10 * 60_000;
const MAX_PAGES = 1_000;

function worklistQuery(owners: readonly string[], mark: SyncMark, full: boolean): string {
  const owner = owners.map(encodeURIComponent).join(",");
  const since = mark.lastUpdated === null ? null : new Date(Date.parse(mark.lastUpdated) - OVERLAP_MS).toISOString();
  const filter = full || since === null ? `&status=${OPEN_STATUSES}` : `&_lastUpdated=${encodeURIComponent(`ge${since}`)}`;
  return `Task?owner=${owner}&code=${encodeURIComponent(`${OVERREAD}|second-opinion`)}${filter}&_include=Task%3Apatient&_include=Task%3Afocus&_sort=_lastUpdated&_count=50`;
}

/** All pages of the worklist; a problem on any page ends the round, and nothing is concluded from what was not seen. */
async function readWorklist(
  account: OpenAccount,
  query: string,
  signal: AbortSignal,
): Promise<{ tasks: Json[]; included: Map<string, Json> } | FhirProblem> {
  const tasks: Json[] = [];
  const included = new Map<string, Json>();
  let answer: FhirResult = await account.fhir.search(query, signal);
  for (let page = 0; page < MAX_PAGES; page++) {
    if (!isAnswer(answer)) return answer;
    const found = searchPage(answer.json);
    tasks.push(...found.matches.filter((resource) => textAt(resource, "resourceType") === "Task"));
    for (const [key, resource] of byKey([...found.included, ...found.matches])) included.set(key, resource);
    if (found.next === null) return { tasks, included };
    answer = await account.fhir.follow(found.next, signal);
  }
  return { kind: "not-fhir", status: 200 };
}

/** Reads what an `_include` left out, by id. */
async function completeNews(account: OpenAccount, task: Json, included: ReadonlyMap<string, Json>, signal: AbortSignal): Promise<TaskNews> {
  const get = async (reference: string | null): Promise<Json | null> => {
    if (reference === null) return null;
    const known = included.get(reference);
    if (known !== undefined) return known;
    const answer = await account.fhir.read(reference, signal);
    return isAnswer(answer) ? answer.json : null;
  };
  return {
    task,
    request: await get(referenceAt(task, "focus") ?? referenceAt(task, "basedOn", 0)),
    patient: await get(referenceAt(task, "for")),
  };
}

/** Cases whose Task decides what becomes of them here. */
const HELD = new Set([
  "assigned",
  "accepted",
  "downloading",
  "ready",
  "in-review",
  "waiting",
  "drafted",
  "signed",
  "queued",
  "expired",
  "conflict",
]);

/** A list that lacks a case deletes nothing: each case held here is asked for by id (protocol 2). */
async function checkMissing(
  account: OpenAccount,
  seen: ReadonlySet<string>,
  losses: Loss[],
  signal: AbortSignal,
): Promise<FhirProblem | null> {
  const missing = listCases(account.db).filter((entry) => HELD.has(entry.state.at) && !seen.has(`Task/${entry.taskId}`));
  const read = await readMany(
    account,
    missing.map((entry) => `Task/${entry.taskId}`),
    signal,
  );
  if (!isRead(read)) return read;
  for (const entry of missing) {
    const task = read.found.get(`Task/${entry.taskId}`);
    if (task !== undefined) {
      const applied = applyTask(account, { task, request: null, patient: null });
      if (applied?.verdict.kind === "mine") caseIsBack(account, entry.caseId);
      else if (applied?.verdict.kind === "revoked") losses.push({ caseId: entry.caseId, reason: applied.verdict.reason });
    } else {
      const loss = lossOf(account, entry, read.refused.get(`Task/${entry.taskId}`) ?? 0);
      if (loss !== null) losses.push(loss);
    }
  }
  return null;
}

/** 403: taken away at once. 404, 410: locked at once, asked again after ten minutes. Everything else says nothing. */
function lossOf(account: OpenAccount, entry: CaseEntry, status: number): Loss | null {
  if (status === 403) return { caseId: entry.caseId, reason: "forbidden" };
  if (status !== 404 && status !== 410) return null;
  const now = nowOf(account);
  if (entry.vanishedAt === null) {
    setVanished(account.db, entry.caseId, now, (now + GONE_RECHECK_MS) as Instant);
    account.emit({ kind: "case.changed", caseId: entry.caseId });
    return null;
  }
  return now - entry.vanishedAt >= GONE_RECHECK_MS ? { caseId: entry.caseId, reason: "gone" } : null;
}

/**
 * One round of the worklist: everything every six hours and on request, else what changed since the last round. All losses of a round
 * are looked at together: whether it is many at once decides what is done (D14).
 */
export async function pullCases(account: OpenAccount, askedFull: boolean, signal: AbortSignal): Promise<FhirProblem | null> {
  const now = nowOf(account);
  const mark = readSetting(account.db, "sync") ?? { lastUpdated: null, fullRefreshAt: 0, installationId: crypto.randomUUID() };
  const full = askedFull || mark.lastUpdated === null || now - mark.fullRefreshAt > FULL_REFRESH_MS;
  const list = await readWorklist(account, worklistQuery(ownersOf(account.reviewer()), mark, full), signal);
  if (!("tasks" in list)) return list;
  const losses: Loss[] = [];
  let newest = mark.lastUpdated;
  for (const task of list.tasks) {
    const updated = textAt(task, "meta", "lastUpdated");
    if (updated !== null && (newest === null || Date.parse(updated) > Date.parse(newest))) newest = updated;
    const applied = applyTask(account, await completeNews(account, task, list.included, signal));
    if (applied === null) continue;
    if (applied.verdict.kind === "mine") caseIsBack(account, applied.caseId);
    else losses.push({ caseId: applied.caseId, reason: applied.verdict.reason });
  }
  const seen = new Set(list.tasks.map(keyOf).filter((key) => key !== null));
  const problem = await checkMissing(account, seen, losses, signal);
  await carryOutLosses(account, losses);
  if (problem === null) writeSetting(account.db, "sync", { ...mark, lastUpdated: newest, fullRefreshAt: full ? now : mark.fullRefreshAt });
  account.emit({ kind: "cases.changed" });
  return problem;
}
