import type { CaseId } from "#shared/result/ids.ts";
import { readDraft, thawDraft } from "../store/draft-store.ts";
import { findPrepared, type PreparedRow, removePrepared } from "../store/report-store.ts";
import { inTransaction } from "../store/transaction.ts";
import { appendAudit, nowOf, type OpenAccount } from "../sync/account.ts";

/** Throws a preview away (D24): nothing was signed, the draft can be written on. */
export function dropPreview(account: OpenAccount, prepared: PreparedRow): void {
  inTransaction(account.db, (tx) => {
    removePrepared(tx, prepared.reportId);
    thawDraft(tx, prepared.caseId);
    appendAudit(account, tx, "report.cancelled", { caseId: prepared.caseId, reportId: prepared.reportId });
  });
  account.emit({ kind: "opinion.changed", caseId: prepared.caseId });
}

/** A preview older than 15 minutes is thrown away wherever it is met. True = it was. */
export function dropExpiredPreview(account: OpenAccount, caseId: CaseId): boolean {
  const { frozenFor } = readDraft(account.db, caseId);
  const prepared = frozenFor === null ? null : findPrepared(account.db, frozenFor);
  if (prepared === null || prepared.expiresAt > nowOf(account)) return false;
  dropPreview(account, prepared);
  return true;
}
