import { unturned, type ViewTurn } from "#shared/imaging/orientation.ts";
import type { ImageToScreen, Placement } from "../draw/display-engine.ts";

export const initialPlacement: Placement = { ...unturned, scale: 1, pan: { x: 0, y: 0 } };

/** Zoom stays where it is of use: from a hundredth to 64 CSS pixels per image pixel. */
export const clampScale = (scale: number): number => Math.min(64, Math.max(0.01, scale));

/** Moves the image by CSS pixels. */
export const panned = (placement: Placement, dx: number, dy: number): Placement => ({
  ...placement,
  pan: { x: placement.pan.x + dx, y: placement.pan.y + dy },
});

/** Zooms by a factor and keeps the place under (x, y) where it is; `width` and `height` are the viewport's. */
export function zoomedAt(placement: Placement, factor: number, x: number, y: number, width: number, height: number): Placement {
  const scale = clampScale(placement.scale * factor);
  const grown = scale / placement.scale;
  const along = (pan: number, away: number): number => away + (pan - away) * grown;
  return { ...placement, scale, pan: { x: along(placement.pan.x, x - width / 2), y: along(placement.pan.y, y - height / 2) } };
}

const lying = (turn: ViewTurn): boolean => turn.rotation === 90 || turn.rotation === 270;

/** A quarter turn clockwise. */
export function rotated(placement: Placement): Placement {
  const rotation = ((placement.rotation + 90) % 360) as Placement["rotation"];
  return { ...placement, rotation };
}

/** Mirrors what is seen on the screen: a lying image is mirrored along its other axis. */
export function flipped(placement: Placement, axis: "horizontal" | "vertical"): Placement {
  const alongRows = (axis === "horizontal") !== lying(placement);
  return alongRows ? { ...placement, flipHorizontal: !placement.flipHorizontal } : { ...placement, flipVertical: !placement.flipVertical };
}

/** Screen → image: the continuous image coordinate under a point of the surface; null when the matrix has no inverse. */
export function imagePoint({ a, b, c, d, e, f }: ImageToScreen, x: number, y: number): { readonly x: number; readonly y: number } | null {
  const determinant = a * d - b * c;
  if (determinant === 0) return null;
  const [dx, dy] = [x - e, y - f];
  return { x: (d * dx - c * dy) / determinant, y: (a * dy - b * dx) / determinant };
}

/** A rectangle on an image, in its pixels, and the image that it lies on. */
export type ImageArea = {
  readonly from: { readonly x: number; readonly y: number };
  readonly to: { readonly x: number; readonly y: number };
  readonly columns: number;
  readonly rows: number;
  /** Height of a pixel through its width. */
  readonly pixelAspect: number;
};

/** The placement under which an area is seen as large as a viewport of this size allows, in its middle. */
export function placedOn({ from, to, columns, rows, pixelAspect }: ImageArea, turn: ViewTurn, width: number, height: number): Placement {
  const [across, down] = [to.x - from.x, (to.y - from.y) * pixelAspect];
  const [seenAcross, seenDown] = lying(turn) ? [down, across] : [across, down];
  const scale = clampScale(Math.min(width / Math.max(1, seenAcross), height / Math.max(1, seenDown)));
  const x = ((from.x + to.x) / 2 - columns / 2) * (turn.flipHorizontal ? -1 : 1) * scale;
  const y = ((from.y + to.y) / 2 - rows / 2) * (turn.flipVertical ? -1 : 1) * pixelAspect * scale;
  // clockwise on a screen whose y points down
  const radians = (turn.rotation * Math.PI) / 180;
  const [cos, sin] = [Math.round(Math.cos(radians)), Math.round(Math.sin(radians))];
  return { ...turn, scale, pan: { x: -(x * cos - y * sin), y: -(x * sin + y * cos) } };
}
