import type { RevokeReason } from "#shared/case/case-state.ts";
import { backoffMs } from "#shared/delivery/backoff.ts";
import { textAt, versionOf } from "#shared/fhir/json.ts";
import { changedTask, statusAfter, type TaskAction } from "#shared/fhir/task-change.ts";
import type { Instant } from "#shared/result/instant.ts";
import { type FhirProblem, isAnswer } from "../service/fhir-client.ts";
import { type ActionEntry, finishAction, openActions, postponeAction } from "../store/action-store.ts";
import { type CaseEntry, findCase } from "../store/case-store.ts";
import { inTransaction } from "../store/transaction.ts";
import { nowOf, type OpenAccount, ownersOf } from "./account.ts";
import { applyTask, verdictOn } from "./apply-task.ts";
import { applyCaseEvent } from "./case-events.ts";
import { isServiceWide, problemInWords } from "./connectivity.ts";
import { eraseCase } from "./erase-case.ts";
import { withdrawCase } from "./withdraw-case.ts";

const MAX_TRIES_ON_CONFLICT = 3;

/** Statuses that show an action was carried out, here before a lost answer or by another device. */
const DONE_WHEN: Readonly<Record<TaskAction["kind"], readonly string[]>> = {
  accept: ["accepted", "ready", "in-progress", "on-hold", "completed"],
  decline: ["rejected"],
  start: ["in-progress", "on-hold", "completed"],
};

type Sent =
  | { readonly kind: "done" }
  | { readonly kind: "problem"; readonly problem: FhirProblem }
  /** The Task is not this reviewer's to change any more. */
  | { readonly kind: "lost"; readonly reason: RevokeReason }
  | { readonly kind: "stuck"; readonly why: string };

/** Reads the Task, applies the one change, writes it with its version; a moved version is read again, at most three times. */
async function sendOne(account: OpenAccount, entry: CaseEntry, action: TaskAction, signal: AbortSignal): Promise<Sent> {
  for (let attempt = 0; attempt < MAX_TRIES_ON_CONFLICT; attempt++) {
    const read = await account.fhir.read(`Task/${entry.taskId}`, signal);
    if (!isAnswer(read)) {
      if (read.kind === "status" && read.status === 403) return { kind: "lost", reason: "forbidden" };
      if (read.kind === "status" && (read.status === 404 || read.status === 410)) return { kind: "lost", reason: "gone" };
      return { kind: "problem", problem: read };
    }
    const status = textAt(read.json, "status") ?? "";
    const verdict = verdictOn(read.json, ownersOf(account.reviewer()));
    if (verdict.kind === "revoked" && verdict.reason === "reassigned") return { kind: "lost", reason: verdict.reason };
    if (DONE_WHEN[action.kind].includes(status)) return taken(account, read.json);
    if (verdict.kind === "revoked") return { kind: "lost", reason: verdict.reason };
    const changed = changedTask(read.json, action);
    if (changed === null) return { kind: "stuck", why: `the case is ${status} at the service` };
    const written = await account.fhir.put(`Task/${entry.taskId}`, changed, versionOf(read.json), signal);
    if (isAnswer(written)) return taken(account, written.json ?? { ...changed, status: statusAfter[action.kind] });
    if (written.kind !== "status" || (written.status !== 409 && written.status !== 412)) return { kind: "problem", problem: written };
  }
  return { kind: "stuck", why: "the case kept changing at the service" };
}

function taken(account: OpenAccount, task: unknown): Sent {
  applyTask(account, { task, request: null, patient: null });
  return { kind: "done" };
}

/**
 * Sends what waits, in order; an action that cannot go now holds back the later ones of its case only (S1). A problem of the whole
 * service ends the round.
 */
export async function sendActions(account: OpenAccount, signal: AbortSignal): Promise<FhirProblem | null> {
  const held = new Set<string>();
  for (const waiting of openActions(account.db)) {
    if (held.has(waiting.caseId)) continue;
    const entry = findCase(account.db, waiting.caseId);
    if (entry === null || waiting.dueAt > nowOf(account)) {
      held.add(waiting.caseId);
      continue;
    }
    const sent = await sendOne(account, entry, waiting.action, signal);
    if (signal.aborted) return null;
    if (sent.kind !== "done") held.add(waiting.caseId);
    await settle(account, waiting, entry, sent);
    if (sent.kind === "problem" && isServiceWide(sent.problem)) return sent.problem;
  }
  return null;
}

async function settle(account: OpenAccount, waiting: ActionEntry, entry: CaseEntry, sent: Sent): Promise<void> {
  const now = nowOf(account);
  const isDecline = waiting.action.kind === "decline";
  if (sent.kind === "stuck" || sent.kind === "problem") postpone(account, waiting, sent, now);
  else {
    inTransaction(account.db, (tx) => {
      finishAction(tx, waiting.actionId, now);
      if (isDecline) applyCaseEvent(tx, entry.caseId, { kind: "decline-sent" });
    });
    if (isDecline) await eraseCase(account, entry.caseId, true);
    else if (sent.kind === "lost") await withdrawCase(account, entry.caseId, sent.reason);
  }
  account.emit({ kind: "case.changed", caseId: entry.caseId });
  account.emit({ kind: "outbox.changed" });
}

const whyOf = (sent: Extract<Sent, { kind: "stuck" | "problem" }>): string => {
  if (sent.kind === "stuck") return sent.why;
  return problemInWords(sent.problem);
};

function postpone(account: OpenAccount, waiting: ActionEntry, sent: Extract<Sent, { kind: "stuck" | "problem" }>, now: Instant): void {
  const asked = sent.kind === "problem" && sent.problem.kind === "status" ? sent.problem.retryAfterMs : null;
  const at = (now + backoffMs(waiting.attempts + 1, Math.random(), asked)) as Instant;
  const notBefore = (asked === null ? 0 : Math.min(at, now + asked)) as Instant;
  inTransaction(account.db, (tx) => postponeAction(tx, waiting.actionId, { at, notBefore }, whyOf(sent)));
}
