import type { Tx } from "../transaction.ts";

/** What the reader drew on the images, and the steps in which it came to be: undo and redo survive a restart. */
export function up(tx: Tx): void {
  tx.exec(`
    CREATE TABLE mark (
      case_id TEXT NOT NULL REFERENCES "case" ON DELETE CASCADE,
      mark_id TEXT NOT NULL,
      body TEXT NOT NULL,
      removed INTEGER NOT NULL DEFAULT 0,
      PRIMARY KEY (case_id, mark_id)
    ) STRICT;

    CREATE TABLE mark_step (
      case_id TEXT NOT NULL REFERENCES "case" ON DELETE CASCADE,
      step INTEGER NOT NULL,
      before TEXT NOT NULL,
      after TEXT NOT NULL,
      undone INTEGER NOT NULL DEFAULT 0,
      PRIMARY KEY (case_id, step)
    ) STRICT;

    CREATE TABLE mark_number (
      case_id TEXT NOT NULL REFERENCES "case" ON DELETE CASCADE,
      letter TEXT NOT NULL,
      last INTEGER NOT NULL,
      PRIMARY KEY (case_id, letter)
    ) STRICT;
  `);
}
