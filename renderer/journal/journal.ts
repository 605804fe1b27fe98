import type { OpinionChange } from "#shared/opinion/opinion.ts";
import type { JournalDb, SealedRow } from "./journal-db.ts";
import { createSeal, type Seal } from "./seal.ts";

/** An edit that core has not acknowledged yet. `order` rises with every edit of this page. */
export type Keystroke = { readonly caseId: string; readonly changeId: string; readonly order: number; readonly change: OpinionChange };

export type SessionKey = { readonly sessionId: string; readonly keyBase64: string };

/** What the page keeps for itself between a keystroke and core's answer, and over a reload. */
export type Journal = {
  /** Keeps the edit; the one it replaces is dropped in the same step. */
  readonly write: (keystroke: Keystroke, replaces: string | null) => Promise<void>;
  readonly forget: (changeIds: readonly string[]) => Promise<void>;
  /** Edits of a case that core never acknowledged, in their order. */
  readonly left: (caseId: string) => Promise<readonly Keystroke[]>;
  readonly saveView: (view: unknown) => Promise<void>;
  readonly readView: () => Promise<unknown>;
};

/** Rows of an earlier session are sealed again with today's key; a row whose key is gone for good is dropped. */
async function adopt(db: JournalDb, seal: Seal, oldKey: (sessionId: string) => Promise<SessionKey | null>): Promise<void> {
  const keys = new Map<string, Seal | null>();
  const keyOf = async (sessionId: string): Promise<Seal | null> => {
    const known = keys.get(sessionId);
    if (known !== undefined) return known;
    const key = await oldKey(sessionId);
    const made = key === null ? null : await createSeal(key);
    keys.set(sessionId, made);
    return made;
  };
  for (const table of [db.keystrokes, db.views]) {
    for (const row of await table.where("sessionId").notEqual(seal.sessionId).toArray()) {
      const value = await (await keyOf(row.sessionId))?.open(row.sealed);
      if (value === undefined || value === null) await table.delete(row.id);
      else await table.put({ id: row.id, sessionId: seal.sessionId, sealed: await seal.close(value) });
    }
  }
}

export async function openJournal(
  db: JournalDb,
  key: SessionKey,
  oldKey: (sessionId: string) => Promise<SessionKey | null>,
): Promise<Journal> {
  const seal = await createSeal(key);
  await adopt(db, seal, oldKey);
  // Sealing is asynchronous: one chain keeps the rows in the order of the keys that were pressed.
  let chain: Promise<unknown> = Promise.resolve();
  const inOrder = <T>(work: () => Promise<T>): Promise<T> => {
    const next = chain.then(work, work);
    chain = next.catch(() => undefined);
    return next;
  };
  const row = async (id: string, value: unknown): Promise<SealedRow> => ({
    id,
    sessionId: seal.sessionId,
    sealed: await seal.close(value),
  });
  return {
    write: (keystroke, replaces) =>
      inOrder(async () => {
        await db.keystrokes.put(await row(keystroke.changeId, keystroke));
        if (replaces !== null) await db.keystrokes.delete(replaces);
      }),
    forget: (changeIds) => inOrder(() => db.keystrokes.bulkDelete([...changeIds])),
    left: (caseId) =>
      inOrder(async () => {
        const rows = await db.keystrokes.where("sessionId").equals(seal.sessionId).toArray();
        const opened = (await Promise.all(rows.map((entry) => seal.open(entry.sealed)))) as (Keystroke | null)[];
        return opened
          .filter((entry): entry is Keystroke => entry !== null && entry.caseId === caseId)
          .sort((one, other) => one.order - other.order);
      }),
    saveView: (view) => inOrder(async () => void (await db.views.put(await row("window", view)))),
    readView: async () => {
      const kept = await db.views.get("window");
      return kept === undefined || kept.sessionId !== seal.sessionId ? null : seal.open(kept.sealed);
    },
  };
}
