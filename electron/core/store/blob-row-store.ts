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

export const removeBlobs = (tx: Tx, blobIds: readonly string[]): void => {
  for (const blobId of blobIds) tx.prepare("DELETE FROM blob WHERE blob_id = ?").run(blobId);
};

export const blobIdsOfCase = (db: Db, caseId: CaseId): string[] =>
  (db.prepare("SELECT blob_id FROM blob WHERE case_id = ?").all(caseId) as { blob_id: string }[]).map((row) => row.blob_id);
