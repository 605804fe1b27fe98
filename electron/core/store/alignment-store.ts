import { type Alignment, alignmentOf } from "#shared/imaging/alignment.ts";
import type { CaseId, SeriesId } from "#shared/result/ids.ts";
import type { Db, Tx } from "./transaction.ts";

type Row = { readonly from: SeriesId; readonly to: SeriesId; readonly x: number; readonly y: number; readonly z: number };

export const listAlignments = (db: Db, caseId: CaseId): Alignment[] =>
  (
    db
      .prepare(
        'SELECT from_series AS "from", to_series AS "to", x_mm AS x, y_mm AS y, z_mm AS z FROM alignment WHERE case_id = ? ORDER BY rowid',
      )
      .all(caseId) as Row[]
  ).map(({ from, to, x, y, z }) => ({ from, to, shiftMm: [x, y, z] }));

/** Keeps the alignment of a pair, in place of what was kept of it before. */
export function putAlignment(tx: Tx, caseId: CaseId, alignment: Alignment): void {
  const { from, to, shiftMm } = alignmentOf(alignment.from, alignment.to, alignment.shiftMm);
  tx.prepare(
    `INSERT INTO alignment (case_id, from_series, to_series, x_mm, y_mm, z_mm) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT (case_id, from_series, to_series) DO UPDATE SET x_mm = excluded.x_mm, y_mm = excluded.y_mm, z_mm = excluded.z_mm`,
  ).run(caseId, from, to, ...shiftMm);
}

/** Forgets the alignment of a pair, in whichever order it is named. */
export const removeAlignment = (tx: Tx, caseId: CaseId, one: SeriesId, other: SeriesId): void =>
  void tx
    .prepare("DELETE FROM alignment WHERE case_id = ? AND from_series = min(?, ?) AND to_series = max(?, ?)")
    .run(caseId, one, other, one, other);
