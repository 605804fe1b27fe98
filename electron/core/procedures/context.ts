import { isReadable } from "#shared/case/case-state.ts";
import { fail, lockedFailure, type Result } from "#shared/result/failure.ts";
import type { CaseId } from "#shared/result/ids.ts";
import type { Preparer } from "../imaging/prepare.ts";
import type { Log } from "../log.ts";
import { type CaseEntry, findCase } from "../store/case-store.ts";
import { nowOf, type OpenAccount } from "../sync/account.ts";
import type { Downloads } from "../sync/download-loop.ts";
import type { EventBus } from "../sync/event-bus.ts";
import { failures } from "../sync/failures.ts";
import type { SyncLoop } from "../sync/sync-loop.ts";

/** What belongs to an unlocked account besides the account itself. */
export type Unlocked = {
  readonly account: OpenAccount;
  readonly downloads: Downloads;
  readonly loop: SyncLoop;
  readonly preparer: Preparer;
  readonly checkPassphrase: (passphrase: string) => Promise<boolean>;
};

/** What every procedure gets: the unlocked account, if there is one. */
export type Context = { readonly log: Log; readonly events: EventBus; readonly unlocked: () => Unlocked | null };

/** Runs the work with the unlocked account, or answers `locked`. */
export async function whenUnlocked<R>(
  context: Context,
  work: (unlocked: Unlocked) => R | Promise<R>,
): Promise<R | ReturnType<typeof lockedAnswer>> {
  const unlocked = context.unlocked();
  return unlocked === null ? lockedAnswer() : work(unlocked);
}

const lockedAnswer = () => fail(lockedFailure);

/** A case that exists; for content, one that may be read now: not locked by the brake, the clock or the end of its lease. */
export function readableCase(account: OpenAccount, caseId: CaseId): Result<CaseEntry, "no-such-case" | "not-readable"> {
  const entry = findCase(account.db, caseId);
  if (entry === null) return fail(failures.noSuchCase);
  const now = nowOf(account);
  const locked = (entry.lockedUntil !== null && entry.lockedUntil > now) || account.clock.isBehind();
  const leaseOver =
    entry.facts.leaseUntil !== null &&
    entry.facts.leaseUntil <= now &&
    !["signed", "queued", "conflict", "delivered"].includes(entry.state.at);
  return !isReadable(entry.state) || locked || leaseOver ? fail(failures.notReadable) : { ok: true, value: entry };
}
