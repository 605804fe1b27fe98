import type { Instant } from "#shared/result/instant.ts";
import { DUE_KEY_OBJECTS } from "./key-object-store.ts";
import type { Db } from "./transaction.ts";

/** Delivery states that wait for a time; `conflict`, `delivered` and `withdrawn` wait for nobody or for a person. */
const WAITING = "json_extract(state, '$.at') IN ('queued', 'backing-off', 'uploading', 'sending', 'uncertain', 'verifying')";

/** When the next action, report or key object may be tried; null when nothing waits. */
export function earliestDue(db: Db): Instant | null {
  const row = db
    .prepare(
      `SELECT min(due_at) AS due FROM (SELECT due_at FROM task_action WHERE done_at IS NULL UNION ALL SELECT due_at FROM outbox WHERE ${WAITING}
         UNION ALL SELECT key_object.due_at FROM ${DUE_KEY_OBJECTS})`,
    )
    .get() as { due: Instant | null };
  return row.due;
}

/** Everything that waits for its back-off may be tried now (the network came back, a person asked), but not before the service wants it. */
export function makeDue(db: Db, now: Instant): void {
  db.prepare("UPDATE task_action SET due_at = max(not_before, min(due_at, ?)) WHERE done_at IS NULL").run(now);
  db.prepare(`UPDATE outbox SET due_at = max(not_before, min(due_at, ?)) WHERE ${WAITING}`).run(now);
  db.prepare(
    `UPDATE key_object SET due_at = max(not_before, min(due_at, ?)) WHERE sop_uid IN (SELECT key_object.sop_uid FROM ${DUE_KEY_OBJECTS})`,
  ).run(now);
}
