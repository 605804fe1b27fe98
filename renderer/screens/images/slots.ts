import type { SeriesFrames } from "#shared/imaging/frame-table.ts";
import type { Failure } from "#shared/result/failure.ts";
import type { SeriesId } from "#shared/result/ids.ts";
import type { Viewport } from "../../viewer/viewer.ts";

/** How many viewports the grid has; 6 lie in two rows, 9 in three, 16 in four. */
export const layouts = [1, 2, 4, 6, 9, 16] as const;
export type Layout = (typeof layouts)[number];

const LETTERS = "ABCDEFGHIJKLMNOP";
export const slotLetter = (at: number): string => LETTERS[at] ?? "";

/** One place of the grid: which series it holds, and the viewport that draws it while the images are on the screen. */
export type Slot = {
  readonly seriesId: SeriesId | null;
  readonly series: SeriesFrames | null;
  readonly failure: Failure | null;
  readonly viewport: Viewport | null;
  /** The frame to come back to when the images are opened again. */
  readonly index: number;
};

export const emptySlot: Slot = { seriesId: null, series: null, failure: null, viewport: null, index: 0 };

export const noSlots: readonly Slot[] = Array.from({ length: LETTERS.length }, () => emptySlot);

export const withSlot = (slots: readonly Slot[], at: number, change: Partial<Slot>): readonly Slot[] =>
  slots.map((slot, index) => (index === at ? { ...slot, ...change } : slot));
