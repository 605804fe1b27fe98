import type { ImagePlane } from "./image-plane.ts";
import { cross, dot, normalOf, plus, scaled, unit, type Vector } from "./vector.ts";
import { middleOf, reachAlong, smallestSpacing, type VolumeGrid } from "./volume-grid.ts";

/** A picture to be cut from a volume: where it lies in the patient (mm, LPS), and its square pixels. */
export type ReslicePlane = ImagePlane & { readonly pixelMm: number; readonly columns: number; readonly rows: number };

/** Direction of a row and of a column of a picture. */
export type PlaneDirections = Pick<ImagePlane, "row" | "column">;

export type BodyPlane = "axial" | "coronal" | "sagittal";

/**
 * How radiologists look at the three planes: axial from the feet, coronal from the front, sagittal from the left. In the axes of PS3.3
 * C.7.6.2.1.1 x grows to the patient's left, y to the back, z to the head.
 */
export const bodyDirections: { readonly [plane in BodyPlane]: PlaneDirections } = {
  axial: { row: [1, 0, 0], column: [0, 1, 0] },
  coronal: { row: [1, 0, 0], column: [0, 0, -1] },
  sagittal: { row: [0, 1, 0], column: [0, 0, -1] },
};

const ACROSS: { readonly [plane in BodyPlane]: 0 | 1 | 2 } = { sagittal: 0, coronal: 1, axial: 2 };

/** A picture's side; a thinner one than this cannot be told from it on a screen. */
const MAX_SIDE = 2048;

/** Rounding of positions must not cost the last pixel. */
const ROUNDING = 1e-6;

/**
 * The plane through a point that shows all of the volume that lies in it. Pixels are as large as the smallest spacing, unless the picture would
 * have more than 2,048 of them on a side. The first pixel lies where the volume begins, so that planes along its axes hit the voxels.
 */
export function planeThrough(grid: VolumeGrid, { row, column }: PlaneDirections, point: Vector): ReslicePlane {
  const [across, down] = [reachAlong(grid, row), reachAlong(grid, column)];
  const [width, height] = [across.toMm - across.fromMm, down.toMm - down.fromMm];
  const pixelMm = Math.max(smallestSpacing(grid), Math.max(width, height) / (MAX_SIDE - 1));
  const position = plus(point, plus(scaled(row, across.fromMm - dot(point, row)), scaled(column, down.fromMm - dot(point, column))));
  const count = (lengthMm: number): number => Math.floor(lengthMm / pixelMm + ROUNDING) + 1;
  return { position, row, column, pixelMm, columns: count(width), rows: count(height) };
}

/** One of the three planes of the body. `positionMm` is the patient's z for axial, y for coronal, x for sagittal. */
export function planeOf(grid: VolumeGrid, plane: BodyPlane, positionMm: number): ReslicePlane {
  const point: Vector = [...middleOf(grid)];
  point[ACROSS[plane]] = positionMm;
  return planeThrough(grid, bodyDirections[plane], point);
}

/** Rodrigues' formula: the vector turned around a unit axis by the right hand. */
function turnedVector(vector: Vector, axis: Vector, degrees: number): Vector {
  const [cos, sin] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)];
  return plus(plus(scaled(vector, cos), scaled(cross(axis, vector), sin)), scaled(axis, dot(axis, vector) * (1 - cos)));
}

/** Oblique directions: turned around an axis of the patient by the right hand. They stay at right angles, however often they are turned. */
export function turnedDirections(directions: PlaneDirections, axis: Vector, degrees: number): PlaneDirections {
  const around = unit(axis);
  const row = unit(turnedVector(directions.row, around, degrees));
  const turned = turnedVector(directions.column, around, degrees);
  return { row, column: unit(plus(turned, scaled(row, -dot(turned, row)))) };
}

/** From where to where there is something to see when scrolling, in mm along the plane's normal. */
export const depthReach = (grid: VolumeGrid, directions: PlaneDirections): { readonly fromMm: number; readonly toMm: number } =>
  reachAlong(grid, normalOf(directions));
