import type { ReslicePlane } from "./reslice-plane.ts";
import { axisOf, type SampledVoxels, type SampleLine, sampleAlong, sampleCarefully, samplePlain } from "./trilinear.ts";
import { dot, normalOf, plus, scaled, subtract, type Vector } from "./vector.ts";
import { inverseSteps, smallestSpacing, type Triple, type VolumeGrid, voxelAt } from "./volume-grid.ts";

export type SlabMode = "mean" | "max" | "min";

/** How thick a picture is in mm (0: as thin as can be), and what is shown of the values in its depth. */
export type Slab = { readonly mode: SlabMode; readonly thicknessMm: number };

export const thinSlab: Slab = { mode: "mean", thicknessMm: 0 };

/** The voxels of a regular volume. */
export type Voxels = Omit<SampledVoxels, "dims"> & {
  readonly grid: VolumeGrid;
  /** Some of them are padding. */
  readonly hasPadding: boolean;
};

/** Whole numbers are rounded to the nearest, half up; floats are kept. */
export type PlaneValues =
  | Uint8Array<ArrayBuffer>
  | Int8Array<ArrayBuffer>
  | Uint16Array<ArrayBuffer>
  | Int16Array<ArrayBuffer>
  | Float32Array<ArrayBuffer>;

/** Positions are products of rounded numbers: a plane along the outermost voxels must not miss them. In voxels. */
const ROUNDING = 1e-6;

/** One depth of a slab: mm before or behind its middle, and its part in the mean. */
export type SlabSample = { readonly mm: number; readonly weight: number };

/** Directions that part by less than this (1 in 1,000) part by a hundredth of a voxel over a slab of ten voxels. */
const PARALLEL = 1e-3;

/**
 * Where the way through the slab crosses images of the volume, in mm from the middle; null when it does not run along one of the volume's axes.
 * Along an axis the interpolated values are straight lines between these, so that extremes and means are exact with no sample besides.
 */
function crossings(grid: VolumeGrid, plane: ReslicePlane, thicknessMm: number): number[] | null {
  const normal = normalOf(plane);
  const lies = ([0, 1, 2] as const).map((axis) => Math.abs(dot(grid.directions[axis], normal)));
  const axis = lies.findIndex((part) => part > 1 - PARALLEL ** 2);
  if (axis < 0 || lies.some((part, other) => other !== axis && part > PARALLEL)) return null;
  const middle = voxelAt(grid, plane.position)[axis] ?? 0;
  const perMm = dot(inverseSteps(grid)[axis as 0 | 1 | 2], normal);
  const half = (thicknessMm / 2) * Math.abs(perMm);
  const first = Math.floor(middle - half) + 1;
  const inner = Array.from({ length: Math.max(0, Math.ceil(middle + half) - first) }, (_, i) => (first + i - middle) / perMm);
  return [-thicknessMm / 2, ...inner.sort((a, b) => a - b), thicknessMm / 2];
}

/** Depths of a slab: where it crosses the volume's images, or, seen askew, no further apart than half the smallest spacing: no voxel is skipped. */
export function slabSamples(grid: VolumeGrid, plane: ReslicePlane, thicknessMm: number): SlabSample[] {
  if (thicknessMm <= 0) return [{ mm: 0, weight: 1 }];
  const steps = Math.ceil(thicknessMm / (smallestSpacing(grid) / 2));
  const depths = crossings(grid, plane, thicknessMm) ?? Array.from({ length: steps + 1 }, (_, i) => thicknessMm * (i / steps - 0.5));
  // the trapezoidal rule: each depth stands for half the way to its neighbours
  return depths.map((mm, i) => ({ mm, weight: ((depths[i + 1] ?? mm) - (depths[i - 1] ?? mm)) / 2 }));
}

/** The pixels of a row, of `count`, whose samples lie within the outermost voxel centers. */
function insideOf(start: Triple, step: Triple, dims: Triple, count: number): { readonly from: number; readonly to: number } {
  let [from, to] = [0, count - 1];
  for (const axis of [0, 1, 2] as const) {
    const [low, high] = [-ROUNDING - start[axis], dims[axis] - 1 + ROUNDING - start[axis]];
    const way = step[axis];
    if (Math.abs(way) < 1e-12) {
      if (low > 0 || high < 0) return { from: 0, to: -1 };
    } else {
      from = Math.max(from, Math.ceil((way > 0 ? low : high) / way));
      to = Math.min(to, Math.floor((way > 0 ? high : low) / way));
    }
  }
  // integers of 32 bits, or the loops over them run at half the speed
  return { from: from | 0, to: to | 0 };
}

