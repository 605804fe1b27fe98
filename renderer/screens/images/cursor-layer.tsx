import { createPortal } from "react-dom";
import { useStore } from "zustand";
import type { ShownState, Viewport } from "../../viewer/viewer.ts";
import type { SpaceCursorModel } from "./space-cursor.ts";

const GAP_PX = 5;
const ARM_PX = 22;

/** The 3D cursor on the image of one viewport, where it lies on it (P4). */
export function CursorLayer(props: { readonly model: SpaceCursorModel; readonly viewport: Viewport; readonly state: ShownState }) {
  const { model, viewport, state } = props;
  useStore(model.store);
  const place = model.placeIn(state);
  if (place === null) return null;
  const { a, b, c, d, e, f } = state.imageToScreen;
  const [x, y] = [a * place.x + c * place.y + e, b * place.x + d * place.y + f];
  const path = [
    `M${x - ARM_PX} ${y}H${x - GAP_PX}`,
    `M${x + GAP_PX} ${y}H${x + ARM_PX}`,
    `M${x} ${y - ARM_PX}V${y - GAP_PX}`,
    `M${x} ${y + GAP_PX}V${y + ARM_PX}`,
  ].join("");
  return createPortal(
    <g className="mark space-cursor" data-space-cursor={`${place.x.toFixed(2)} ${place.y.toFixed(2)}`}>
      <path d={path} className="mark-halo" />
      <path d={path} className="mark-line" />
    </g>,
    viewport.overlay,
  );
}
