import type { Tx } from "../transaction.ts";

/** Prepared frames of a series: sealed files made from its instances, which can be thrown away and made again. */
export function up(tx: Tx): void {
  tx.exec(`
    CREATE TABLE pack (
      blob_id TEXT PRIMARY KEY REFERENCES blob ON DELETE CASCADE,
      series_id TEXT NOT NULL,
      revision TEXT NOT NULL,
      first_frame INTEGER NOT NULL,
      frame_count INTEGER NOT NULL,
      bytes INTEGER NOT NULL,
      UNIQUE (series_id, revision, first_frame)
    ) STRICT;

    ALTER TABLE series ADD COLUMN pack_used_at INTEGER NOT NULL DEFAULT 0;
  `);
}
