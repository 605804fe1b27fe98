import type { AnnouncedStudy } from "#shared/fhir/imaging-study.ts";
import type { CaseId, SeriesId } from "#shared/result/ids.ts";
import { packsOfStudy, removePacks } from "./pack-store.ts";
import type { Db, Tx } from "./transaction.ts";

/** S13: announced · received (sealed, length and identity checked) · usable (parsed, fits, first and last frame decode). */
export type InstanceState = "announced" | "received" | "usable" | "failed";

export type InstanceEntry = {
  readonly instanceId: string;
  readonly caseId: CaseId;
  readonly studyUid: string;
  readonly seriesUid: string;
  readonly sopUid: string;
  readonly state: InstanceState;
  readonly why: string | null;
  readonly blobId: string | null;
  readonly bytes: number | null;
  readonly announcedSha256: string | null;
  /** `InstanceIndex` of shared/imaging as JSON, once parsed. */
  readonly index: string | null;
};

const INSTANCE = `instance_id AS instanceId, case_id AS caseId, study_uid AS studyUid, series_uid AS seriesUid, sop_uid AS sopUid,
  state, why, blob_id AS blobId, bytes, announced_sha256 AS announcedSha256, "index"`;

/** Null where a series does not say its size. */
const bytesOf = ({ series }: AnnouncedStudy): number | null =>
  series.reduce<number | null>((sum, { bytes }) => (sum === null || bytes === null ? null : sum + bytes), 0);

export const putStudy = (tx: Tx, caseId: CaseId, study: AnnouncedStudy, position: number): void =>
  void tx
    .prepare(
      `INSERT INTO study (case_id, study_uid, facts, announced_images, announced_bytes, position) VALUES (?, ?, ?, ?, ?, ?)
       ON CONFLICT (case_id, study_uid) DO UPDATE SET facts = excluded.facts, announced_images = excluded.announced_images,
         announced_bytes = excluded.announced_bytes, position = excluded.position`,
    )
    .run(caseId, study.studyUid, JSON.stringify(study), study.count ?? null, bytesOf(study), position);

/** What each study announces: images, and bytes where every series says so. */
export const listAnnounced = (db: Db, caseId: CaseId): { readonly images: number | null; readonly bytes: number | null }[] =>
  db.prepare("SELECT announced_images AS images, announced_bytes AS bytes FROM study WHERE case_id = ?").all(caseId) as {
    images: number | null;
    bytes: number | null;
  }[];

export const listStudies = (db: Db, caseId: CaseId): AnnouncedStudy[] =>
  (db.prepare("SELECT facts FROM study WHERE case_id = ? ORDER BY position").all(caseId) as { facts: string }[]).map(
    (row) => JSON.parse(row.facts) as AnnouncedStudy,
  );

/** Why a study as a whole could not be fetched; null = it can. */
export const setStudyProblem = (tx: Tx, caseId: CaseId, studyUid: string, why: string | null): void =>
  void tx.prepare("UPDATE study SET why = ? WHERE case_id = ? AND study_uid = ?").run(why, caseId, studyUid);

export const listStudyProblems = (db: Db, caseId: CaseId): { readonly study: AnnouncedStudy; readonly why: string }[] =>
  (
    db.prepare("SELECT facts, why FROM study WHERE case_id = ? AND why IS NOT NULL ORDER BY position").all(caseId) as {
      facts: string;
      why: string;
    }[]
  ).map((row) => ({ study: JSON.parse(row.facts) as AnnouncedStudy, why: row.why }));

/** The study was withdrawn: nothing of it is shown any more. Answers its files, for the caller to remove. */
export function removeStudy(tx: Tx, caseId: CaseId, studyUid: string): string[] {
  const files = tx
    .prepare("SELECT blob_id FROM instance WHERE case_id = ? AND study_uid = ? AND blob_id IS NOT NULL")
    .all(caseId, studyUid) as { blob_id: string }[];
  const packs = packsOfStudy(tx, caseId, studyUid);
  removePacks(tx, packs);
  for (const { blob_id } of files) tx.prepare("DELETE FROM blob WHERE blob_id = ?").run(blob_id);
  for (const table of ["series", "instance", "study"])
    tx.prepare(`DELETE FROM ${table} WHERE case_id = ? AND study_uid = ?`).run(caseId, studyUid);
  return [...files.map((row) => row.blob_id), ...packs];
}

