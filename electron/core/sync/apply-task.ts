import { randomBytes } from "node:crypto";
import type { RevokeReason } from "#shared/case/case-state.ts";
import { isBeforeSigning } from "#shared/case/case-state.ts";
import { type CaseFacts, caseFacts, leaseEnd, undecidedFacts } from "#shared/fhir/case-from-fhir.ts";
import { type Json, keyOf, referenceAt, textAt, versionOf } from "#shared/fhir/json.ts";
import type { CaseId } from "#shared/result/ids.ts";
import type { Instant } from "#shared/result/instant.ts";
import {
  type CaseEntry,
  findCase,
  findCaseByTask,
  giveCaseKey,
  hasCaseKey,
  insertCase,
  listResources,
  putResource,
  setCaseFacts,
  setCaseState,
  setChanged,
  setVanished,
  tellOfCase,
} from "../store/case-store.ts";
import { listOutbox, listReports } from "../store/report-store.ts";
import { inTransaction, type Tx } from "../store/transaction.ts";
import { appendAudit, nowOf, type OpenAccount, ownersOf } from "./account.ts";
import { applyCaseEvent } from "./case-events.ts";

/** What came with a Task in the worklist. */
export type TaskNews = { readonly task: Json; readonly request: Json | null; readonly patient: Json | null };

/** What the Task's state means for a case held here (protocol 2). */
export type Verdict = { readonly kind: "mine" } | { readonly kind: "revoked"; readonly reason: RevokeReason };

export function verdictOn(task: Json, owners: readonly string[]): Verdict {
  const owner = referenceAt(task, "owner");
  if (owner === null || !owners.includes(owner)) return { kind: "revoked", reason: "reassigned" };
  switch (textAt(task, "status")) {
    case "cancelled":
    case "failed":
    case "entered-in-error":
      return { kind: "revoked", reason: "cancelled" };
    case "rejected":
      return { kind: "revoked", reason: "declined-elsewhere" };
    case "completed":
      return { kind: "revoked", reason: "completed-elsewhere" };
    default:
      return { kind: "mine" };
  }
}

const heldSince = (account: OpenAccount, entry: CaseEntry): Instant => entry.declaration?.at ?? nowOf(account);

/** The case's facts from its resources as stored, with this Task. What has not arrived yet stays as the worklist told it. */
export function factsOf(account: OpenAccount, tx: Tx, entry: CaseEntry, task: Json): CaseFacts {
  const stored = listResources(tx, entry.caseId);
  const pick = (reference: string | null): Json | null => (reference === null ? null : (stored.get(reference) ?? null));
  const known = entry.facts;
  const request = pick(known.requestReference);
  const patient = pick(known.patientReference);
  const facts = caseFacts({
    task,
    request,
    patient,
    consent: pick(known.consentReference),
    others: [...stored.values()],
    owners: ownersOf(account.reviewer()),
    now: nowOf(account),
    since: heldSince(account, entry),
  });
  const { caseNumber, specialty, parties, recipients } = known;
  return {
    ...facts,
    ...(patient === null ? { patient: known.patient, recipients } : {}),
    ...(request === null ? { caseNumber, specialty, parties, package: known.package } : {}),
  };
}

function freshFacts(account: OpenAccount, news: TaskNews): CaseFacts {
  const now = nowOf(account);
  return undecidedFacts({ ...news, consent: null, others: [], owners: ownersOf(account.reviewer()), now, since: now });
}

const DECIDED = new Set([
  "accepted",
  "downloading",
  "ready",
  "in-review",
  "waiting",
  "drafted",
  "signed",
  "queued",
  "conflict",
  "delivered",
]);
/** States in which nothing of the case is kept any more: news of the Task must not bring it back. */
const ENDED = new Set(["declined", "revoked", "closed"]);

/**
 * A case seen for the first time. One begun on another device is offered like a new one; its content comes with acceptance, which the
 * Task already has. A report found in the spool after the database was lost takes its place in the case again.
 */
function insertNew(account: OpenAccount, tx: Tx, taskId: string, news: TaskNews): CaseId {
  const report = listReports(tx).find((entry) => entry.facts.taskId === taskId);
  const caseId = report?.caseId ?? (randomBytes(16).toString("hex") as CaseId);
  const version = versionOf(news.task) ?? "";
  insertCase(tx, { caseId, taskId, taskVersion: version, facts: freshFacts(account, news), key: randomBytes(32) }, nowOf(account));
  const delivery = listOutbox(tx).find((row) => row.reportId === report?.reportId)?.state;
  if (delivery?.at === "conflict")
    setCaseState(tx, caseId, { at: "conflict", reportId: report?.reportId as NonNullable<typeof report>["reportId"], why: delivery.why });
  else if (report !== undefined && delivery !== undefined && delivery.at !== "withdrawn" && delivery.at !== "delivered")
    setCaseState(tx, caseId, { at: "queued", reportId: report.reportId });
  appendAudit(account, tx, "case.received", { caseId });
  return caseId;
}

