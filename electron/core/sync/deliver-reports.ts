import { backoffMs } from "#shared/delivery/backoff.ts";
import type { DeliveryState } from "#shared/delivery/delivery-state.ts";
import type { JsonObject } from "#shared/fhir/json.ts";
import { textAt } from "#shared/fhir/json.ts";
import type { Instant } from "#shared/result/instant.ts";
import { decodePayload, type SpoolPayload } from "../report/spool.ts";
import type { FhirProblem } from "../service/fhir-client.ts";
import {
  countAttempt,
  findOutbox,
  findReport,
  listOutbox,
  type OutboxRow,
  readPayload,
  setOutboxDue,
  setOutboxState,
  setReceipt,
} from "../store/report-store.ts";
import { inTransaction } from "../store/transaction.ts";
import { appendAudit, nowOf, type OpenAccount } from "./account.ts";
import { applyCaseEvent } from "./case-events.ts";
import { isServiceWide, problemInWords } from "./connectivity.ts";
import { probeTransactions } from "./delivery-probe.ts";
import { readFirst } from "./delivery-read-first.ts";
import { sendSingly, sendTransaction, uploadBinaries } from "./delivery-send.ts";
import { verifyDelivery } from "./delivery-verify.ts";

const WAITING = new Set<DeliveryState["at"]>(["queued", "backing-off", "uploading", "sending", "uncertain", "verifying"]);
/** Statuses of a Task that may be completed. */
const COMPLETABLE = new Set(["in-progress", "on-hold"]);
/** Answers after which the same bytes are not sent again: a person decides. */
const REFUSED = new Set([400, 403, 405, 413, 414, 415, 422, 431, 501]);

/** Answers of a service that takes no (or no such) transaction: single requests are tried once before a person is asked. */
const NO_TRANSACTION = new Set([404, 405, 413, 414, 431, 501]);

/** What one attempt came to. `stopped`: the reviewer took the report back meanwhile, nothing was sent. */
type Outcome =
  | { readonly kind: "delivered" }
  | { readonly kind: "stopped" }
  | { readonly kind: "conflict"; readonly why: string; readonly detail: string | null }
  | { readonly kind: "later"; readonly why: string; readonly retryAfterMs: number | null; readonly problem: FhirProblem | null };

function setState(account: OpenAccount, payload: SpoolPayload, state: DeliveryState): void {
  inTransaction(account.db, (tx) => setOutboxState(tx, payload.reportId, state, nowOf(account)));
  account.emit({ kind: "outbox.changed" });
}

/** A problem as an outcome: refused for good, or to be tried later. After an unclear end the next attempt reads first. */
function outcomeOf(problem: FhirProblem): Outcome {
  if (problem.kind === "status" && REFUSED.has(problem.status))
    return { kind: "conflict", why: `refused:${problem.status}`, detail: problem.outcome === "" ? null : problem.outcome };
  return { kind: "later", why: problemInWords(problem), retryAfterMs: problem.kind === "status" ? problem.retryAfterMs : null, problem };
}

/** One attempt at one report: read first, upload, send, read back. Step and attempt are committed before any byte leaves. */
async function attempt(account: OpenAccount, payload: SpoolPayload, row: OutboxRow, signal: AbortSignal): Promise<Outcome> {
  const found = await readFirst(account, payload, signal);
  if (found.kind === "problem") return outcomeOf(found.problem);
  if (found.kind === "conflict") return found;
  if (found.kind === "arrived") return prove(account, payload, row.attempts, signal);
  const status = textAt(found.task, "status") ?? "";
  if (!COMPLETABLE.has(status)) return { kind: "later", why: `the case is ${status} at the service`, retryAfterMs: null, problem: null };
  const probe = await probeTransactions(account, found.task, signal);
  if (probe !== null) return outcomeOf(probe);
  return send(account, payload, found.task, found.partly, signal);
}

async function send(account: OpenAccount, payload: SpoolPayload, task: JsonObject, partly: boolean, signal: AbortSignal): Promise<Outcome> {
  const begun = inTransaction(account.db, (tx) => {
    if (!isWaiting(account, payload)) return false;
    countAttempt(tx, payload.reportId);
    const number = attemptsOf(account, payload);
    setOutboxState(tx, payload.reportId, { at: "uploading", attempt: number }, nowOf(account));
    appendAudit(account, tx, "report.sent", { reportId: payload.reportId, attempt: number });
    return true;
  });
  if (!begun) return { kind: "stopped" };
  account.emit({ kind: "outbox.changed" });
  const uploaded = await uploadBinaries(account, payload, signal);
  if (uploaded !== null) return outcomeOf(uploaded);
  setState(account, payload, { at: "sending", attempt: attemptsOf(account, payload) });
  // in post mode a part that is there already must not be made a second time: single requests look for each one first
  const whole = account.service().atomic === true && !(partly && account.service().mode === "post");
  const problem = whole ? await sendTransaction(account, payload, task, signal) : await sendSingly(account, payload, task, signal);
  if (problem === null) return prove(account, payload, attemptsOf(account, payload), signal);
  if (whole && problem.kind === "status" && NO_TRANSACTION.has(problem.status)) {
    account.setService({ ...account.service(), atomic: false });
    return { kind: "later", why: problemInWords(problem), retryAfterMs: null, problem: { ...problem, status: MOVED } };
  }
  const outcome = outcomeOf(problem);
  if (outcome.kind === "later") setState(account, payload, { at: "uncertain", attempt: attemptsOf(account, payload), why: outcome.why });
  return outcome;
}

