import { z } from "zod";
import { SeriesId } from "../result/ids.ts";
import { subtract, type Vector } from "./vector.ts";

const mm = z.number();

/**
 * Two series without a frame of reference in common that the reader has brought to the same place and linked (P3). A pair stands in one order,
 * the smaller id first (`alignmentOf`).
 */
export const Alignment = z.object({
  from: SeriesId,
  to: SeriesId,
  /** From a place in `from` to the same place in `to`, in mm along the axes of the patient (LPS). */
  shiftMm: z.tuple([mm, mm, mm]),
});
export type Alignment = z.infer<typeof Alignment>;

const reversed = (shiftMm: Vector): Vector => subtract([0, 0, 0], shiftMm);

/** The alignment of a pair, in the order in which it is kept. */
export const alignmentOf = (from: SeriesId, to: SeriesId, shiftMm: Vector): Alignment =>
  from < to ? { from, to, shiftMm } : { from: to, to: from, shiftMm: reversed(shiftMm) };

/** The shift from one series to another in mm, whichever came first; null where the two were not aligned. */
export function shiftBetween(alignments: readonly Alignment[], from: string, to: string): Vector | null {
  for (const { shiftMm, ...pair } of alignments) {
    if (pair.from === from && pair.to === to) return shiftMm;
    if (pair.from === to && pair.to === from) return reversed(shiftMm);
  }
  return null;
}