/**
 * Takes over a Task from the worklist: a new case, or what changed of a known one. Answers the case when the Task is no longer the
 * reviewer's, for the caller to carry out the withdrawal.
 */
export function applyTask(account: OpenAccount, news: TaskNews): { readonly caseId: CaseId; readonly verdict: Verdict } | null {
  const reference = keyOf(news.task);
  if (reference === null || !reference.startsWith("Task/")) return null;
  const taskId = reference.slice("Task/".length);
  const verdict = verdictOn(news.task, ownersOf(account.reviewer()));
  return inTransaction(account.db, (tx) => {
    const entry = findCaseByTask(tx, taskId);
    if (entry === null) {
      const isOffered = verdict.kind === "mine" && textAt(news.task, "status") !== null;
      return isOffered ? { caseId: insertNew(account, tx, taskId, news), verdict } : null;
    }
    const { caseId } = entry;
    const version = versionOf(news.task) ?? "";
    if (verdict.kind === "mine" && comesBack(account, tx, entry, news, version)) return { caseId, verdict };
    if (ENDED.has(entry.state.at)) return null;
    if (entry.state.at === "expired") return { caseId, verdict };
    const settled = ownCompletion(entry, verdict) ? ({ kind: "mine" } as const) : verdict;
    if (version !== entry.taskVersion) updateKnown(account, tx, entry, news, version);
    return { caseId, verdict: settled };
  });
}

/**
 * What was erased here comes back only by the service's word: a case taken back and given again, or a longer lease. It gets a new key;
 * a draft that was kept is found again.
 */
function comesBack(account: OpenAccount, tx: Tx, entry: CaseEntry, news: TaskNews, version: string): boolean {
  const { caseId } = entry;
  if (entry.state.at === "revoked") {
    // the Task of a case whose patient withdrew the consent may well stay open at the service
    if (news.patient === null || entry.state.reason === "consent-withdrawn") return false;
    giveCaseKey(tx, caseId, randomBytes(32));
    setCaseFacts(tx, caseId, version, freshFacts(account, news));
    setVanished(tx, caseId, null, null);
    applyCaseEvent(tx, caseId, { kind: "offered-again" });
    appendAudit(account, tx, "case.received", { caseId });
    return true;
  }
  if (entry.state.at !== "expired") return false;
  const leaseUntil = leaseEnd(news.task, entry.facts.consent.until, heldSince(account, entry));
  if (leaseUntil <= nowOf(account)) return false;
  giveCaseKey(tx, caseId, randomBytes(32));
  setCaseFacts(tx, caseId, version, { ...entry.facts, leaseUntil });
  applyCaseEvent(tx, caseId, { kind: "lease-renewed" });
  appendAudit(account, tx, "case.received", { caseId });
  return true;
}

const ON_ITS_WAY = new Set(["signed", "queued", "conflict", "delivered"]);

/** A completed Task with a report of ours on its way is most likely that report, its answer lost: delivery reads and decides (S5). */
const ownCompletion = (entry: CaseEntry, verdict: Verdict): boolean =>
  verdict.kind === "revoked" && verdict.reason === "completed-elsewhere" && ON_ITS_WAY.has(entry.state.at);

const asked = (facts: CaseFacts): string => JSON.stringify(facts.questions.map(({ key, text }) => [key, text]));
const WRITING = new Set(["in-review", "waiting", "drafted"]);

/** What a reviewer who has looked at the case would want to look at again; what their own steps change in the Task is no news to them. */
const newsOf = ({ questions, dueAt, priority, reason, fee, consent }: CaseFacts): string =>
  JSON.stringify([questions.map(({ key, text }) => [key, text]), dueAt, priority, reason, fee, consent]);

function updateKnown(account: OpenAccount, tx: Tx, entry: CaseEntry, news: TaskNews, version: string): void {
  const { caseId, facts } = entry;
  if (!DECIDED.has(entry.state.at)) {
    const fresh = freshFacts(account, news);
    // a Task read by its id comes without patient and request: what is known of them stays
    const { patient, recipients, parties, caseNumber, specialty } = facts;
    const kept = news.patient === null ? { patient, recipients, parties, caseNumber, specialty, package: facts.package } : {};
    setCaseFacts(tx, caseId, version, { ...fresh, ...kept });
  } else if (hasCaseKey(tx, caseId)) {
    putResource(tx, caseId, `Task/${entry.taskId}`, version, news.task);
    const fresh = factsOf(account, tx, entry, news.task);
    setCaseFacts(tx, caseId, version, fresh);
    if (WRITING.has(entry.state.at) && asked(fresh) !== asked(facts)) tellOfCase(tx, caseId, "questions-changed");
  } else {
    // erased at the end of its lease, the report still here: nothing of the content comes back
    setCaseFacts(tx, caseId, version, facts);
  }
  if (isBeforeSigning(entry.state) && newsOf(findCase(tx, caseId)?.facts ?? facts) !== newsOf(facts)) setChanged(tx, caseId, true);
}
