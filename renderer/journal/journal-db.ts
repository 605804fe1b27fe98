import { Dexie, type Table } from "dexie";

/** One sealed row. Only the session it belongs to is readable, so that core can derive its key again. */
export type SealedRow = { readonly id: string; readonly sessionId: string; readonly sealed: Uint8Array<ArrayBuffer> };

export type JournalDb = { readonly keystrokes: Table<SealedRow, string>; readonly views: Table<SealedRow, string> };

/** The page's IndexedDB. In the loopback shell it starts empty with every window: nothing that would be missed lives only here. */
export function openJournalDb(): JournalDb {
  const db = new Dexie("overread-journal");
  db.version(1).stores({ keystrokes: "id, sessionId", views: "id, sessionId" });
  return { keystrokes: db.table("keystrokes"), views: db.table("views") };
}
