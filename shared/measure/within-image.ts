import type { Point, Shape } from "./mark.ts";
import { linesOf } from "./shape-handles.ts";

/** Of an image, in pixels. */
export type ImageSize = { readonly columns: number; readonly rows: number };

/** The last bit of a floating point number is no place outside. */
const TINY = 1e-6;
const HALVINGS = 24;

export const isOnImage = ({ x, y }: Point, { columns, rows }: ImageSize): boolean =>
  x >= -TINY && y >= -TINY && x <= columns + TINY && y <= rows + TINY;

/** The nearest place on the image. */
export const ontoImage = ({ x, y }: Point, { columns, rows }: ImageSize): Point => ({
  x: Math.min(columns, Math.max(0, x)),
  y: Math.min(rows, Math.max(0, y)),
});

/** The middle of the nearest pixel. */
export const ontoPixel = ({ x, y }: Point, { columns, rows }: ImageSize): Point => ({
  x: Math.min(columns - 1, Math.max(0, Math.floor(x))) + 0.5,
  y: Math.min(rows - 1, Math.max(0, Math.floor(y))) + 0.5,
});

/** Whether the whole outline lies on the image, not only the points that were set. */
export const liesOnImage = (shape: Shape, size: ImageSize): boolean =>
  linesOf(shape).every((line) => line.every((at) => isOnImage(at, size)));

/**
 * The farthest shape of a way that lies on the image. `shapeAt(0)` is where the way begins, `shapeAt(1)` where the hand wants it; a way that
 * begins outside is not taken.
 */
export function farthestOnImage(shapeAt: (share: number) => Shape, size: ImageSize): Shape {
  const whole = shapeAt(1);
  if (liesOnImage(whole, size)) return whole;
  let [inside, outside] = [0, 1];
  for (let step = 0; step < HALVINGS; step++) {
    const middle = (inside + outside) / 2;
    if (liesOnImage(shapeAt(middle), size)) inside = middle;
    else outside = middle;
  }
  return shapeAt(inside);
}

/** By how much a shape may really be moved, so that it stays on the image. */
export function moveOnImage(shape: Shape, by: Point, { columns, rows }: ImageSize): Point {
  const outline = linesOf(shape).flat();
  const within = (wanted: number, places: readonly number[], end: number): number => {
    const [least, most] = [-Math.min(...places), end - Math.max(...places)];
    return least > most ? 0 : Math.min(most, Math.max(least, wanted));
  };
  return {
    x: within(
      by.x,
      outline.map((at) => at.x),
      columns,
    ),
    y: within(
      by.y,
      outline.map((at) => at.y),
      rows,
    ),
  };
}
