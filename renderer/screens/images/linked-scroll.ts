import type { SeriesFrames } from "#shared/imaging/frame-table.ts";
import { subtract, type Vector } from "#shared/imaging/image-plane.ts";
import { linkedFrame, placeOf } from "#shared/imaging/linked-position.ts";
import type { ShownState } from "../../viewer/viewer.ts";

/** A viewport that shows a frame; the part of its state that decides where the others go. */
export type LinkedView = { readonly at: number; readonly state: Pick<ShownState, "series" | "index"> };

type Parts = {
  readonly isOn: () => boolean;
  readonly views: () => readonly LinkedView[];
  readonly scrollTo: (at: number, index: number) => void;
  /** How the reader has aligned two series by hand; null where that was not done. */
  readonly keptShift: (from: SeriesFrames, to: SeriesFrames) => Vector | null;
};

/** Which frame a viewport shows, in which list of frames. */
export const nameOf = ({ state }: LinkedView): string => `${state.series.seriesId}:${state.series.revision}:${state.index}`;

/**
 * Viewports that move together (P3): by position where they share a frame of reference, else by the shift in mm that the reader has aligned,
 * else at the distance that they had when they were linked or when a series was opened. Whoever is moved leads; what cannot be linked stays.
 */
export class LinkedScroll {
  private readonly parts: Parts;
  /** Where each viewport stands, as far as it is known here: what moved by itself is told from what was moved. */
  private readonly known = new Map<number, string>();
  private anchors: ReadonlyMap<number, Vector> = new Map();

  constructor(parts: Parts) {
    this.parts = parts;
  }

  /** Linked from now on as they stand; those that can follow `lead` at once. */
  begin(lead: number): void {
    this.stand();
    this.known.delete(lead);
    this.moved(lead);
    // those that went along belong where they are now
    this.stand();
  }

  /** A series was opened: that moves nobody, and it belongs where it stands. */
  stand(): void {
    if (!this.parts.isOn()) return;
    const views = this.parts.views();
    this.anchors = new Map(
      views.flatMap(({ at, state }) => {
        const place = placeOf(state.series, state.index);
        return place === null ? [] : [[at, place] as const];
      }),
    );
    for (const view of views) this.known.set(view.at, nameOf(view));
  }

  /** Something of this viewport has changed: when it is its frame, the others go along. */
  moved(at: number): void {
    if (!this.parts.isOn()) return;
    const views = this.parts.views();
    const lead = views.find((view) => view.at === at);
    if (lead === undefined || this.known.get(at) === nameOf(lead)) return;
    this.known.set(at, nameOf(lead));
    for (const view of views) {
      const index = view.at === at ? null : this.frameBeside(lead, view);
      if (index === null || index === view.state.index) continue;
      this.known.set(view.at, nameOf({ at: view.at, state: { ...view.state, index } }));
      this.parts.scrollTo(view.at, index);
    }
  }

  private frameBeside(lead: LinkedView, view: LinkedView): number | null {
    const [{ series }, other] = [lead.state, view.state.series];
    const [from, to] = [this.anchors.get(lead.at), this.anchors.get(view.at)];
    const asTheyStood = from === undefined || to === undefined ? null : subtract(to, from);
    return linkedFrame(series, lead.state.index, other, view.state.index, this.parts.keptShift(series, other) ?? asTheyStood);
  }
}
