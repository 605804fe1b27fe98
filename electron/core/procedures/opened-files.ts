import type { CaseId, ObjectId, RecordId } from "#shared/result/ids.ts";
import { inTransaction } from "../store/transaction.ts";
import { appendAudit } from "../sync/account.ts";
import { noteLostFile } from "../sync/lost-files.ts";
import { isDiskFull } from "../vault/durable-file.ts";
import type { Unlocked } from "./context.ts";

/** The disk lost a file: it is fetched again as soon as that is possible. */
export function fetchAgain(account: Unlocked["account"], downloads: Unlocked["downloads"], caseId: CaseId, blobId: string): void {
  noteLostFile(account, caseId, blobId).then(
    () => downloads.wake(),
    () => account.log("defect", { code: "lost-file" }),
  );
}

/** The audit's line about something clinical that was opened. A full disk keeps nobody from reading. */
export function noteOpened(
  account: Unlocked["account"],
  what: { readonly caseId: CaseId; readonly recordId: RecordId } | { readonly caseId: CaseId; readonly objectId: ObjectId },
): void {
  try {
    inTransaction(account.db, (tx) => appendAudit(account, tx, "item.opened", what));
  } catch (error) {
    if (!isDiskFull(error)) throw error;
  }
}
