import type { StudyRow } from "#shared/contract/imaging.ts";
import { priorsOf } from "#shared/imaging/hanging.ts";
import { shareReference } from "#shared/imaging/linked-position.ts";
import type { SeriesId } from "#shared/result/ids.ts";
import type { ImagesState } from "./images-state.ts";
import { emptySlot, type Slot } from "./slots.ts";

type Parts = {
  readonly get: () => ImagesState;
  readonly set: (change: Partial<ImagesState>) => void;
  readonly activate: (at: number) => void;
  readonly studies: () => readonly StudyRow[];
  readonly showSeries: (seriesId: SeriesId, at: number, signal: AbortSignal) => Promise<void>;
  readonly priorSide: () => "left" | "right";
  readonly toggleLinked: () => void;
};

/** What hangs beside what, in the viewports (P2, T13). */
export function createHanging({ get, set, activate, studies, showSeries, priorSide, toggleLinked }: Parts) {
  const slotAt = (at: number): Slot => get().slots[at] ?? emptySlot;

  /** In one frame of reference a place is a place; else the reader aligns the two and links them (P3). */
  function linkWhatShares(lead: number, other: number): void {
    const [one, two] = [slotAt(lead).series, slotAt(other).series];
    if (one !== null && two !== null && shareReference(one, two) && !get().linked) toggleLinked();
  }

  return {
    /** A case opens with its current images, and the prior that belongs to them beside them on the side that the reader chose. */
    open: async (current: SeriesId, signal: AbortSignal): Promise<void> => {
      const [prior] = priorsOf(studies(), current);
      const at = prior !== undefined && priorSide() === "left" ? 1 : 0;
      set({ layout: prior === undefined ? 1 : 2 });
      activate(at);
      const others = prior === undefined ? [] : [showSeries(prior, 1 - at, signal)];
      await Promise.all([showSeries(current, at, signal), ...others]);
      linkWhatShares(at, 1 - at);
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
      await showSeries(next, beside, signal);
      linkWhatShares(at, beside);
    },
  };
}
