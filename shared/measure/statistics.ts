import type { DecodedFrame } from "../decode/decoded-frame.ts";
import type { FrameLook } from "../imaging/frame-table.ts";
import { modalityValue } from "../imaging/modality-lut.ts";
import type { Run } from "./inside.ts";

/** Values of the pixels inside a region in modality units; `deviation` with n − 1, null of one pixel. */
export type Statistics = {
  readonly pixels: number;
  /** Pixels inside that are padding, not tissue (PS3.3 C.7.5.1.1.2): counted, but none of their values. */
  readonly padding: number;
  readonly mean: number;
  readonly deviation: number | null;
  readonly min: number;
  readonly max: number;
};

/** Null when there is no value: colour, palette, or nothing but padding inside. */
export function statisticsOf(frame: DecodedFrame, look: FrameLook, runs: readonly Run[]): Statistics | null {
  if (frame.samples !== 1 || look.palette !== null) return null;
  const isPadding = (stored: number): boolean => look.padding !== null && stored >= look.padding.from && stored <= look.padding.to;
  let [pixels, padding, mean, squares] = [0, 0, 0, 0];
  let [min, max] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const { row, from, to } of runs) {
    for (let column = from; column <= to; column++) {
      const stored = frame.values[row * frame.columns + column] ?? Number.NaN;
      if (isPadding(stored)) {
        padding++;
        continue;
      }
      const value = modalityValue(look.modality, stored);
      pixels++;
      // Welford: no difference of two large sums
      const away = value - mean;
      mean += away / pixels;
      squares += away * (value - mean);
      min = Math.min(min, value);
      max = Math.max(max, value);
    }
  }
  if (pixels === 0) return null;
  return { pixels, padding, mean, deviation: pixels > 1 ? Math.sqrt(squares / (pixels - 1)) : null, min, max };
}
