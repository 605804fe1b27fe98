import type { RevokeReason } from "#shared/case/case-state.ts";
import type { CaseId } from "#shared/result/ids.ts";
import type { Instant } from "#shared/result/instant.ts";
import { findCase, listCases, setVanished } from "../store/case-store.ts";
import { setOutboxState } from "../store/report-store.ts";
import { readSetting, removeSetting, writeSetting } from "../store/setting-store.ts";
import { inTransaction } from "../store/transaction.ts";
import { appendAudit, nowOf, type OpenAccount } from "./account.ts";
import { applyCaseEvent } from "./case-events.ts";
import { eraseCase } from "./erase-case.ts";

const BRAKE_WINDOW_MS = 24 * 3_600_000;
const BRAKE_LOCK_MS = 72 * 3_600_000;

/**
 * Carries out a withdrawal (S4, S5): reading ends and the content is erased; a draft's text stays sealed, except when the consent was
 * withdrawn. A signed report goes to `conflict` with its bytes kept: a person decides.
 */
export async function withdrawCase(account: OpenAccount, caseId: CaseId, reason: RevokeReason): Promise<void> {
  const state = inTransaction(account.db, (tx) => {
    const next = applyCaseEvent(tx, caseId, { kind: "revoke", reason, time: nowOf(account) });
    if (next === null) return null;
    if (next.at === "conflict")
      setOutboxState(tx, next.reportId, { at: "conflict", why: `withdrawn:${reason}`, detail: null }, nowOf(account));
    appendAudit(account, tx, "case.revoked", { caseId, reason, kept: next.at === "conflict" });
    return next;
  });
  if (state?.at === "revoked") await eraseCase(account, caseId, reason === "consent-withdrawn");
  account.emit({ kind: "case.changed", caseId });
  account.emit({ kind: "cases.changed" });
  account.emit({ kind: "outbox.changed" });
}

/** What a lost case is: gone from the service, or taken away. */
export type Loss = { readonly caseId: CaseId; readonly reason: RevokeReason };

/**
 * The brake (D14): when two or more cases, and at least half of those held, vanish within 24 hours, all of them are locked for 72 hours
 * and none is erased: a service restored from an old backup must not empty laptops. Withdrawn consent never waits for it.
 */
export async function carryOutLosses(account: OpenAccount, losses: readonly Loss[]): Promise<void> {
  const now = nowOf(account);
  const consent = losses.filter((loss) => loss.reason === "consent-withdrawn");
  const others = losses.filter((loss) => loss.reason !== "consent-withdrawn");
  for (const loss of consent) await withdrawCase(account, loss.caseId, loss.reason);
  const before = readSetting(account.db, "brake");
  const recent = before !== null && now - before.since < BRAKE_WINDOW_MS ? before : { cases: [], since: now };
  const gone = [...new Set([...recent.cases, ...others.map((loss) => loss.caseId)])];
  const held = listCases(account.db).filter((entry) => !["assigned", "declined", "revoked", "closed"].includes(entry.state.at));
  const heldGone = held.filter((entry) => gone.includes(entry.caseId));
  if (heldGone.length >= 2 && heldGone.length * 2 >= held.length) {
    lockAll(
      account,
      heldGone.map((entry) => entry.caseId),
      (now + BRAKE_LOCK_MS) as Instant,
    );
    writeSetting(account.db, "brake", { cases: gone, since: recent.since });
    return;
  }
  if (others.length > 0) writeSetting(account.db, "brake", { cases: gone, since: recent.since });
  for (const loss of others) {
    const entry = findCase(account.db, loss.caseId);
    if (entry?.lockedUntil !== undefined && entry.lockedUntil !== null && entry.lockedUntil > now && loss.reason === "gone") continue;
    await withdrawCase(account, loss.caseId, loss.reason);
  }
}

function lockAll(account: OpenAccount, caseIds: readonly CaseId[], until: Instant): void {
  inTransaction(account.db, (tx) => {
    for (const caseId of caseIds) setVanished(tx, caseId, nowOf(account), until);
    appendAudit(account, tx, "error", { code: "many-cases-vanished", count: caseIds.length });
  });
  account.emit({ kind: "cases.changed" });
}

/** A case that was missing is at the service again: it opens as before. */
export function caseIsBack(account: OpenAccount, caseId: CaseId): void {
  const entry = findCase(account.db, caseId);
  if (entry === null || (entry.vanishedAt === null && entry.lockedUntil === null)) return;
  setVanished(account.db, caseId, null, null);
  removeSetting(account.db, "brake");
  account.emit({ kind: "case.changed", caseId });
}
