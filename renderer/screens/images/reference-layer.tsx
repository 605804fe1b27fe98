import { createPortal } from "react-dom";
import { useStore } from "zustand";
import { shareReference } from "#shared/imaging/linked-position.ts";
import { referenceLine } from "#shared/imaging/reference-line.ts";
import type { ShownState, Viewport } from "../../viewer/viewer.ts";
import type { ImagesModel } from "./images-slice.ts";
import { placedImage } from "./placed-image.ts";
import { useViewportState } from "./use-viewport.ts";

/** P4: where the image of the active viewport cuts this one; only within one frame of reference (PS3.3 C.7.4.1). */
export function ReferenceLine(props: { readonly model: ImagesModel; readonly viewport: Viewport; readonly state: ShownState }) {
  const { model, viewport, state } = props;
  const lead = useStore(model.store, ({ slots, active }) => slots[active]?.viewport ?? null);
  const other = useViewportState(lead);
  if (lead === viewport || other.phase !== "shown" || !shareReference(state.series, other.series)) return null;
  const [here, there] = [placedImage(state), placedImage(other)];
  const line = here === null || there === null ? null : referenceLine(here, there);
  if (line === null) return null;
  const { a, b, c, d, e, f } = state.imageToScreen;
  const [from, to] = line.map(({ x, y }) => `${(a * x + c * y + e).toFixed(1)} ${(b * x + d * y + f).toFixed(1)}`);
  const path = `M${from}L${to}`;
  return createPortal(
    <g className="mark reference-line" data-reference-line="">
      <path d={path} className="mark-halo" />
      <path d={path} className="mark-line" />
    </g>,
    viewport.overlay,
  );
}
