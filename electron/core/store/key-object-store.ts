import { KeyObjectState } from "#shared/delivery/key-object-state.ts";
import type { CaseId, ReportId } from "#shared/result/ids.ts";
import type { Instant } from "#shared/result/instant.ts";
import type { Db, Tx } from "./transaction.ts";

/** A key object on its way to the image archive. */
export type KeyObjectRow = {
  readonly sopUid: string;
  readonly reportId: ReportId;
  /** How many key images it names. */
  readonly images: number;
  readonly state: KeyObjectState;
  readonly attempts: number;
  readonly dueAt: Instant;
};

type Raw = { sop_uid: string; report_id: string; images: number; state: string; attempts: number; due_at: number };

const rowOf = (raw: Raw): KeyObjectRow => ({
  sopUid: raw.sop_uid,
  reportId: raw.report_id as ReportId,
  images: raw.images,
  state: KeyObjectState.parse(JSON.parse(raw.state)),
  attempts: raw.attempts,
  dueAt: raw.due_at as Instant,
});

const WAITING = "json_extract(key_object.state, '$.at') IN ('waiting', 'sending', 'backing-off')";

/** What waits behind a report that was delivered: nothing leaves before that. SQL, for `due-store` too. */
export const DUE_KEY_OBJECTS = `key_object JOIN outbox USING (report_id) WHERE ${WAITING} AND json_extract(outbox.state, '$.at') = 'delivered'`;

/** Written with the signature; a report that is found again in the spool keeps what is known of its key objects. */
export const insertKeyObject = (tx: Tx, row: Pick<KeyObjectRow, "sopUid" | "reportId" | "images">, now: Instant): void =>
  void tx
    .prepare("INSERT INTO key_object (sop_uid, report_id, images, state, due_at) VALUES (?, ?, ?, ?, ?) ON CONFLICT (sop_uid) DO NOTHING")
    .run(row.sopUid, row.reportId, row.images, JSON.stringify({ at: "waiting" }), now);

export const listKeyObjects = (db: Db, reportId: ReportId): KeyObjectRow[] =>
  (db.prepare("SELECT * FROM key_object WHERE report_id = ? ORDER BY rowid").all(reportId) as Raw[]).map(rowOf);

export const dueKeyObjects = (db: Db, now: Instant): KeyObjectRow[] =>
  (db.prepare(`SELECT key_object.* FROM ${DUE_KEY_OBJECTS} AND key_object.due_at <= ? ORDER BY key_object.rowid`).all(now) as Raw[]).map(
    rowOf,
  );

export const setKeyObjectState = (tx: Tx, sopUid: string, state: KeyObjectState): void =>
  void tx.prepare("UPDATE key_object SET state = ? WHERE sop_uid = ?").run(JSON.stringify(state), sopUid);

/** Committed before the bytes leave: after a kill the number says that some may have left. */
export function beginKeyObject(tx: Tx, row: KeyObjectRow): void {
  tx.prepare("UPDATE key_object SET attempts = attempts + 1 WHERE sop_uid = ?").run(row.sopUid);
  setKeyObjectState(tx, row.sopUid, { at: "sending", attempt: row.attempts + 1 });
}

export const setKeyObjectDue = (tx: Tx, sopUid: string, dueAt: Instant, notBefore: Instant): void =>
  void tx.prepare("UPDATE key_object SET due_at = ?, not_before = ? WHERE sop_uid = ?").run(dueAt, notBefore, sopUid);

/** A person asks: what was refused too is tried again, but not before the archive wants it. */
export const retryKeyObjects = (tx: Tx, reportId: ReportId, now: Instant): void =>
  void tx
    .prepare(
      `UPDATE key_object SET due_at = max(not_before, ?),
         state = CASE WHEN json_extract(state, '$.at') = 'refused' THEN '{"at":"waiting"}' ELSE state END
       WHERE report_id = ? AND json_extract(state, '$.at') <> 'stored'`,
    )
    .run(now, reportId);

/** The case was taken back behind a delivered report: what has not left stays here until a person decides. */
export const holdKeyObjects = (tx: Tx, caseId: CaseId, why: string, now: Instant): void =>
  void tx
    .prepare(
      `UPDATE key_object SET state = ? WHERE sop_uid IN (
         SELECT sop_uid FROM ${DUE_KEY_OBJECTS} AND report_id IN (SELECT report_id FROM report WHERE case_id = ?))`,
    )
    .run(JSON.stringify({ at: "refused", since: now, why }), caseId);
