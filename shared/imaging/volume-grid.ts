import { cross, dot, plus, scaled, subtract, type Vector } from "./vector.ts";

/** Three numbers of one kind, one per direction of a volume: along a row, down a column, from image to image. */
export type Triple = readonly [number, number, number];

/**
 * Voxels in the patient: PS3.3 equation C.7.6.2.1-1 with the way from image to image as the third direction. Millimetres, LPS axes;
 * indexes count from 0 at the center of a voxel.
 */
export type VolumeGrid = {
  /** Center of the first voxel of the first image. */
  readonly origin: Vector;
  /** Unit vectors; the third may lean from the normal of the images by as much as a stack that is not tilted may. */
  readonly directions: readonly [Vector, Vector, Vector];
  /** mm from voxel to voxel. */
  readonly spacing: Triple;
  /** Columns, rows, images. */
  readonly dims: Triple;
};

/** The way of one voxel in each direction, in mm. */
export const stepsOf = ({ directions, spacing }: VolumeGrid): [Vector, Vector, Vector] => [
  scaled(directions[0], spacing[0]),
  scaled(directions[1], spacing[1]),
  scaled(directions[2], spacing[2]),
];

/** The place of a voxel index, whole or between voxels. */
export function pointOfVoxel(grid: VolumeGrid, [column, row, image]: Triple): Vector {
  const [across, down, on] = stepsOf(grid);
  return plus(grid.origin, plus(scaled(across, column), plus(scaled(down, row), scaled(on, image))));
}

/** What turns millimetres from the origin into indexes: the rows of the inverse of the three steps. */
export function inverseSteps(grid: VolumeGrid): readonly [Vector, Vector, Vector] {
  const [a, b, c] = stepsOf(grid);
  const size = dot(a, cross(b, c));
  return [scaled(cross(b, c), 1 / size), scaled(cross(c, a), 1 / size), scaled(cross(a, b), 1 / size)];
}

/** The index at a place of the patient; between voxels it is not whole, outside it lies below 0 or above the last. */
export function voxelAt(grid: VolumeGrid, point: Vector): Vector {
  const away = subtract(point, grid.origin);
  const [i, j, k] = inverseSteps(grid);
  return [dot(i, away), dot(j, away), dot(k, away)];
}

/** The whole index nearest to a place, or null where no voxel is that near: beyond half a voxel from the outermost centers. */
export function nearestVoxel(grid: VolumeGrid, point: Vector): Triple | null {
  const index = voxelAt(grid, point);
  const [column, row, image] = [Math.round(index[0]), Math.round(index[1]), Math.round(index[2])];
  const { dims } = grid;
  const inside = column >= 0 && row >= 0 && image >= 0 && column < dims[0] && row < dims[1] && image < dims[2];
  return inside ? [column, row, image] : null;
}

/** The middle of the volume. */
export const middleOf = (grid: VolumeGrid): Vector =>
  pointOfVoxel(grid, [(grid.dims[0] - 1) / 2, (grid.dims[1] - 1) / 2, (grid.dims[2] - 1) / 2]);

export const smallestSpacing = ({ spacing }: VolumeGrid): number => Math.min(...spacing);

/** From where to where the voxel centers reach along a direction of the patient, in mm. */
export function reachAlong(grid: VolumeGrid, direction: Vector): { readonly fromMm: number; readonly toMm: number } {
  let [fromMm, toMm] = [dot(grid.origin, direction), dot(grid.origin, direction)];
  stepsOf(grid).forEach((step, axis) => {
    const way = dot(step, direction) * ((grid.dims[axis] ?? 1) - 1);
    if (way < 0) fromMm += way;
    else toMm += way;
  });
  return { fromMm, toMm };
}
