import type { CaseState } from "#shared/case/case-state.ts";
import type { CaseId } from "#shared/result/ids.ts";
import type { Instant } from "#shared/result/instant.ts";
import { type CaseEntry, hasCaseKey, listCases } from "../store/case-store.ts";
import { casesWithDraft, removeDraft } from "../store/draft-store.ts";
import { inTransaction } from "../store/transaction.ts";
import { appendAudit, nowOf, type OpenAccount } from "./account.ts";
import { applyCaseEvent } from "./case-events.ts";
import { eraseCase } from "./erase-case.ts";

const DRAFT_KEPT_MS = 7 * 86_400_000;
const FOLLOW_UP_MS = 30 * 86_400_000;

/**
 * What ends by time, also offline (S3, S4, S10): the content at the end of the lease, whatever the state (a signed report is not
 * content and stays); a delivered case after its follow-up; the text of a draft seven days after its case was lost. A clock that is
 * behind ends nothing (D11).
 */
export async function endByTime(account: OpenAccount): Promise<void> {
  if (account.clock.isBehind()) return;
  const now = nowOf(account);
  for (const entry of listCases(account.db)) {
    if (isOver(entry, now)) await endLease(account, entry, now);
    if (entry.state.at === "delivered" && now - entry.state.receivedAt >= FOLLOW_UP_MS) await close(account, entry, now);
  }
  forgetDrafts(account, now);
}

const isOver = ({ facts, state }: CaseEntry, now: Instant): boolean =>
  facts.leaseUntil !== null && facts.leaseUntil <= now && state.at !== "assigned" && state.at !== "declined";

async function endLease(account: OpenAccount, { caseId, state }: CaseEntry, now: Instant): Promise<void> {
  const ended = inTransaction(account.db, (tx) => {
    const isContentHere = hasCaseKey(tx, caseId);
    const next = applyCaseEvent(tx, caseId, { kind: "lease-ended", time: now });
    if (next === null && !isContentHere) return false;
    appendAudit(account, tx, "case.revoked", { caseId, reason: "lease-ended" });
    return true;
  });
  // of a delivered report nothing more is to be written; before that its draft may have to be opened again
  if (ended) await eraseCase(account, caseId, state.at === "delivered");
}

async function close(account: OpenAccount, { caseId }: CaseEntry, now: Instant): Promise<void> {
  inTransaction(account.db, (tx) => applyCaseEvent(tx, caseId, { kind: "close", time: now }));
  await eraseCase(account, caseId, true);
}

const lostSince = (state: CaseState): Instant | null => (state.at === "revoked" || state.at === "expired" ? state.since : null);

function forgetDrafts(account: OpenAccount, now: Instant): void {
  const lost = new Map(listCases(account.db).map((entry): [CaseId, Instant | null] => [entry.caseId, lostSince(entry.state)]));
  for (const caseId of casesWithDraft(account.db)) {
    const since = lost.get(caseId) ?? null;
    if (since === null || now - since < DRAFT_KEPT_MS) continue;
    inTransaction(account.db, (tx) => {
      removeDraft(tx, caseId);
      appendAudit(account, tx, "case.erased", { caseId, files: 0, draftKept: false });
    });
    account.emit({ kind: "opinion.changed", caseId });
  }
}
