import { dot, normalOf, subtract, type Vector } from "./image-plane.ts";
import type { ReslicePlane } from "./reslice-plane.ts";
import { type SampledVoxels, sampleCarefully, samplePlain } from "./trilinear.ts";
import { inverseSteps, plus, scaled, smallestSpacing, type Triple, type VolumeGrid } from "./volume-grid.ts";

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

/** Depths of the samples of a slab in mm before and behind its middle: no further apart than half the smallest spacing, so that none is skipped. */
export function slabDepths(grid: VolumeGrid, thicknessMm: number): number[] {
  const steps = Math.ceil(thicknessMm / (smallestSpacing(grid) / 2));
  return steps <= 0 ? [0] : Array.from({ length: steps + 1 }, (_, i) => thicknessMm * (i / steps - 0.5));
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

/** What the samples of a row have come to, one entry per pixel: their sum, largest or smallest; for the mean also how many there were. */
type RowSums = { readonly count: Uint16Array; readonly total: Float64Array };

const startOf = (mode: SlabMode): number => (mode === "mean" ? 0 : mode === "max" ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY);

/** Adds the samples of one depth to a row. NaN is no sample: no comparison with it holds. */
function gather({ count, total }: RowSums, samples: Float64Array, from: number, to: number, mode: SlabMode): void {
  const [isMean, isMax] = [mode === "mean", mode === "max"];
  for (let pixel = from; pixel <= to; pixel++) {
    const value = samples[pixel] as number;
    const before = total[pixel] as number;
    if (!isMean) {
      if (isMax ? value > before : value < before) total[pixel] = value;
    } else if (!Number.isNaN(value)) {
      total[pixel] = before + value;
      count[pixel] = (count[pixel] as number) + 1;
    }
  }
}

function writeRow({ count, total }: RowSums, mode: SlabMode, padding: number, out: PlaneValues, at: number): void {
  const isMean = mode === "mean";
  const whole = !(out instanceof Float32Array);
  for (let pixel = 0; pixel < total.length; pixel++) {
    // the mean of no sample is 0 / 0
    const value = isMean ? (total[pixel] as number) / (count[pixel] as number) : (total[pixel] as number);
    out[at + pixel] = Number.isFinite(value) ? (whole ? Math.floor(value + 0.5) : value) : padding;
  }
}

/** The largest of one sample is that sample. The greatest modality value is the least stored one where the rescale falls. */
function modeOf(mode: SlabMode, depths: number, reversed: boolean): SlabMode {
  if (depths === 1) return "max";
  if (mode === "mean" || !reversed) return mode;
  return mode === "max" ? "min" : "max";
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
  const down = scaled(plane.column, plane.pixelMm);
  const depths = slabDepths(grid, slab.thicknessMm).map((mm) => scaled(normalOf(plane), mm));
  const corner = subtract(plane.position, grid.origin);
  const mode = modeOf(slab.mode, depths.length, rules.reversed);
  const sampled: SampledVoxels = { values: voxels.values, dims: grid.dims, rules };
  const sample = voxels.hasPadding || rules.rescaled ? sampleCarefully : samplePlain;
  const sums: RowSums = { count: new Uint16Array(plane.columns), total: new Float64Array(plane.columns) };
  const samples = new Float64Array(plane.columns);
  for (let row = 0; row < plane.rows; row++) {
    sums.count.fill(0);
    sums.total.fill(startOf(mode));
    const begin = plus(corner, scaled(down, row));
    for (const depth of depths) {
      const start = indexWay(plus(begin, depth));
      const { from, to } = insideOf(start, across, grid.dims, plane.columns);
      sample(sampled, { start, step: across, from, to }, samples);
      gather(sums, samples, from, to, mode);
    }
    writeRow(sums, mode, padding, out, row * plane.columns);
  }
}
