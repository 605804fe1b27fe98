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

/** Inserts a record or takes over its new words. A document that changed is fetched again; an unchanged one keeps its file. */
export function putRecord(
  tx: Tx,
  entry: {
    recordId: RecordId;
    caseId: CaseId;
    reference: string;
    words: RecordWords;
    document: AnnouncedDocument | null;
    position: number;
  },
): void {
  const document = entry.document === null ? null : JSON.stringify(entry.document);
  const before = tx.prepare("SELECT document FROM record WHERE case_id = ? AND reference = ?").get(entry.caseId, entry.reference) as
    | { document: string | null }
    | undefined;
  if (before === undefined) {
    tx.prepare("INSERT INTO record (record_id, case_id, reference, item, document, state, position) VALUES (?, ?, ?, ?, ?, ?, ?)").run(
      entry.recordId,
      entry.caseId,
      entry.reference,
      JSON.stringify(entry.words),
      document,
      entry.document === null ? "here" : "waiting",
      entry.position,
    );
    return;
  }
  tx.prepare("UPDATE record SET item = ?, position = ? WHERE case_id = ? AND reference = ?").run(
    JSON.stringify(entry.words),
    entry.position,
    entry.caseId,
    entry.reference,
  );
  if (before.document !== document) {
    tx.prepare(
      "UPDATE record SET document = ?, state = ?, why = NULL, is_new = 1, pages_seen = '[]' WHERE case_id = ? AND reference = ?",
    ).run(document, entry.document === null ? "here" : "waiting", entry.caseId, entry.reference);
  }
}

export const setRecordState = (tx: Tx, recordId: RecordId, state: ItemState, why: string | null, blobId: string | null): void =>
  void tx
    .prepare("UPDATE record SET state = ?, why = ?, blob_id = COALESCE(?, blob_id) WHERE record_id = ?")
    .run(state, why, blobId, recordId);

export const setPagesSeen = (db: Db, recordId: RecordId, pages: readonly number[], pageCount: number): void =>
  void db
    .prepare("UPDATE record SET pages_seen = ?, page_count = ?, is_new = 0 WHERE record_id = ?")
    .run(JSON.stringify(pages), pageCount, recordId);

export const removeRecord = (tx: Tx, caseId: CaseId, reference: string): void =>
  void tx.prepare("DELETE FROM record WHERE case_id = ? AND reference = ?").run(caseId, reference);
