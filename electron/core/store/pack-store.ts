import type { CaseId, SeriesId } from "#shared/result/ids.ts";
import type { Instant } from "#shared/result/instant.ts";
import type { Db, Tx } from "./transaction.ts";

/** One sealed file with the prepared frames `firstFrame` up to `firstFrame + frameCount` of a revision of a series. */
export type PackRow = {
  readonly blobId: string;
  readonly seriesId: SeriesId;
  readonly revision: string;
  readonly firstFrame: number;
  readonly frameCount: number;
  readonly bytes: number;
};

const PACK = "blob_id AS blobId, series_id AS seriesId, revision, first_frame AS firstFrame, frame_count AS frameCount, bytes";

export const listPacks = (db: Db, seriesId: SeriesId, revision: string): PackRow[] =>
  db.prepare(`SELECT ${PACK} FROM pack WHERE series_id = ? AND revision = ? ORDER BY first_frame`).all(seriesId, revision) as PackRow[];

/** The row of the file itself is written before, in the same transaction. */
export const insertPack = (tx: Tx, pack: PackRow): void =>
  void tx
    .prepare("INSERT INTO pack (blob_id, series_id, revision, first_frame, frame_count, bytes) VALUES (?, ?, ?, ?, ?, ?)")
    .run(pack.blobId, pack.seriesId, pack.revision, pack.firstFrame, pack.frameCount, pack.bytes);

export const packedBytes = (db: Db): number =>
  (db.prepare("SELECT coalesce(sum(bytes), 0) AS bytes FROM pack").get() as { bytes: number }).bytes;

const USE_MS = 600_000;

/** Frames of the series were asked for: packs of series not used for longest go first. Noted every ten minutes at most. */
export const notePackUse = (db: Db, seriesId: SeriesId, now: Instant): void =>
  void db.prepare("UPDATE series SET pack_used_at = ? WHERE series_id = ? AND pack_used_at < ?").run(now, seriesId, now - USE_MS);

/** Packs that fit no series any more: it is gone, or its list of frames is another one by now. */
export const stalePacks = (db: Db): string[] =>
  (
    db
      .prepare(
        `SELECT pack.blob_id FROM pack LEFT JOIN series ON series.series_id = pack.series_id
         WHERE series.series_id IS NULL OR json_extract(series.facts, '$.revision') <> pack.revision`,
      )
      .all() as { blob_id: string }[]
  ).map((row) => row.blob_id);

/** Packs of the series that was not used for longest; empty when there is none. For `wanted`: only one that was not used for longer. */
export const leastUsedPacks = (db: Db, wanted: SeriesId | null): string[] =>
  (
    db
      .prepare(
        `SELECT blob_id FROM pack WHERE series_id =
          (SELECT series_id FROM pack JOIN series USING (series_id)
           WHERE @wanted IS NULL OR pack_used_at < (SELECT pack_used_at FROM series WHERE series_id = @wanted)
           ORDER BY pack_used_at LIMIT 1)`,
      )
      .all({ wanted }) as { blob_id: string }[]
  ).map((row) => row.blob_id);

/** The row of a pack goes with that of its file. */
export function removePacks(tx: Tx, blobIds: readonly string[]): void {
  for (const blobId of blobIds) tx.prepare("DELETE FROM blob WHERE blob_id = ? AND kind = 'pack'").run(blobId);
}

/** Packs of a study's series. */
export const packsOfStudy = (db: Db, caseId: CaseId, studyUid: string): string[] =>
  (
    db.prepare("SELECT blob_id FROM pack JOIN series USING (series_id) WHERE case_id = ? AND study_uid = ?").all(caseId, studyUid) as {
      blob_id: string;
    }[]
  ).map((row) => row.blob_id);
