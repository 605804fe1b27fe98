import type { Tx } from "../transaction.ts";

/** How the reader has aligned two series that share no frame of reference: a place in the first plus the shift is the same place in the second. */
export function up(tx: Tx): void {
  tx.exec(`
    CREATE TABLE alignment (
      case_id TEXT NOT NULL REFERENCES "case" ON DELETE CASCADE,
      from_series TEXT NOT NULL REFERENCES series ON DELETE CASCADE,
      to_series TEXT NOT NULL REFERENCES series ON DELETE CASCADE,
      x_mm REAL NOT NULL,
      y_mm REAL NOT NULL,
      z_mm REAL NOT NULL,
      PRIMARY KEY (case_id, from_series, to_series),
      CHECK (from_series < to_series)
    ) STRICT;
  `);
}
