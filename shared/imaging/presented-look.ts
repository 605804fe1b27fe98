import type { FrameLook } from "./frame-table.ts";
import { modalityRange } from "./modality-lut.ts";
import type { ViewTurn } from "./orientation.ts";
import { type ImageName, type PresentationState, partFor } from "./presentation-state.ts";
import type { Voi } from "./voi-lut.ts";

/** The look of a frame as a state wants it drawn. Values under the cursor stay those of the image itself (T3). */
export const presentedLook = (look: FrameLook, state: PresentationState): FrameLook => ({
  ...look,
  modality: state.modality,
  inverted: state.inverted,
});

/** The window or table of a state for an image; where it has none, its whole range of values (PS3.3 C.11.2). */
export function presentedVoi(look: FrameLook, state: PresentationState, image: ImageName): Voi {
  const own = partFor(state.voi, image);
  if (own !== null) return own.voi;
  const { bitsStored, signed } = look.pixel;
  const lowest = signed ? -(2 ** (bitsStored - 1)) : 0;
  const { min, max } = modalityRange(state.modality, lowest, lowest + 2 ** bitsStored - 1);
  return { kind: "window", center: (min + max) / 2, width: Math.max(1, max - min), shape: "linear-exact", explanation: null };
}

/** PS3.3 C.10.6 turns first and flips then; a view of ours flips first. */
export const presentedTurn = ({ rotation, flipped }: PresentationState): ViewTurn => ({
  rotation: flipped ? (((360 - rotation) % 360) as ViewTurn["rotation"]) : rotation,
  flipHorizontal: flipped,
  flipVertical: false,
});
