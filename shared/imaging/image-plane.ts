import { z } from "zod";
import { dot, lengthOf, normalOf, subtract, type Vector } from "./vector.ts";

// For whoever deals with planes; a worker without zod takes them from there.
export { dot, lengthOf, normalOf, subtract, type Vector } from "./vector.ts";

const vector = z.tuple([z.number(), z.number(), z.number()]);

/** Where an image lies in the patient (PS3.3 C.7.6.2.1.1): center of the first pixel in mm, direction of a row and of a column. LPS axes. */
export const ImagePlane = z.object({ position: vector, row: vector, column: vector });
export type ImagePlane = z.infer<typeof ImagePlane>;

/** mm along the plane's own normal. */
export const depthOf = (plane: ImagePlane): number => dot(plane.position, normalOf(plane));

const isVector = (values: readonly number[]): values is Vector => values.length === 3 && values.every(Number.isFinite);

/** Direction cosines may be off by rounding in the file; beyond this they describe no image. */
const TOLERANCE = 0.01;

/** The plane from Image Position and Image Orientation (Patient); null when they are missing or impossible. */
export function imagePlaneOf(position: readonly number[], orientation: readonly number[]): ImagePlane | null {
  const [row, column] = [orientation.slice(0, 3), orientation.slice(3, 6)];
  if (orientation.length !== 6 || !isVector(position) || !isVector(row) || !isVector(column)) return null;
  const sound =
    Math.abs(lengthOf(row) - 1) < TOLERANCE && Math.abs(lengthOf(column) - 1) < TOLERANCE && Math.abs(dot(row, column)) < TOLERANCE;
  return sound ? { position: [...position], row: [...row], column: [...column] } : null;
}

/** Spacing in mm between rows (down a column) and between columns (along a row). */
export type MmSpacing = { readonly rowMm: number; readonly columnMm: number };

/** The point in the patient of a place in the image, in pixels from the center of the first one (PS3.3 equation C.7.6.2.1-1). */
export function pointInPatient(plane: ImagePlane, spacing: MmSpacing, column: number, row: number): Vector {
  const along = (axis: 0 | 1 | 2): number =>
    plane.position[axis] + plane.row[axis] * spacing.columnMm * column + plane.column[axis] * spacing.rowMm * row;
  return [along(0), along(1), along(2)];
}

/** The place in the image nearest to a point of the patient, and how far the point lies before or behind the image in mm. */
export function pointInImage(
  plane: ImagePlane,
  spacing: MmSpacing,
  point: Vector,
): { readonly column: number; readonly row: number; readonly distanceMm: number } {
  const away = subtract(point, plane.position);
  return {
    column: dot(away, plane.row) / spacing.columnMm,
    row: dot(away, plane.column) / spacing.rowMm,
    distanceMm: dot(away, normalOf(plane)),
  };
}

const degrees = (radians: number): number => (radians * 180) / Math.PI;

/** The angle between two directions, 0 … 180 degrees. */
export const angleBetween = (a: Vector, b: Vector): number =>
  degrees(Math.acos(Math.min(1, Math.max(-1, dot(a, b) / (lengthOf(a) * lengthOf(b))))));

/** The body plane an image lies nearest to. */
export function planeName(plane: Pick<ImagePlane, "row" | "column">): "axial" | "coronal" | "sagittal" {
  const [x, y, z] = normalOf(plane).map(Math.abs) as Vector;
  if (z >= x && z >= y) return "axial";
  return y >= x ? "coronal" : "sagittal";
}