/** What the samples of a row have come to, one entry per pixel: their weighted sum and its weight, or the largest or smallest. */
type RowSums = { readonly weight: Float64Array; readonly total: Float64Array };

const startOf = (mode: SlabMode): number => (mode === "mean" ? 0 : mode === "max" ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY);

/** Adds the samples of one depth to a row. NaN is no sample: no comparison with it holds. */
function gather(sums: RowSums, samples: Float64Array, { from, to }: SampleLine, mode: SlabMode, share: number): void {
  const { weight, total } = sums;
  const [isMean, isMax] = [mode === "mean", mode === "max"];
  for (let pixel = from; pixel <= to; pixel++) {
    const value = samples[pixel] as number;
    const before = total[pixel] as number;
    if (!isMean) {
      if (isMax ? value > before : value < before) total[pixel] = value;
    } else if (!Number.isNaN(value)) {
      total[pixel] = before + share * value;
      weight[pixel] = (weight[pixel] as number) + share;
    }
  }
}

function writeRow({ weight, total }: RowSums, mode: SlabMode, padding: number, out: PlaneValues, at: number): void {
  const isMean = mode === "mean";
  const whole = !(out instanceof Float32Array);
  for (let pixel = 0; pixel < total.length; pixel++) {
    // the mean of no sample is 0 / 0
    const value = isMean ? (total[pixel] as number) / (weight[pixel] as number) : (total[pixel] as number);
    out[at + pixel] = Number.isFinite(value) ? (whole ? Math.floor(value + 0.5) : value) : padding;
  }
}

/** The largest of one sample is that sample. The greatest modality value is the least stored one where the rescale falls. */
function modeOf(mode: SlabMode, depths: number, reversed: boolean): SlabMode {
  if (depths === 1) return "max";
  if (mode === "mean" || !reversed) return mode;
  return mode === "max" ? "min" : "max";
}

/** The quickest way to the samples of a row that is as good as the others. */
function samplerOf({ values, grid, rules, hasPadding }: Voxels, across: Triple): (line: SampleLine, out: Float64Array) => void {
  const sampled: SampledVoxels = { values, dims: grid.dims, rules };
  if (hasPadding || rules.rescaled) return (line, out) => sampleCarefully(sampled, line, out);
  const axis = axisOf(across);
  if (axis === null) return (line, out) => samplePlain(sampled, line, out);
  const row = new Float64Array(grid.dims[axis] + 1);
  return (line, out) => sampleAlong(axis, sampled, line, row, out);
}

/**
 * Cuts a plane, or a slab around it, from a volume by trilinear interpolation. Values are those of `rules`: stored values where all images share
 * one rescale (interpolating before or after it gives the same), modality values otherwise. `out` holds `plane.rows` × `plane.columns` values;
 * outside the volume they are `padding`.
 */
export function reslice(voxels: Voxels, plane: ReslicePlane, slab: Slab, padding: number, out: PlaneValues): void {
  const { grid, rules } = voxels;
  const [ofX, ofY, ofZ] = inverseSteps(grid);
  const indexWay = (way: Vector): Triple => [dot(ofX, way), dot(ofY, way), dot(ofZ, way)];
  const across = indexWay(scaled(plane.row, plane.pixelMm));
  const depths = slabSamples(grid, plane, slab.thicknessMm).map(({ mm, weight }) => ({ way: scaled(normalOf(plane), mm), weight }));
  const corner = subtract(plane.position, grid.origin);
  const mode = modeOf(slab.mode, depths.length, rules.reversed);
  const sample = samplerOf(voxels, across);
  const sums: RowSums = { weight: new Float64Array(plane.columns), total: new Float64Array(plane.columns) };
  const samples = new Float64Array(plane.columns);
  for (let row = 0; row < plane.rows; row++) {
    sums.weight.fill(0);
    sums.total.fill(startOf(mode));
    const begin = plus(corner, scaled(plane.column, plane.pixelMm * row));
    for (const { way, weight } of depths) {
      const start = indexWay(plus(begin, way));
      const line: SampleLine = { start, step: across, ...insideOf(start, across, grid.dims, plane.columns) };
      if (line.from > line.to) continue;
      sample(line, samples);
      gather(sums, samples, line, mode, weight);
    }
    writeRow(sums, mode, padding, out, row * plane.columns);
  }
}
