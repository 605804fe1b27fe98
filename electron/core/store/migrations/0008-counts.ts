import type { Tx } from "../transaction.ts";

/**
 * What is here of a case is counted from an index alone, and what was announced from two numbers beside each study: the headers of all images
 * and the list of all their names need not be read for it. `announced_bytes` is null where a series does not say its size.
 */
export function up(tx: Tx): void {
  tx.exec(`
    CREATE INDEX instance_counts ON instance (case_id, series_uid, state, why, bytes, blob_id);

    ALTER TABLE study ADD COLUMN announced_images INTEGER;
    ALTER TABLE study ADD COLUMN announced_bytes INTEGER;
    UPDATE study SET
      announced_images = json_extract(facts, '$.count'),
      announced_bytes = (SELECT CASE WHEN count(*) = count(json_extract(value, '$.bytes')) THEN coalesce(sum(json_extract(value, '$.bytes')), 0) END
        FROM json_each(study.facts, '$.series'));
  `);
}
