import { randomBytes } from "node:crypto";
import type { RevokeReason } from "#shared/case/case-state.ts";
import { isBeforeSigning } from "#shared/case/case-state.ts";
import { type CaseFacts, caseFacts, undecidedFacts } from "#shared/fhir/case-from-fhir.ts";
import { type Json, keyOf, referenceAt, textAt, versionOf } from "#shared/fhir/json.ts";
import type { CaseId } from "#shared/result/ids.ts";
import { type CaseEntry, findCaseByTask, insertCase, listResources, putResource, setCaseFacts, setChanged } from "../store/case-store.ts";
import { inTransaction, type Tx } from "../store/transaction.ts";
import { appendAudit, nowOf, type OpenAccount, ownersOf } from "./account.ts";

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

/** The case's facts from its resources as stored, with this Task. */
export function factsOf(account: OpenAccount, tx: Tx, entry: CaseEntry, task: Json): CaseFacts {
  const stored = listResources(tx, entry.caseId);
  const now = nowOf(account);
  const pick = (reference: string | null): Json | null => (reference === null ? null : (stored.get(reference) ?? null));
  const facts = entry.facts;
  return caseFacts({
    task,
    request: pick(facts.requestReference),
    patient: pick(facts.patientReference),
    consent: pick(facts.consentReference),
    others: [...stored.values()],
    owners: ownersOf(account.reviewer()),
    now,
  });
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
  "expired",
]);
/** States in which nothing of the case is kept any more: news of the Task must not bring it back. */
const ENDED = new Set(["declined", "revoked", "closed"]);

function insertNew(account: OpenAccount, tx: Tx, taskId: string, news: TaskNews): CaseId {
  const caseId = randomBytes(16).toString("hex") as CaseId;
  const facts = undecidedFacts({ ...news, consent: null, others: [], owners: ownersOf(account.reviewer()), now: nowOf(account) });
  insertCase(tx, { caseId, taskId, taskVersion: versionOf(news.task) ?? "", facts, key: randomBytes(32) }, nowOf(account));
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
      if (verdict.kind === "revoked") return null;
      const status = textAt(news.task, "status");
      // a case begun on another device is offered here like a new one; its content comes with acceptance, which the Task already has
      return status === null ? null : { caseId: insertNew(account, tx, taskId, news), verdict };
    }
    if (ENDED.has(entry.state.at)) return null;
    const version = versionOf(news.task) ?? "";
    if (version === entry.taskVersion && (verdict.kind === "mine" || ownCompletion(entry, verdict))) return { caseId: entry.caseId, verdict: { kind: "mine" } };
    updateKnown(account, tx, entry, news, version);
    return { caseId: entry.caseId, verdict: ownCompletion(entry, verdict) ? { kind: "mine" } : verdict };
  });
}

const ON_ITS_WAY = new Set(["signed", "queued", "conflict", "delivered"]);

/** A completed Task with a report of ours on its way is most likely that report, its answer lost: delivery reads and decides (S5). */
const ownCompletion = (entry: CaseEntry, verdict: Verdict): boolean =>
  verdict.kind === "revoked" && verdict.reason === "completed-elsewhere" && ON_ITS_WAY.has(entry.state.at);

function updateKnown(account: OpenAccount, tx: Tx, entry: CaseEntry, news: TaskNews, version: string): void {
  if (DECIDED.has(entry.state.at)) {
    putResource(tx, entry.caseId, `Task/${entry.taskId}`, version, news.task);
    setCaseFacts(tx, entry.caseId, version, factsOf(account, tx, entry, news.task));
  } else {
    const fresh = undecidedFacts({ ...news, consent: null, others: [], owners: ownersOf(account.reviewer()), now: nowOf(account) });
    // a Task read by its id comes without patient and request: what is known of them stays
    const kept =
      news.patient === null ? { patient: entry.facts.patient, parties: entry.facts.parties, caseNumber: entry.facts.caseNumber } : {};
    setCaseFacts(tx, entry.caseId, version, { ...fresh, ...kept });
  }
  if (isBeforeSigning(entry.state)) setChanged(tx, entry.caseId, true);
}
