import type { StudyRow } from "#shared/contract/imaging.ts";
import { priorsOf } from "#shared/imaging/hanging.ts";
import type { SeriesId } from "#shared/result/ids.ts";
import type { ImagesState } from "./images-state.ts";
import { emptySlot, type Slot } from "./slots.ts";

type Parts = {
  readonly get: () => ImagesState;
  readonly set: (change: Partial<ImagesState>) => void;
  readonly activate: (at: number) => void;
  readonly studies: () => readonly StudyRow[];
  readonly fill: (seriesId: SeriesId, at: number, signal: AbortSignal) => Promise<boolean>;
  readonly priorSide: () => "left" | "right";
  /** Two that hang beside each other move together where their places are known. */
  readonly join: (lead: number, other: number) => void;
};

/** What hangs beside what, in the viewports (P2, T13). */
export function createHanging({ get, set, activate, studies, fill, priorSide, join }: Parts) {
  const slotAt = (at: number): Slot => get().slots[at] ?? emptySlot;

  return {
    /** A case opens with its current images, and the prior that belongs to them beside them on the side that the reader chose. */
    open: async (current: SeriesId, signal: AbortSignal): Promise<void> => {
      const [prior] = priorsOf(studies(), current);
      const at = prior !== undefined && priorSide() === "left" ? 1 : 0;
      set({ layout: prior === undefined ? 1 : 2 });
      activate(at);
      const others = prior === undefined ? [] : [fill(prior, 1 - at, signal)];
      await Promise.all([fill(current, at, signal), ...others]);
      join(at, 1 - at);
    },
    /** The next of the priors that belong to the active images, beside them: all are within reach of one key. */
    nextPrior: async (signal: AbortSignal): Promise<void> => {
      const { active: at, layout } = get();
      const { seriesId } = slotAt(at);
      const priors = seriesId === null ? [] : priorsOf(studies(), seriesId);
      const beside = at === 0 ? 1 : 0;
      const { seriesId: besideId } = slotAt(beside);
      const shownNow = layout === 1 || besideId === null ? -1 : priors.indexOf(besideId);
      const next = priors[(shownNow + 1) % Math.max(1, priors.length)];
      if (next === undefined) return;
      if (layout === 1) set({ layout: 2, maximised: false });
      await fill(next, beside, signal);
      join(at, beside);
    },
  };
}
