import { angleBetween, dot, type ImagePlane, type MmSpacing, normalOf, pointInImage, pointInPatient, type Vector } from "./image-plane.ts";

/** An image in the patient: its plane, how far apart its pixels are, and how many there are. */
export type PlacedImage = { readonly plane: ImagePlane; readonly spacing: MmSpacing; readonly columns: number; readonly rows: number };

type Place = { readonly x: number; readonly y: number };

/** Planes that lie nearly alike cut each other far outside of both: a line would say nothing. */
const LEAST_DEGREES = 10;

/** The corners of an image in the patient, outer edges of its outermost pixels. */
function cornersOf({ plane, spacing, columns, rows }: PlacedImage): readonly Vector[] {
  const at = (column: number, row: number): Vector => pointInPatient(plane, spacing, column, row);
  return [at(-0.5, -0.5), at(columns - 0.5, -0.5), at(columns - 0.5, rows - 0.5), at(-0.5, rows - 0.5)];
}

/**
 * Where the image `other` cuts the image `on` (P4): both ends in image pixels of `on` (0,0 is the upper left corner of its first pixel), as long
 * as `other` is wide; it may reach beyond `on`. Null when they do not cut within both, or lie nearly alike. Both say their places in one frame of reference.
 */
export function referenceLine(on: PlacedImage, other: PlacedImage): readonly [Place, Place] | null {
  const [normal, turned] = [normalOf(on.plane), normalOf(other.plane)];
  const degrees = angleBetween(normal, turned);
  if (Math.min(degrees, 180 - degrees) < LEAST_DEGREES) return null;
  const depthMm = dot(on.plane.position, normal);
  const corners = cornersOf(other);
  const cuts: Vector[] = [];
  corners.forEach((from, index) => {
    const to = corners[(index + 1) % corners.length] ?? from;
    const [before, behind] = [dot(from, normal) - depthMm, dot(to, normal) - depthMm];
    if (before === behind || before * behind > 0) return;
    const share = before / (before - behind);
    cuts.push([0, 1, 2].map((axis) => (from[axis] ?? 0) + share * ((to[axis] ?? 0) - (from[axis] ?? 0))) as Vector);
  });
  const places = cuts.map((cut): Place => {
    const { column, row } = pointInImage(on.plane, on.spacing, cut);
    return { x: column + 0.5, y: row + 0.5 };
  });
  const [first] = places;
  const last = first === undefined ? undefined : places.find(({ x, y }) => Math.hypot(x - first.x, y - first.y) > 1e-6);
  if (first === undefined || last === undefined) return null;
  const isBeside = (a: number, b: number, size: number): boolean => Math.max(a, b) < 0 || Math.min(a, b) > size;
  return isBeside(first.x, last.x, on.columns) || isBeside(first.y, last.y, on.rows) ? null : [first, last];
}
