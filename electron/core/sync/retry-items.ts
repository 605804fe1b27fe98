import type { CaseId } from "#shared/result/ids.ts";
import type { Tx } from "../store/transaction.ts";

/** What failed before is asked for again, because a person wishes it. Items that are here stay. */
export function resetFailedItems(tx: Tx, caseId: CaseId): void {
  tx.prepare("UPDATE record SET state = 'waiting', why = NULL WHERE case_id = ? AND state IN ('failed', 'withheld')").run(caseId);
  tx.prepare("UPDATE instance SET state = 'announced', why = NULL WHERE case_id = ? AND state = 'failed'").run(caseId);
}
