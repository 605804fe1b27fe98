import { pointInImage, pointInPatient } from "#shared/imaging/image-plane.ts";
import {
  type BodyPlane,
  bodyDirections,
  depthReach,
  type PlaneDirections,
  planeThrough,
  type ReslicePlane,
  turnedDirections,
} from "#shared/imaging/reslice-plane.ts";
import { dot, normalOf, plus, scaled, subtract, type Vector } from "#shared/imaging/vector.ts";
import { middleOf, smallestSpacing, type VolumeGrid } from "#shared/imaging/volume-grid.ts";

/** Which plane is looked at: its directions, and the point of the patient it goes through (the crosshair's), in mm. */
export type PlaneView = { readonly name: BodyPlane | "oblique"; readonly directions: PlaneDirections; readonly point: Vector };

/** Around what a plane is tipped: its own row or column, its normal (it turns in itself), or a direction of the patient. */
export type TurnAxis = "row" | "column" | "normal" | Vector;

export const bodyView = (grid: VolumeGrid, name: BodyPlane, point: Vector = middleOf(grid)): PlaneView => ({
  name,
  directions: bodyDirections[name],
  point,
});

/** Turned around its point by the right hand. */
export function turnedView(view: PlaneView, around: TurnAxis, degrees: number): PlaneView {
  const { row, column } = view.directions;
  const axis = around === "row" ? row : around === "column" ? column : around === "normal" ? normalOf(view.directions) : around;
  return { ...view, name: "oblique", directions: turnedDirections(view.directions, axis, degrees) };
}

/** Through another point of the patient; one outside the volume is brought to its edge along the normal. */
export function movedView(grid: VolumeGrid, view: PlaneView, point: Vector): PlaneView {
  const normal = normalOf(view.directions);
  const { fromMm, toMm } = depthReach(grid, view.directions);
  const depth = dot(point, normal);
  return { ...view, point: plus(point, scaled(normal, Math.min(toMm, Math.max(fromMm, depth)) - depth)) };
}

export const scrolledView = (grid: VolumeGrid, view: PlaneView, mm: number): PlaneView =>
  movedView(grid, view, plus(view.point, scaled(normalOf(view.directions), mm)));

/** One step of the wheel: the volume's own spacing where the plane lies along its images, else the smallest one. */
export function stepMm(grid: VolumeGrid, { directions }: PlaneView): number {
  const normal = normalOf(directions);
  const axis = grid.directions.findIndex((direction) => Math.abs(dot(direction, normal)) > 0.999);
  return grid.spacing[axis] ?? smallestSpacing(grid);
}

export const planeOfView = (grid: VolumeGrid, { directions, point }: PlaneView): ReslicePlane => planeThrough(grid, directions, point);

/** Both show the same picture: the point may lie anywhere in it. */
export const samePlane = (a: PlaneView, b: PlaneView): boolean =>
  a.directions === b.directions && Math.abs(dot(subtract(a.point, b.point), normalOf(a.directions))) < 1e-9;

const spacingOf = ({ pixelMm }: ReslicePlane) => ({ rowMm: pixelMm, columnMm: pixelMm });

/** The place in the patient under image coordinates, which begin at the upper left corner of the first pixel (PS3.3 C.18.6.1.1). */
export const pointUnder = (plane: ReslicePlane, at: { readonly x: number; readonly y: number }): Vector =>
  pointInPatient(plane, spacingOf(plane), at.x - 0.5, at.y - 0.5);

/** Where a place of the patient lies in the picture, in image coordinates, and how far before or behind it in mm. */
export function placeIn(plane: ReslicePlane, point: Vector): { readonly x: number; readonly y: number; readonly distanceMm: number } {
  const { column, row, distanceMm } = pointInImage(plane, spacingOf(plane), point);
  return { x: column + 0.5, y: row + 0.5, distanceMm };
}
