import type { Tx } from "../transaction.ts";

/**
 * Whether the manifest of a case was read and all that it names has its row; what must be told until it was read; why a study as a whole could not be fetched; and the time before which a service does not want to
 * be asked again, whoever presses a button.
 */
export function up(tx: Tx): void {
  tx.exec(`
    ALTER TABLE "case" ADD COLUMN announced INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE "case" ADD COLUMN notices TEXT NOT NULL DEFAULT '[]';
    ALTER TABLE study ADD COLUMN why TEXT;
    ALTER TABLE outbox ADD COLUMN not_before INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE task_action ADD COLUMN not_before INTEGER NOT NULL DEFAULT 0;
  `);
}