/** Announces an instance; one that is known keeps its state and file. */
export const announceInstance = (
  tx: Tx,
  entry: {
    instanceId: string;
    caseId: CaseId;
    studyUid: string;
    seriesUid: string;
    sopUid: string;
    sha256: string | null;
    position: number;
  },
): void =>
  void tx
    .prepare(
      `INSERT INTO instance (instance_id, case_id, study_uid, series_uid, sop_uid, state, announced_sha256, position)
       VALUES (?, ?, ?, ?, ?, 'announced', ?, ?) ON CONFLICT (case_id, series_uid, sop_uid) DO UPDATE SET announced_sha256 = excluded.announced_sha256`,
    )
    .run(entry.instanceId, entry.caseId, entry.studyUid, entry.seriesUid, entry.sopUid, entry.sha256, entry.position);

/** Images with which something is wrong, by their 1-based place in the series. The headers of all others are not read for it. */
export const listInstanceProblems = (
  db: Db,
  caseId: CaseId,
): { readonly seriesUid: string; readonly number: number; readonly why: string }[] =>
  db
    .prepare(
      `SELECT series_uid AS seriesUid, position + 1 AS number, why FROM instance
       WHERE rowid IN (SELECT rowid FROM instance INDEXED BY instance_counts WHERE case_id = ? AND why IS NOT NULL AND state <> 'announced')
       ORDER BY position`,
    )
    .all(caseId) as { seriesUid: string; number: number; why: string }[];

export const listSeriesInstances = (db: Db, caseId: CaseId, seriesUid: string): InstanceEntry[] =>
  db
    .prepare(`SELECT ${INSTANCE} FROM instance WHERE case_id = ? AND series_uid = ? ORDER BY position`)
    .all(caseId, seriesUid) as InstanceEntry[];

export const findInstance = (db: Db, caseId: CaseId, seriesUid: string, sopUid: string): InstanceEntry | null =>
  (db.prepare(`SELECT ${INSTANCE} FROM instance WHERE case_id = ? AND series_uid = ? AND sop_uid = ?`).get(caseId, seriesUid, sopUid) as
    | InstanceEntry
    | undefined) ?? null;

export const setInstance = (
  tx: Tx,
  instanceId: string,
  change: { state: InstanceState; why?: string | null; blobId?: string; bytes?: number; index?: string },
): void =>
  void tx
    .prepare(
      `UPDATE instance SET state = ?, why = ?, blob_id = COALESCE(?, blob_id), bytes = COALESCE(?, bytes), "index" = COALESCE(?, "index") WHERE instance_id = ?`,
    )
    .run(change.state, change.why ?? null, change.blobId ?? null, change.bytes ?? null, change.index ?? null, instanceId);

export type InstanceCounts = {
  readonly seriesUid: string;
  readonly announced: number;
  readonly received: number;
  readonly usable: number;
  readonly bytes: number;
};

export const countInstances = (db: Db, caseId: CaseId): InstanceCounts[] =>
  db
    .prepare(
      `SELECT series_uid AS seriesUid, count(*) AS announced, coalesce(sum(blob_id IS NOT NULL), 0) AS received,
       coalesce(sum(state = 'usable'), 0) AS usable, coalesce(sum(bytes), 0) AS bytes FROM instance WHERE case_id = ? GROUP BY series_uid`,
    )
    .all(caseId) as InstanceCounts[];

/** A series ready to be opened: one indexed read. `frames` is a `SeriesFrames` of shared/imaging as JSON. */
export type SeriesEntry = {
  readonly seriesId: SeriesId;
  readonly caseId: CaseId;
  readonly studyUid: string;
  readonly seriesUid: string;
  readonly stack: string;
  readonly facts: string;
  readonly hasThumbnail: 0 | 1;
  readonly seen: string;
  readonly notRelevant: string | null;
  readonly identityConflict: string | null;
  readonly identityResolved: string | null;
};

