import { isReadable } from "#shared/case/case-state.ts";
import { fail, lockedFailure, type Result } from "#shared/result/failure.ts";
import type { CaseId } from "#shared/result/ids.ts";
import type { FrameTables } from "../imaging/frame-tables.ts";
import type { Preparer } from "../imaging/prepare.ts";
import type { Log } from "../log.ts";
import { type CaseEntry, findCase, hasCaseKey, isWithheld } from "../store/case-store.ts";
import { nowOf, type OpenAccount } from "../sync/account.ts";
import type { Downloads } from "../sync/download-loop.ts";
import type { EventBus } from "../sync/event-bus.ts";
import { failures } from "../sync/failures.ts";
import type { Packs } from "../sync/packs.ts";
import type { SyncLoop } from "../sync/sync-loop.ts";

/** What belongs to an unlocked account besides the account itself. */
export type Unlocked = {
  readonly account: OpenAccount;
  readonly downloads: Downloads;
  readonly packs: Packs;
  readonly loop: SyncLoop;
  readonly preparer: Preparer;
  readonly frameTables: FrameTables;
  readonly checkPassphrase: (passphrase: string) => Promise<boolean>;
  /** Work that the page asked for and that is not finished: locking waits for it, so that a signature is never cut in half. */
  readonly underWay: Set<Promise<unknown>>;
};

/** What every procedure gets: the unlocked account, if there is one. */
export type Context = { readonly log: Log; readonly events: EventBus; readonly unlocked: () => Unlocked | null };

/** Runs the work with the unlocked account, or answers `locked`. */
export async function whenUnlocked<R>(
  context: Context,
  work: (unlocked: Unlocked) => R | Promise<R>,
): Promise<R | ReturnType<typeof lockedAnswer>> {
  const unlocked = context.unlocked();
  if (unlocked === null) return lockedAnswer();
  // begins at once, as an ordinary call would; only what takes longer is remembered
  const answer = work(unlocked);
  if (!(answer instanceof Promise)) return answer;
  unlocked.underWay.add(answer);
  try {
    return await answer;
  } finally {
    unlocked.underWay.delete(answer);
  }
}

const lockedAnswer = () => fail(lockedFailure);

/** A case that exists; for content, one that may be read now: not locked by the brake, the clock or the end of its lease, not erased. */
export function readableCase(account: OpenAccount, caseId: CaseId): Result<CaseEntry, "no-such-case" | "not-readable"> {
  const entry = findCase(account.db, caseId);
  if (entry === null) return fail(failures.noSuchCase);
  const now = nowOf(account);
  const isLocked = isWithheld(entry, now) || account.clock.isBehind();
  const isOver = entry.facts.leaseUntil !== null && entry.facts.leaseUntil <= now;
  const isShut = !isReadable(entry.state) || isLocked || isOver || !hasCaseKey(account.db, caseId);
  return isShut ? fail(failures.notReadable) : { ok: true, value: entry };
}
