import type { RevokeReason } from "#shared/case/case-state.ts";
import type { CaseId } from "#shared/result/ids.ts";
import type { Instant } from "#shared/result/instant.ts";
import { findCase, hasCaseKey, listCases, setVanished } from "../store/case-store.ts";
import { holdKeyObjects } from "../store/key-object-store.ts";
import { setOutboxState } from "../store/report-store.ts";
import { readSetting, writeSetting } from "../store/setting-store.ts";
import { inTransaction } from "../store/transaction.ts";
import { appendAudit, nowOf, type OpenAccount } from "./account.ts";
import { applyCaseEvent } from "./case-events.ts";
import { eraseCase } from "./erase-case.ts";

const BRAKE_WINDOW_MS = 24 * 3_600_000;
const BRAKE_LOCK_MS = 72 * 3_600_000;

const ON_ITS_WAY = new Set(["signed", "queued", "conflict", "delivered"]);

/**
 * Carries out a withdrawal (S4, S5): reading ends and the content is erased; a draft's text stays sealed, except when the consent was
 * withdrawn. A signed report is never touched: it goes to `conflict` with its bytes kept, and a person decides.
 */
export async function withdrawCase(account: OpenAccount, caseId: CaseId, reason: RevokeReason): Promise<void> {
  const taken = inTransaction(account.db, (tx) => {
    const before = findCase(tx, caseId);
    if (before === null) return false;
    const next = applyCaseEvent(tx, caseId, { kind: "revoke", reason, time: nowOf(account) });
    if (next?.at === "conflict")
      setOutboxState(tx, next.reportId, { at: "conflict", why: `withdrawn:${reason}`, detail: null }, nowOf(account));
    const hasContent = hasCaseKey(tx, caseId) && (next !== null || ON_ITS_WAY.has(before.state.at));
    if (next === null && !hasContent) return false;
    // once, together with the content: a person who sends them after that is not overruled by the next round
    if (!OWN_ACTS.has(reason)) holdKeyObjects(tx, caseId, `withdrawn:${reason}`, nowOf(account));
    appendAudit(account, tx, "case.revoked", { caseId, reason, kept: next?.at !== "revoked" });
    return true;
  });
  if (!taken) return;
  await eraseCase(account, caseId, reason === "consent-withdrawn");
  account.emit({ kind: "case.changed", caseId });
  account.emit({ kind: "cases.changed" });
  account.emit({ kind: "outbox.changed" });
}

/** What a lost case is: gone from the service, or taken away. */
export type Loss = { readonly caseId: CaseId; readonly reason: RevokeReason };

/** Ends of a case that a restored backup cannot bring about: they are the reviewer's own acts elsewhere. */
const OWN_ACTS = new Set<RevokeReason>(["completed-elsewhere", "declined-elsewhere"]);

/**
 * The brake (D14): when two or more cases, and at least half of those held, vanish within 24 hours, all of them are locked for 72 hours
 * and asked for again; none is erased before. A service restored from an old backup must not empty laptops. What is still lost after
 * that time is carried out. Withdrawn consent never waits for it.
 */
export async function carryOutLosses(account: OpenAccount, losses: readonly Loss[]): Promise<void> {
  const now = nowOf(account);
  const isAtOnce = (loss: Loss): boolean => loss.reason === "consent-withdrawn" || OWN_ACTS.has(loss.reason);
  for (const loss of losses.filter(isAtOnce)) await withdrawCase(account, loss.caseId, loss.reason);
  const others = losses.filter((loss) => !isAtOnce(loss));
  if (others.length === 0) return;
  const held = listCases(account.db).filter((entry) => !["assigned", "declined", "revoked", "closed"].includes(entry.state.at));
  const brake = readSetting(account.db, "brake") ?? { lost: [], locked: [], until: 0 };
  const fresh = others.filter((loss) => held.some((entry) => entry.caseId === loss.caseId) && !brake.locked.includes(loss.caseId));
  const lost = [
    ...brake.lost.filter((one) => now - one.at < BRAKE_WINDOW_MS && !fresh.some((loss) => loss.caseId === one.caseId)),
    ...fresh.map(({ caseId }) => ({ caseId, at: now })),
  ];
  const gone = held.filter((entry) => lost.some((one) => one.caseId === entry.caseId) || brake.locked.includes(entry.caseId));
  // those that were carried out one by one within the window count too
  const earlier = lost.filter((one) => !held.some((entry) => entry.caseId === one.caseId)).length;
  const vanished = gone.length + earlier;
  if (fresh.length > 0 && vanished >= 2 && vanished * 2 >= held.length + earlier) {
    const locked = gone.map((entry) => entry.caseId);
    const until = Math.max(brake.until, now + BRAKE_LOCK_MS);
    lockAll(account, locked, until as Instant);
    writeSetting(account.db, "brake", { lost, locked, until });
    return;
  }
  writeSetting(account.db, "brake", { ...brake, lost });
  for (const loss of others) {
    if (brake.locked.includes(loss.caseId) && brake.until > now) continue;
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
  const brake = readSetting(account.db, "brake");
  if (brake !== null) {
    const without = brake.locked.filter((one) => one !== caseId);
    writeSetting(account.db, "brake", { ...brake, lost: brake.lost.filter((one) => one.caseId !== caseId), locked: without });
  }
  account.emit({ kind: "case.changed", caseId });
}
