import type { TaskAction } from "#shared/fhir/task-change.ts";
import type { CaseId } from "#shared/result/ids.ts";
import type { Instant } from "#shared/result/instant.ts";
import type { Db, Tx } from "./transaction.ts";

/** A change of a Task that waits for the service. Sent in order; the next one of a case only after the one before (S1). */
export type ActionEntry = {
  readonly actionId: string;
  readonly caseId: CaseId;
  readonly action: TaskAction;
  readonly attempts: number;
  readonly dueAt: Instant;
  readonly why: string | null;
  readonly createdAt: Instant;
  readonly doneAt: Instant | null;
};

type Row = {
  action_id: string;
  case_id: string;
  action: string;
  attempts: number;
  due_at: number;
  why: string | null;
  created_at: number;
  done_at: number | null;
};

const entryOf = (row: Row): ActionEntry => ({
  actionId: row.action_id,
  caseId: row.case_id as CaseId,
  action: JSON.parse(row.action) as TaskAction,
  attempts: row.attempts,
  dueAt: row.due_at as Instant,
  why: row.why,
  createdAt: row.created_at as Instant,
  doneAt: row.done_at as Instant | null,
});

export const enqueueAction = (tx: Tx, actionId: string, caseId: CaseId, action: TaskAction, now: Instant): void =>
  void tx
    .prepare(
      "INSERT INTO task_action (action_id, case_id, sequence, action, due_at, created_at) VALUES (?, ?, (SELECT coalesce(max(sequence), 0) + 1 FROM task_action), ?, ?, ?)",
    )
    .run(actionId, caseId, JSON.stringify(action), now, now);

export const openActions = (db: Db): ActionEntry[] =>
  (db.prepare("SELECT * FROM task_action WHERE done_at IS NULL ORDER BY sequence").all() as Row[]).map(entryOf);

export const finishAction = (tx: Tx, actionId: string, now: Instant): void =>
  void tx.prepare("UPDATE task_action SET done_at = ?, why = NULL WHERE action_id = ?").run(now, actionId);

/** `notBefore`: what the service asked for (`Retry-After`); no button goes before it. */
export const postponeAction = (tx: Tx, actionId: string, due: { readonly at: Instant; readonly notBefore: Instant }, why: string): void =>
  void tx
    .prepare("UPDATE task_action SET attempts = attempts + 1, due_at = ?, not_before = ?, why = ? WHERE action_id = ?")
    .run(due.at, due.notBefore, why, actionId);

/** When the review was begun on this device, if it was. */
export function startedAt(db: Db, caseId: CaseId): Instant | null {
  const row = db
    .prepare(
      "SELECT min(json_extract(action, '$.at')) AS at FROM task_action WHERE case_id = ? AND json_extract(action, '$.kind') = 'start'",
    )
    .get(caseId) as { at: Instant | null };
  return row.at;
}
