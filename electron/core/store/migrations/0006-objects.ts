import type { Tx } from "../transaction.ts";

/**
 * Instances without pictures are found without reading the headers of all images: their kind stands beside them, derived from what was kept
 * at the download. `seen`: the reader looked at it.
 */
export function up(tx: Tx): void {
  tx.exec(`
    ALTER TABLE instance ADD COLUMN object_kind TEXT GENERATED ALWAYS AS
      (CASE WHEN json_extract("index", '$.hasPictures') = 0 THEN json_extract("index", '$.objectKind') END) VIRTUAL;
    CREATE INDEX instance_by_object_kind ON instance (case_id, object_kind) WHERE object_kind IS NOT NULL;

    ALTER TABLE instance ADD COLUMN seen INTEGER NOT NULL DEFAULT 0;
  `);
}
