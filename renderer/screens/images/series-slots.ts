import type { SeriesRow } from "#shared/contract/imaging.ts";
import type { SeriesFrames } from "#shared/imaging/frame-table.ts";
import type { MarkPlace } from "#shared/measure/kept-mark.ts";
import { ok } from "#shared/result/failure.ts";
import type { SeriesId } from "#shared/result/ids.ts";
import type { ImagesState } from "./images-state.ts";
import { frameOf } from "./marking.ts";
import type { SeriesTables } from "./series-tables.ts";
import { emptySlot, type Slot } from "./slots.ts";

type Parts = {
  readonly get: () => ImagesState;
  readonly put: (at: number, change: Partial<Slot>) => void;
  readonly tables: SeriesTables;
  readonly allSeries: () => readonly SeriesRow[];
  readonly activate: (at: number) => void;
  /** The planes give their place to the images; `isShown`: they hold an image of the series beside them. */
  readonly planes: { readonly close: () => void; readonly isShown: () => boolean };
  /** A series stands in this place, by itself. */
  readonly filled: () => void;
  /** The reader opened a series there; `isAtFrame`: at a frame that was asked for. */
  readonly opened: (at: number, isAtFrame: boolean) => void;
};

/** A volume opens in its middle, where there is something to see; a loop at its beginning. */
export const middleOf = (series: SeriesFrames): number => (series.stack.kind === "volume" ? Math.floor(series.frames.length / 2) : 0);

/** Which series each viewport holds, and at which of its frames. */
export function createSeriesSlots({ get, put, tables, allSeries, activate, planes, filled, opened }: Parts) {
  const slotAt = (at: number): Slot => get().slots[at] ?? emptySlot;

  /** Puts a series into a place; what it belongs to is somebody else's question. True when it stands there. */
  async function fill(seriesId: SeriesId, at: number, signal: AbortSignal, startIndex: number | null = null): Promise<boolean> {
    planes.close();
    slotAt(at).viewport?.clear();
    put(at, { seriesId, series: null, failure: null, index: startIndex ?? 0 });
    // one that is here already opens in this very moment: the first picture waits for no turn of the event loop
    const known = tables.known(seriesId);
    const result = known === null ? await tables.get(seriesId, signal) : ok(known);
    if (signal.aborted || slotAt(at).seriesId !== seriesId) return false;
    if (!result.ok) {
      put(at, { failure: result.failure });
      return false;
    }
    const series = result.value;
    const index = startIndex ?? middleOf(series);
    put(at, { series, index });
    slotAt(at).viewport?.showSeries(series, index);
    filled();
    return true;
  }

  /** Opens a series where the reader wants it. */
  async function showSeries(seriesId: SeriesId, at: number, signal: AbortSignal, startIndex: number | null = null): Promise<void> {
    if (await fill(seriesId, at, signal, startIndex)) opened(at, startIndex !== null);
  }

  /** More images came: in the new list the old indexes mean other pictures, so it is opened at the picture that is on the screen. */
  async function reopenGrown(at: number, signal: AbortSignal): Promise<void> {
    const { series, viewport, index } = slotAt(at);
    const row = allSeries().find((entry) => entry.seriesId === series?.seriesId);
    if (series === null || row === undefined || row.revision === series.revision) return;
    const state = viewport?.getState();
    const frame = series.frames[state?.phase === "shown" ? state.index : index];
    const image = frame === undefined ? undefined : series.instances[frame.instance]?.sopInstanceUid;
    const result = await tables.get(row.seriesId, signal);
    if (signal.aborted || !result.ok || slotAt(at).series !== series) return;
    const grown = result.value;
    const place = grown.frames.findIndex(
      (entry) => entry.frameNumber === frame?.frameNumber && grown.instances[entry.instance]?.sopInstanceUid === image,
    );
    put(at, { series: grown, index: Math.max(0, place) });
    slotAt(at).viewport?.showSeries(grown, Math.max(0, place));
  }

  /**
   * Opens a frame by what its file says of it: its list of frames may have grown, or been divided in another way, since it was named. The
   * viewport that holds its series already shows it, so that no other image has to give way; else the active one. False: it is not here.
   */
  async function showFrame(place: Pick<MarkPlace, "seriesUid" | "sopInstanceUid" | "frameNumber">, signal: AbortSignal): Promise<boolean> {
    for (const { seriesId } of allSeries().filter((row) => row.seriesUid === place.seriesUid)) {
      const result = await tables.get(seriesId, signal);
      if (signal.aborted) return false;
      const index = result.ok ? frameOf(result.value, place) : -1;
      if (index < 0) continue;
      // where the planes could not be had the images come back, at this frame
      if (!planes.isShown()) planes.close();
      const { active, layout, slots } = get();
      const holding = planes.isShown() ? -1 : slots.findIndex((slot, at) => at < layout && slot.series?.seriesId === seriesId);
      const at = slotAt(active).series?.seriesId === seriesId || holding < 0 ? active : holding;
      if (at !== active) activate(at);
      const { viewport, series } = slotAt(at);
      if (series?.seriesId === seriesId) {
        put(at, { index });
        viewport?.scrollTo(index);
      } else await showSeries(seriesId, at, signal, index);
      return true;
    }
    return false;
  }

  return { fill, showSeries, reopenGrown, showFrame };
}
