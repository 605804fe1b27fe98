import type { AnnouncedDocument } from "#shared/fhir/document.ts";
import type { RecordWords } from "#shared/fhir/record-words.ts";
import type { CaseId, RecordId } from "#shared/result/ids.ts";
import type { Db, Tx } from "./transaction.ts";

/** `waiting`: announced, not here. `here`: stored and, where it has a document, sealed and checked. `withheld`: 403 of the service. */
export type ItemState = "waiting" | "here" | "failed" | "withheld";

/** A record of a case: its words, its document if it has one, and what was seen of it. */
export type RecordEntry = {
  readonly recordId: RecordId;
  readonly caseId: CaseId;
  readonly reference: string;
  readonly words: RecordWords;
  readonly document: AnnouncedDocument | null;
  readonly state: ItemState;
  readonly why: string | null;
  readonly blobId: string | null;
  readonly isNew: boolean;
  readonly pagesSeen: readonly number[];
  readonly pageCount: number | null;
};

type Row = {
  record_id: string;
  case_id: string;
  reference: string;
  item: string;
  document: string | null;
  state: string;
  why: string | null;
  blob_id: string | null;
  is_new: number;
  pages_seen: string;
  page_count: number | null;
};

const entryOf = (row: Row): RecordEntry => ({
  recordId: row.record_id as RecordId,
  caseId: row.case_id as CaseId,
  reference: row.reference,
  words: JSON.parse(row.item) as RecordWords,
  document: row.document === null ? null : (JSON.parse(row.document) as AnnouncedDocument),
  state: row.state as ItemState,
  why: row.why,
  blobId: row.blob_id,
  isNew: row.is_new === 1,
  pagesSeen: JSON.parse(row.pages_seen) as number[],
  pageCount: row.page_count,
});

export const listRecords = (db: Db, caseId: CaseId): RecordEntry[] =>
  (db.prepare("SELECT * FROM record WHERE case_id = ? ORDER BY position").all(caseId) as Row[]).map(entryOf);

export function findRecord(db: Db, caseId: CaseId, recordId: RecordId): RecordEntry | null {
  const row = db.prepare("SELECT * FROM record WHERE case_id = ? AND record_id = ?").get(caseId, recordId) as Row | undefined;
  return row === undefined ? null : entryOf(row);
}

type Place = { readonly recordId: RecordId; readonly caseId: CaseId; readonly reference: string; readonly position: number };

type Before = { readonly document: string | null; readonly state: ItemState; readonly blob_id: string | null };

const before = (tx: Tx, caseId: CaseId, reference: string): Before | undefined =>
  tx.prepare("SELECT document, state, blob_id FROM record WHERE case_id = ? AND reference = ?").get(caseId, reference) as
    | Before
    | undefined;

const insertRecord = (tx: Tx, place: Place, words: RecordWords, document: string | null, state: ItemState, why: string | null): void =>
  void tx
    .prepare("INSERT INTO record (record_id, case_id, reference, item, document, state, why, position) VALUES (?, ?, ?, ?, ?, ?, ?, ?)")
    .run(place.recordId, place.caseId, place.reference, JSON.stringify(words), document, state, why, place.position);

/**
 * Inserts a record or takes over its new words. A document that changed is fetched again, and what was shown of the old one is no longer
 * shown; an unchanged one keeps its file. Answers the file that nothing names any more, for the caller to remove.
 */
export function putRecord(
  tx: Tx,
  entry: Place & { readonly words: RecordWords; readonly document: AnnouncedDocument | null },
): { readonly isNew: boolean; readonly orphan: string | null } {
  const document = entry.document === null ? null : JSON.stringify(entry.document);
  const state: ItemState = entry.document === null ? "here" : "waiting";
  const known = before(tx, entry.caseId, entry.reference);
  if (known === undefined) {
    insertRecord(tx, entry, entry.words, document, state, null);
    return { isNew: true, orphan: null };
  }
  tx.prepare("UPDATE record SET item = ?, position = ? WHERE case_id = ? AND reference = ?").run(
    JSON.stringify(entry.words),
    entry.position,
    entry.caseId,
    entry.reference,
  );
  const isOther = known.document !== document;
  // what had been announced only (`putMissing`) has arrived
  const arrived = document === null && known.state !== "here";
  if (!isOther && !arrived) return { isNew: false, orphan: null };
  tx.prepare(
    "UPDATE record SET document = ?, state = ?, why = NULL, blob_id = NULL, is_new = 1, pages_seen = '[]', page_count = NULL WHERE case_id = ? AND reference = ?",
  ).run(document, state, entry.caseId, entry.reference);
  if (known.blob_id !== null) tx.prepare("DELETE FROM blob WHERE blob_id = ?").run(known.blob_id);
  return { isNew: true, orphan: known.blob_id };
}

/** A record that the manifest names and the service did not give: counted and named, never passed over (P11). One that is here stays. */
export function putMissing(tx: Tx, place: Place & { readonly words: RecordWords }, state: "failed" | "withheld", why: string): void {
  const known = before(tx, place.caseId, place.reference);
  if (known === undefined) insertRecord(tx, place, place.words, null, state, why);
  else if (known.state === "failed" || known.state === "withheld")
    tx.prepare("UPDATE record SET state = ?, why = ? WHERE case_id = ? AND reference = ?").run(state, why, place.caseId, place.reference);
}

export const setRecordState = (tx: Tx, recordId: RecordId, state: ItemState, why: string | null, blobId: string | null): void =>
  void tx
    .prepare("UPDATE record SET state = ?, why = ?, blob_id = COALESCE(?, blob_id) WHERE record_id = ?")
    .run(state, why, blobId, recordId);

export const setPagesSeen = (db: Db, recordId: RecordId, pages: readonly number[], pageCount: number): void =>
  void db
    .prepare("UPDATE record SET pages_seen = ?, page_count = ?, is_new = 0 WHERE record_id = ?")
    .run(JSON.stringify(pages), pageCount, recordId);

/** The record is gone from the case. Answers its file, for the caller to remove. */
export function removeRecord(tx: Tx, caseId: CaseId, reference: string): string | null {
  const known = before(tx, caseId, reference);
  tx.prepare("DELETE FROM record WHERE case_id = ? AND reference = ?").run(caseId, reference);
  if (known?.blob_id !== undefined && known.blob_id !== null) tx.prepare("DELETE FROM blob WHERE blob_id = ?").run(known.blob_id);
  return known?.blob_id ?? null;
}
