import type { Vector } from "#shared/imaging/image-plane.ts";
import { linkedFrame, placeOf } from "#shared/imaging/linked-position.ts";
import type { ShownState } from "../../viewer/viewer.ts";

/** A viewport that shows a frame; the part of its state that decides where the others go. */
export type LinkedView = { readonly at: number; readonly state: Pick<ShownState, "series" | "index"> };

type Parts = {
  readonly isOn: () => boolean;
  readonly views: () => readonly LinkedView[];
  readonly scrollTo: (at: number, index: number) => void;
};

const nameOf = ({ state }: LinkedView): string => `${state.series.seriesId}:${state.series.revision}:${state.index}`;

/**
 * Viewports that move together (P3): by position where they share a frame of reference, else at the distance in mm that they had when they
 * were linked or when a series was opened. Whoever is moved leads; what cannot be linked stays.
 */
export class LinkedScroll {
  private readonly parts: Parts;
  /** Where each viewport stands, as far as it is known here: what moved by itself is told from what was moved. */
  private readonly known = new Map<number, string>();
  private anchors: ReadonlyMap<string, Vector> = new Map();

  constructor(parts: Parts) {
    this.parts = parts;
  }

  /** Linked from now on as they stand; those that can follow `lead` at once. */
  begin(lead: number): void {
    this.stand();
    this.known.delete(lead);
    this.moved(lead);
  }

  /** A series was opened: that moves nobody, and it belongs where it stands. */
  stand(): void {
    if (!this.parts.isOn()) return;
    const views = this.parts.views();
    this.anchors = new Map(
      views.flatMap(({ state }) => {
        const place = placeOf(state.series, state.index);
        return place === null ? [] : [[state.series.seriesId, place] as const];
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
    const [from, to] = [this.anchors.get(lead.state.series.seriesId), this.anchors.get(view.state.series.seriesId)];
    const alignment = from === undefined || to === undefined ? null : { from, to };
    return linkedFrame(lead.state.series, lead.state.index, view.state.series, view.state.index, alignment);
  }
}
