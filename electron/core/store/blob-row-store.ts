import type { CaseId } from "#shared/result/ids.ts";
import type { Instant } from "#shared/result/instant.ts";
import type { Db, Tx } from "./transaction.ts";

/** Rows that name sealed files. A row is written only after its file is durable. */
export type BlobRow = {
  readonly blobId: string;
  readonly caseId: string;
  readonly kind: string;
  readonly length: number;
  readonly sha256: string;
};

export const insertBlob = (tx: Tx, blob: BlobRow, now: Instant): void =>
  void tx
    .prepare("INSERT INTO blob (blob_id, case_id, kind, length, sha256, created_at) VALUES (?, ?, ?, ?, ?, ?)")
    .run(blob.blobId, blob.caseId, blob.kind, blob.length, blob.sha256, now);

export const listBlobs = (db: Db): BlobRow[] =>
  db.prepare("SELECT blob_id AS blobId, case_id AS caseId, kind, length, sha256 FROM blob").all() as BlobRow[];

/** The file cannot be read any more: what it held waits to be fetched again, and says why. False when no row names it. */
export function loseBlob(tx: Tx, blobId: string, why: string): boolean {
  tx.prepare("UPDATE record SET state = 'waiting', why = ?, blob_id = NULL WHERE blob_id = ?").run(why, blobId);
  tx.prepare("UPDATE instance SET state = 'announced', why = ?, blob_id = NULL WHERE blob_id = ?").run(why, blobId);
  return tx.prepare("DELETE FROM blob WHERE blob_id = ?").run(blobId).changes > 0;
}

/** Does anything of the case wait to be fetched again for this reason? */
export const hasLost = (db: Db, caseId: CaseId, why: string): boolean =>
  db
    .prepare(
      `SELECT EXISTS (SELECT 1 FROM record WHERE case_id = :caseId AND state = 'waiting' AND why = :why)
        OR EXISTS (SELECT 1 FROM instance WHERE case_id = :caseId AND state = 'announced' AND why = :why)`,
    )
    .pluck()
    .get({ caseId, why }) === 1;

export const blobIdsOfCase = (db: Db, caseId: CaseId): string[] =>
  (db.prepare("SELECT blob_id FROM blob WHERE case_id = ?").all(caseId) as { blob_id: string }[]).map((row) => row.blob_id);
