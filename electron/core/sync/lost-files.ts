import type { CaseId } from "#shared/result/ids.ts";
import { hasLost, listBlobs, loseBlob } from "../store/blob-row-store.ts";
import { inTransaction } from "../store/transaction.ts";
import { isDiskFull } from "../vault/durable-file.ts";
import type { OpenAccount } from "./account.ts";

const WHY = "its file on this disk was lost or damaged; it is fetched again";

/** A sealed file that is gone or was changed on the disk: what it held is named, no longer counted as here, and fetched again. */
export async function noteLostFile(account: OpenAccount, caseId: CaseId, blobId: string): Promise<void> {
  if (account.ended.aborted) return;
  try {
    if (!inTransaction(account.db, (tx) => loseBlob(tx, blobId, WHY))) return;
    account.log("file.lost", { caseId });
    await account.vault.blobs.remove(blobId);
  } catch (error) {
    // reading goes on; it is found again the next time
    if (!isDiskFull(error)) throw error;
  }
  for (const kind of ["case.changed", "records.changed", "imaging.changed"] as const) account.emit({ kind, caseId });
}

/** Does the case hold less than it did, because of this disk? */
export const hasLostFiles = (account: OpenAccount, caseId: CaseId): boolean => hasLost(account.db, caseId, WHY);

/** At unlock: rows whose file is not there. */
export async function noteMissingFiles(account: OpenAccount): Promise<void> {
  const here = new Set(await account.vault.blobs.list());
  for (const row of listBlobs(account.db)) {
    if (!here.has(row.blobId) && (await account.vault.blobs.isGone(row.blobId)))
      await noteLostFile(account, row.caseId as CaseId, row.blobId);
  }
}
