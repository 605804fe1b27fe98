import type { Tx } from "../transaction.ts";

/**
 * Key objects that follow a report into the image archive, one row for each study. Their bytes lie in the report's payload; a report
 * that was signed before has none.
 */
export function up(tx: Tx): void {
  tx.exec(`
    CREATE TABLE key_object (
      sop_uid TEXT PRIMARY KEY,
      report_id TEXT NOT NULL REFERENCES report,
      images INTEGER NOT NULL,
      state TEXT NOT NULL,
      attempts INTEGER NOT NULL DEFAULT 0,
      due_at INTEGER NOT NULL,
      not_before INTEGER NOT NULL DEFAULT 0
    ) STRICT;
    CREATE INDEX key_object_by_report ON key_object (report_id);
  `);
}