/** Looked at again at once, as after a moved version. */
const MOVED = 409;

const isWaiting = (account: OpenAccount, payload: SpoolPayload): boolean => {
  const state = findOutbox(account.db, payload.reportId)?.state.at;
  return state !== undefined && WAITING.has(state);
};

const attemptsOf = (account: OpenAccount, payload: SpoolPayload): number => findOutbox(account.db, payload.reportId)?.attempts ?? 0;

async function prove(account: OpenAccount, payload: SpoolPayload, attempts: number, signal: AbortSignal): Promise<Outcome> {
  setState(account, payload, { at: "verifying", attempt: attempts });
  const proof = await verifyDelivery(account, payload, signal);
  if (proof.kind === "problem") return outcomeOf(proof.problem);
  if (proof.kind === "different") return { kind: "conflict", why: "changed-by-service", detail: proof.list.slice(0, 20).join("; ") };
  const now = nowOf(account);
  inTransaction(account.db, (tx) => {
    setReceipt(tx, payload.reportId, { ...proof.receipt, at: now });
    setOutboxState(tx, payload.reportId, { at: "delivered", since: now }, now);
    const report = findReport(tx, payload.reportId);
    if (report !== null) applyCaseEvent(tx, report.caseId, { kind: "receipt", reportId: payload.reportId, time: now });
    appendAudit(account, tx, "report.delivered", { reportId: payload.reportId });
  });
  return { kind: "delivered" };
}

/** Puts the outcome into the row; nothing is ever dropped, and trying never ends by itself. */
function settle(account: OpenAccount, payload: SpoolPayload, outcome: Outcome): void {
  const now = nowOf(account);
  const row = findOutbox(account.db, payload.reportId);
  const report = findReport(account.db, payload.reportId);
  if (row === null || report === null) return;
  // delivered already says so; the reviewer may have stopped or taken back the report while the service was being asked
  const isOpen = WAITING.has(row.state.at);
  inTransaction(account.db, (tx) => {
    if (!isOpen) return;
    if (outcome.kind === "conflict") {
      setOutboxState(tx, payload.reportId, { at: "conflict", why: outcome.why, detail: outcome.detail }, now);
      applyCaseEvent(tx, report.caseId, { kind: "refused", reportId: payload.reportId, why: outcome.why });
      appendAudit(account, tx, "report.conflict", { reportId: payload.reportId, code: outcome.why });
    } else if (outcome.kind === "later") {
      const until = (now + backoffMs(Math.max(1, row.attempts), Math.random(), outcome.retryAfterMs)) as Instant;
      const notBefore = (outcome.retryAfterMs === null ? 0 : Math.min(until, now + outcome.retryAfterMs)) as Instant;
      setOutboxDue(tx, payload.reportId, until, notBefore);
      // `uncertain` stays: it says that bytes may have left
      if (row.state.at !== "uncertain" && row.state.at !== "verifying")
        setOutboxState(tx, payload.reportId, { at: "backing-off", until, why: outcome.why }, now);
    }
  });
  account.emit({ kind: "outbox.changed" });
  account.emit({ kind: "case.changed", caseId: report.caseId });
  account.emit({ kind: "cases.changed" });
}

const AT_ONCE = new Set([409, 412]);

/** Sends what is due, one report at a time, in the order of signing. A moved version is looked at again at once, three times at most. */
export async function deliverReports(account: OpenAccount, signal: AbortSignal): Promise<FhirProblem | null> {
  for (const row of listOutbox(account.db)) {
    if (!WAITING.has(row.state.at) || row.dueAt > nowOf(account)) continue;
    const bytes = readPayload(account.db, row.reportId);
    const payload = bytes === null ? null : decodePayload(bytes);
    if (payload === null) continue;
    let outcome = await attempt(account, payload, row, signal);
    for (
      let again = 0;
      again < 2 && outcome.kind === "later" && outcome.problem?.kind === "status" && AT_ONCE.has(outcome.problem.status);
      again++
    ) {
      outcome = await attempt(account, payload, row, signal);
    }
    if (signal.aborted) return null;
    settle(account, payload, outcome);
    if (outcome.kind === "later" && outcome.problem !== null && isServiceWide(outcome.problem)) return outcome.problem;
  }
  return null;
}
