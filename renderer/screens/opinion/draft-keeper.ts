import type { OpinionChange } from "#shared/opinion/opinion.ts";
import type { Failure } from "#shared/result/failure.ts";
import type { CaseId } from "#shared/result/ids.ts";
import type { Calls } from "../../client/client.ts";
import type { Journal } from "../../journal/journal.ts";

const SAVE_EVERY_MS = 250;

export type Saving =
  /** Everything typed is committed in core; `savedAt` is the time of that commit, null when nothing was ever written. */
  | { readonly at: "saved"; readonly savedAt: number | null }
  | { readonly at: "saving"; readonly savedAt: number | null }
  /** Core is away; the text is in the page's journal and is sent when it is back. */
  | { readonly at: "waiting"; readonly savedAt: number | null }
  | { readonly at: "refused"; readonly savedAt: number | null; readonly failure: Failure };

type Pending = { readonly changeId: string; readonly change: OpinionChange };

const targetOf = (change: OpinionChange): string => ("key" in change ? `answers/${change.key}` : change.field);

/**
 * Brings edits to core (design D8): each goes to the journal at once and to core at most 250 ms later. Of several edits of one field
 * only the last is sent. "Saved" comes from core's answer alone. After a lost line the outcome is unknown: the same change ids are sent
 * again, and core does not apply one twice.
 */
export function createDraftKeeper(options: {
  readonly caseId: CaseId;
  readonly calls: Pick<Calls, "opinion">;
  readonly journal: () => Journal | null;
  readonly newId: () => string;
  readonly onSaving: (saving: Saving) => void;
  readonly onRevision: (revision: number) => void;
}) {
  const { caseId, calls } = options;
  const pending = new Map<string, Pending>();
  let sending: Promise<void> | null = null;
  let timer: ReturnType<typeof setTimeout> | null = null;
  let savedAt: number | null = null;
  let order = 0;
  let blocked = false;

  function keep(change: OpinionChange): void {
    const target = targetOf(change);
    const before = pending.get(target)?.changeId ?? null;
    const entry = { changeId: options.newId(), change };
    pending.delete(target);
    pending.set(target, entry);
    order += 1;
    // A journal that cannot be written is no reason to stop: core has the text a quarter of a second later.
    options
      .journal()
      ?.write({ caseId, changeId: entry.changeId, order, change }, before)
      .catch(() => undefined);
    blocked = false;
    options.onSaving({ at: "saving", savedAt });
    if (timer !== null) return;
    timer = setTimeout(() => {
      timer = null;
      void flush();
    }, SAVE_EVERY_MS);
  }

  async function sendOnce(): Promise<void> {
    const batch = [...pending.entries()];
    if (batch.length === 0 || blocked) return;
    const result = await calls.opinion.save({ caseId, changes: batch.map(([, entry]) => entry) });
    if (!result.ok) {
      const away = result.failure.code === "disconnected" || result.failure.code === "locked";
      blocked = !away;
      options.onSaving(away ? { at: "waiting", savedAt } : { at: "refused", savedAt, failure: result.failure });
      return;
    }
    for (const [target, entry] of batch) if (pending.get(target) === entry) pending.delete(target);
    options
      .journal()
      ?.forget(batch.map(([, entry]) => entry.changeId))
      .catch(() => undefined);
    savedAt = result.value.savedAt;
    options.onRevision(result.value.revision);
    options.onSaving({ at: pending.size === 0 ? "saved" : "saving", savedAt });
    if (pending.size > 0) await sendOnce();
  }

  /** Sends what waits, now. One save is under way at a time. */
  async function flush(): Promise<void> {
    await sending;
    sending = sendOnce().finally(() => {
      sending = null;
    });
    await sending;
  }

  /** Edits that an earlier page left in the journal: applied to the text and sent with their own ids. */
  async function replay(): Promise<readonly OpinionChange[]> {
    const left = await (options.journal()?.left(caseId) ?? Promise.resolve([])).catch(() => []);
    for (const { changeId, change } of left) if (!pending.has(targetOf(change))) pending.set(targetOf(change), { changeId, change });
    order = Math.max(order, ...left.map((entry) => entry.order));
    return left.map((entry) => entry.change);
  }

  return {
    keep,
    flush,
    replay,
    retry: () => {
      blocked = false;
      return flush();
    },
    known: (at: number | null) => {
      savedAt = at;
      if (pending.size === 0) options.onSaving({ at: "saved", savedAt });
    },
    isClean: () => pending.size === 0,
  };
}