const SERIES = `series_id AS seriesId, case_id AS caseId, study_uid AS studyUid, series_uid AS seriesUid, stack, facts,
  thumbnail IS NOT NULL AS hasThumbnail, seen, not_relevant AS notRelevant, identity_conflict AS identityConflict, identity_resolved AS identityResolved`;

export const listSeries = (db: Db, caseId: CaseId): SeriesEntry[] =>
  db.prepare(`SELECT ${SERIES} FROM series WHERE case_id = ? ORDER BY position`).all(caseId) as SeriesEntry[];

export const findSeries = (db: Db, caseId: CaseId, seriesId: SeriesId): SeriesEntry | null =>
  (db.prepare(`SELECT ${SERIES} FROM series WHERE case_id = ? AND series_id = ?`).get(caseId, seriesId) as SeriesEntry | undefined) ?? null;

export function readSeriesFrames(db: Db, seriesId: SeriesId): string | null {
  const row = db.prepare("SELECT frames FROM series WHERE series_id = ?").get(seriesId) as { frames: string } | undefined;
  return row?.frames ?? null;
}

export function readThumbnail(db: Db, caseId: CaseId, seriesId: SeriesId): Buffer | null {
  const row = db.prepare("SELECT thumbnail FROM series WHERE case_id = ? AND series_id = ?").get(caseId, seriesId) as
    | { thumbnail: Buffer | null }
    | undefined;
  return row?.thumbnail ?? null;
}

/** Writes a series as built from its instances. `seen` counts in the new frames; what else the reviewer did with it stays. */
export const putSeries = (
  tx: Tx,
  entry: {
    seriesId: SeriesId;
    caseId: CaseId;
    studyUid: string;
    seriesUid: string;
    stack: string;
    frames: string;
    facts: string;
    thumbnail: Uint8Array | null;
    seen: readonly number[];
    identityConflict: string | null;
    position: number;
  },
): void =>
  void tx
    .prepare(
      `INSERT INTO series (series_id, case_id, study_uid, series_uid, stack, frames, facts, thumbnail, seen, identity_conflict, position)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (case_id, series_uid, stack) DO UPDATE SET frames = excluded.frames, facts = excluded.facts,
         thumbnail = COALESCE(excluded.thumbnail, thumbnail), seen = excluded.seen, identity_conflict = excluded.identity_conflict, position = excluded.position`,
    )
    .run(
      entry.seriesId,
      entry.caseId,
      entry.studyUid,
      entry.seriesUid,
      entry.stack,
      entry.frames,
      entry.facts,
      entry.thumbnail,
      JSON.stringify(entry.seen),
      entry.identityConflict,
      entry.position,
    );

/** Stacks that the newly built series no longer has. */
export function removeOtherStacks(tx: Tx, caseId: CaseId, seriesUid: string, stacks: readonly string[]): void {
  const rows = tx.prepare("SELECT stack FROM series WHERE case_id = ? AND series_uid = ?").all(caseId, seriesUid) as { stack: string }[];
  for (const { stack } of rows) {
    if (!stacks.includes(stack))
      tx.prepare("DELETE FROM series WHERE case_id = ? AND series_uid = ? AND stack = ?").run(caseId, seriesUid, stack);
  }
}

export const setSeriesSeen = (db: Db, seriesId: SeriesId, frames: readonly number[]): void =>
  void db.prepare("UPDATE series SET seen = ? WHERE series_id = ?").run(JSON.stringify(frames), seriesId);

export const setSeriesNotRelevant = (db: Db, seriesId: SeriesId, because: string | null): void =>
  void db.prepare("UPDATE series SET not_relevant = ? WHERE series_id = ?").run(because, seriesId);

export const setIdentityResolved = (tx: Tx, seriesId: SeriesId, because: string): void =>
  void tx.prepare("UPDATE series SET identity_resolved = ? WHERE series_id = ?").run(because, seriesId);

export const setThumbnail = (db: Db, seriesId: SeriesId, png: Uint8Array): void =>
  void db.prepare("UPDATE series SET thumbnail = ? WHERE series_id = ?").run(png, seriesId);
