import { type Alignment, alignmentOf, shiftBetween } from "#shared/imaging/alignment.ts";
import type { SeriesFrames } from "#shared/imaging/frame-table.ts";
import { shareReference, shiftAsTheyStand } from "#shared/imaging/linked-position.ts";
import type { CaseId } from "#shared/result/ids.ts";
import type { Calls } from "../../client/client.ts";
import type { ImagesState } from "./images-state.ts";
import { LinkedScroll, type LinkedView, nameOf } from "./linked-scroll.ts";
import type { Slot } from "./slots.ts";

type Parts = {
  readonly caseId: CaseId;
  readonly calls: Pick<Calls, "imaging">;
  readonly get: () => ImagesState;
  readonly set: (change: Partial<ImagesState>) => void;
  readonly put: (at: number, change: Partial<Slot>) => void;
};

/** A pair that was taken apart, and where it stood: linked again without a move it lies exactly as before. */
type Released = { readonly alignment: Alignment; readonly frames: string };

/** The viewport goes together with another one as the reader has aligned the two. */
export function isLinkedByHand({ linked, layout, slots, alignments }: ImagesState, at: number): boolean {
  const here = slots[at]?.seriesId ?? null;
  if (!linked || here === null) return false;
  return slots.slice(0, layout).some(({ seriesId }) => seriesId !== null && shiftBetween(alignments, here, seriesId) !== null);
}

/** Which viewports move together (P3), and how the reader has aligned them: kept with the case by core. */
export function createLinking({ caseId, calls, get, set, put }: Parts) {
  let isLoaded = false;
  let waiting = 0;
  let last: Promise<void> = Promise.resolve();
  let released: readonly Released[] = [];

  const keptShift = (from: SeriesFrames, to: SeriesFrames) => shiftBetween(get().alignments, from.seriesId, to.seriesId);

  /** What stands in the grid, also behind a viewport that fills it and while the images are not on the screen. */
  const views = (): readonly LinkedView[] =>
    get()
      .slots.slice(0, get().layout)
      .flatMap(({ viewport, series, index }, at): LinkedView[] => {
        const state = viewport?.getState();
        if (state !== undefined) return state.phase === "shown" ? [{ at, state }] : [];
        return series === null ? [] : [{ at, state: { series, index } }];
      });

  const link = new LinkedScroll({
    isOn: () => get().linked,
    views,
    scrollTo: (at, index) => {
      const viewport = get().slots[at]?.viewport ?? null;
      if (viewport === null) put(at, { index });
      else viewport.scrollTo(index);
    },
    keptShift,
  });

  /** The pairs of the grid that no frame of reference joins, each as it stands. */
  const standing = (): readonly Released[] => {
    const all = views();
    return all.flatMap((view, place) =>
      all.slice(place + 1).flatMap((other): Released[] => {
        const [one, two] = [view.state.series, other.state.series];
        const shiftMm = one.seriesId === two.seriesId ? null : shiftAsTheyStand(one, view.state.index, two, other.state.index);
        if (shiftMm === null) return [];
        return [{ alignment: alignmentOf(one.seriesId, two.seriesId, shiftMm), frames: `${nameOf(view)} ${nameOf(other)}` }];
      }),
    );
  };

  const isSamePair = (one: Alignment, other: Alignment): boolean => one.from === other.from && one.to === other.to;
  const without = (pairs: readonly Alignment[]) => get().alignments.filter((kept) => !pairs.some((pair) => isSamePair(pair, kept)));

  /** One step after the other; the window goes on with what the reader did, and says so when it could not be kept. */
  function change(keep: readonly Alignment[], forget: readonly Alignment[]): void {
    if (keep.length + forget.length === 0) return;
    set({ alignments: [...without([...keep, ...forget]), ...keep] });
    waiting += 1;
    last = last.then(async () => {
      const pairs = forget.map(({ from, to }) => ({ from, to }));
      const answer = await calls.imaging.align({ caseId, keep: [...keep], forget: pairs });
      waiting -= 1;
      // a link that could not be forgotten shows itself the next time
      if (!answer.ok) set(keep.length > 0 ? { alignmentFailure: answer.failure } : {});
      else set(waiting === 0 ? { alignments: answer.value, alignmentFailure: null } : { alignmentFailure: null });
    });
  }

  /** Linked as they stand: from now on that is how they belong together. */
  function align(): void {
    // what was aligned before is replaced, also where only the grid had hidden it
    set({ alignments: without(standing().map(({ alignment }) => alignment)), linked: true });
    link.begin(get().active);
    const asBefore = ({ alignment, frames }: Released) =>
      released.find((old) => old.frames === frames && isSamePair(old.alignment, alignment))?.alignment ?? alignment;
    const pairs = standing().map(asBefore);
    // a series that hangs twice is aligned by the first of its viewports
    change(
      pairs.filter((pair, place) => pairs.findIndex((one) => isSamePair(one, pair)) === place),
      [],
    );
  }

  /** What stands in the grid goes alone again, and is not linked by itself the next time. */
  function release(): void {
    set({ linked: false });
    const shown = new Set(views().map(({ state }) => state.series.seriesId));
    const gone = get().alignments.filter(({ from, to }) => shown.has(from) && shown.has(to));
    released = standing().flatMap(({ alignment, frames }) => {
      const kept = gone.find((one) => isSamePair(one, alignment));
      return kept === undefined ? [] : [{ alignment: kept, frames }];
    });
    change([], gone);
  }

  /** Moves together, with this one in front. */
  function begin(lead: number): void {
    if (!get().linked) set({ linked: true });
    link.begin(lead);
  }

  return {
    /** What was aligned in this case before; asked for once, because nobody else aligns. */
    load: async (signal: AbortSignal): Promise<void> => {
      if (isLoaded) return;
      const answer = await calls.imaging.alignments({ caseId }, signal);
      if (signal.aborted || !answer.ok) return;
      isLoaded = true;
      set({ alignments: answer.value });
    },
    toggle: () => (get().linked ? release() : align()),
    stand: () => link.stand(),
    moved: (at: number) => link.moved(at),
    gridChanged: () => {
      if (get().linked) link.begin(get().active);
    },
    /** Two that were hung beside each other: in one frame of reference a place is a place, else the reader has aligned them before (P3). */
    join: (lead: number, other: number): void => {
      const [one, two] = [get().slots[lead]?.series ?? null, get().slots[other]?.series ?? null];
      if (one !== null && two !== null && (shareReference(one, two) || keptShift(one, two) !== null)) begin(lead);
    },
    /** A series that was aligned with one that is shown hangs at its place; at a frame that was asked for it leads. */
    opened: (at: number, isAtFrame: boolean): void => {
      const here = views().find((view) => view.at === at);
      if (here === undefined) return;
      const beside = views().filter((view) => view.at !== at && keptShift(view.state.series, here.state.series) !== null);
      const lead = beside.find((view) => view.at === get().active) ?? beside[0];
      if (lead !== undefined) begin(isAtFrame ? at : lead.at);
    },
    /** The case is not readable any more. */
    forget: () => {
      isLoaded = false;
      released = [];
      set({ alignments: [], alignmentFailure: null, linked: false });
    },
  };
}
