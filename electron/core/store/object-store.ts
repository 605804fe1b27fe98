import type { CaseId, ObjectId } from "#shared/result/ids.ts";
import type { Db } from "./transaction.ts";

/** An instance without pictures. `index` is an `InstanceIndex` of shared/imaging as JSON. */
export type ObjectEntry = {
  readonly objectId: ObjectId;
  readonly studyUid: string;
  readonly blobId: string | null;
  readonly seen: 0 | 1;
  readonly index: string;
};

const OBJECT = `instance_id AS objectId, study_uid AS studyUid, blob_id AS blobId, seen, "index"`;

/** The received objects of these kinds, in the order of the case. */
export const listObjects = (db: Db, caseId: CaseId, kinds: readonly string[]): ObjectEntry[] =>
  db
    .prepare(
      `SELECT ${OBJECT} FROM instance WHERE case_id = ? AND object_kind IS NOT NULL
       AND object_kind IN (SELECT value FROM json_each(?)) ORDER BY study_uid, series_uid, position`,
    )
    .all(caseId, JSON.stringify(kinds)) as ObjectEntry[];

export const findObject = (db: Db, caseId: CaseId, objectId: ObjectId): ObjectEntry | null =>
  (db.prepare(`SELECT ${OBJECT} FROM instance WHERE case_id = ? AND instance_id = ? AND object_kind IS NOT NULL`).get(caseId, objectId) as
    | ObjectEntry
    | undefined) ?? null;

export const setObjectSeen = (db: Db, objectId: ObjectId): void =>
  void db.prepare("UPDATE instance SET seen = 1 WHERE instance_id = ?").run(objectId);

/** An instance of the case that another one points to: an image of a series, or an object. */
export type PointedEntry = {
  readonly instanceId: string;
  readonly sopUid: string;
  readonly seriesUid: string;
  readonly objectKind: string | null;
  readonly imageNumber: number | null;
  readonly seriesNumber: number | null;
  readonly seriesDescription: string;
};

/** Those of the named instances that were received and can be read, in the order in which they are named. */
export const listPointed = (db: Db, caseId: CaseId, sopUids: readonly string[]): PointedEntry[] =>
  db
    .prepare(
      `SELECT instance_id AS instanceId, sop_uid AS sopUid, series_uid AS seriesUid, object_kind AS objectKind,
       json_extract("index", '$.instance.number') AS imageNumber, json_extract("index", '$.series.number') AS seriesNumber,
       json_extract("index", '$.series.description') AS seriesDescription
       FROM instance JOIN json_each(?) AS named ON sop_uid = named.value
       WHERE case_id = ? AND "index" IS NOT NULL ORDER BY named.key, position`,
    )
    .all(JSON.stringify(sopUids), caseId) as PointedEntry[];
