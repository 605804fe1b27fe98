import { createStore } from "zustand/vanilla";
import { pointInPatient, type Vector } from "#shared/imaging/image-plane.ts";
import { shareReference } from "#shared/imaging/linked-position.ts";
import { frameAt, pointOn } from "#shared/imaging/space-cursor.ts";
import type { Point } from "#shared/measure/mark.ts";
import { ontoImage } from "#shared/measure/within-image.ts";
import type { MarkHand, ShownState, Viewport } from "../../viewer/viewer.ts";
import { stepOnImage } from "./mark-keys.ts";
import { placedImage, sliceMmOf } from "./placed-image.ts";

/** A place in the patient that the reader points at, in mm of one frame of reference. */
export type SpaceCursor = { readonly point: Vector; readonly series: ShownState["series"] };

type Views = () => readonly { readonly at: number; readonly viewport: Viewport }[];

const shownIn = (viewport: Viewport): ShownState | null => {
  const state = viewport.getState();
  return state.phase === "shown" ? state : null;
};

/** The 3D cursor (P4): a point of one image, shown in every viewport of the same frame of reference, each at the frame that it lies on. */
export function createSpaceCursor(views: Views) {
  const store = createStore<{ readonly cursor: SpaceCursor | null }>(() => ({ cursor: null }));

  /** `at`: a place on the image that this viewport shows. */
  function pointAt(slot: number, at: Point): void {
    const lead = views().find((view) => view.at === slot);
    const state = lead === undefined ? null : shownIn(lead.viewport);
    const image = state === null ? null : placedImage(state);
    if (state === null || image === null) return;
    const { x, y } = ontoImage(at, image);
    const point = pointInPatient(image.plane, image.spacing, x - 0.5, y - 0.5);
    store.setState({ cursor: { point, series: state.series } });
    for (const { at: other, viewport } of views()) {
      const shown = other === slot ? null : shownIn(viewport);
      if (shown === null || !shareReference(state.series, shown.series)) continue;
      const frame = frameAt(shown.series, point, shown.index);
      if (frame !== null) viewport.scrollTo(frame);
    }
  }

  /** Where the cursor is on the image of a state; null where it does not lie on it. */
  function placeIn(state: ShownState): Point | null {
    const { cursor } = store.getState();
    const image = placedImage(state);
    if (cursor === null || image === null) return null;
    const isSame = cursor.series.seriesId === state.series.seriesId || shareReference(cursor.series, state.series);
    return isSame ? pointOn(image, cursor.point, sliceMmOf(state)) : null;
  }

  return {
    store,
    placeIn,
    hide: () => store.setState({ cursor: null }),
    hand: (slot: number): MarkHand => ({
      press: ({ point }) => {
        pointAt(slot, point);
        return true;
      },
      move: ({ point }, isDown) => {
        if (isDown) pointAt(slot, point);
      },
      release: () => undefined,
      cancel: () => undefined,
      follows: () => false,
    }),
    /** By so many image pixels towards a side of the screen; from the middle of the viewport where it is not on the image yet. */
    moveBy: (slot: number, towards: Point): void => {
      const viewport = views().find((view) => view.at === slot)?.viewport;
      const state = viewport === undefined ? null : shownIn(viewport);
      const from = state === null ? null : (placeIn(state) ?? viewport?.middle() ?? null);
      if (state === null || from === null) return;
      const length = Math.hypot(towards.x, towards.y);
      const step = stepOnImage(state.imageToScreen, towards);
      pointAt(slot, { x: from.x + step.x * length, y: from.y + step.y * length });
    },
  };
}

export type SpaceCursorModel = ReturnType<typeof createSpaceCursor>;
