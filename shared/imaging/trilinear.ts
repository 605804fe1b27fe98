import type { Samples } from "./paint.ts";
import type { Triple } from "./volume-grid.ts";
import type { VoxelRules } from "./voxel-rules.ts";

/** Where the samples of a row lie: the voxel index of its first pixel, the way from pixel to pixel, and the pixels that lie in the volume. */
export type SampleLine = { readonly start: Triple; readonly step: Triple; readonly from: number; readonly to: number };

export type SampledVoxels = {
  /** Stored values, image by image, row by row. */
  readonly values: Samples;
  readonly dims: Triple;
  readonly rules: VoxelRules;
};

/** Writes the value of each pixel `from` … `to` of a line; NaN where there is none. */
export type Sampler = (voxels: SampledVoxels, line: SampleLine, out: Float64Array) => void;

/** How far the second voxel of a pair lies in memory; 0 in a direction of one voxel. */
const stride = (count: number, size: number): number => (count > 1 ? size : 0);

/** The first voxel of the last pair. */
const lastPair = (count: number): number => Math.max(0, count - 2);

// Both loops run once per pixel and sample, so they use plain variables and 32-bit integers (`| 0`): a destructured array would be allocated
// each time, and rounding functions double the time. At the upper end a pair is the last one, with a fraction of 1.

/** Where every image has the same meaning and no voxel is padding: eight stored values, weighed by their distances. */
export const samplePlain: Sampler = ({ values, dims }, { start, step, from, to }, out) => {
  const [nx, ny, nz] = dims;
  const [dx, dy, dz] = [stride(nx, 1), stride(ny, nx), stride(nz, nx * ny)];
  const [lastX, lastY, lastZ] = [lastPair(nx), lastPair(ny), lastPair(nz)];
  const [sx, sy, sz] = start;
  const [ux, uy, uz] = step;
  for (let pixel = from; pixel <= to; pixel++) {
    const x = sx + ux * pixel;
    const y = sy + uy * pixel;
    const z = sz + uz * pixel;
    const i = x < lastX ? x | 0 : lastX;
    const j = y < lastY ? y | 0 : lastY;
    const k = z < lastZ ? z | 0 : lastZ;
    const fx = x - i;
    const fy = y - j;
    const near = i + nx * (j + ny * k);
    const far = near + dz;
    const a = values[near] as number;
    const b = values[near + dy] as number;
    const c = values[far] as number;
    const d = values[far + dy] as number;
    const p = a + ((values[near + dx] as number) - a) * fx;
    const q = b + ((values[near + dy + dx] as number) - b) * fx;
    const r = c + ((values[far + dx] as number) - c) * fx;
    const s = d + ((values[far + dy + dx] as number) - d) * fx;
    const first = p + (q - p) * fy;
    out[pixel] = first + (r + (s - r) * fy - first) * (z - k);
  }
};

/** The axis of the volume along which a row's samples lie; null when they lie across several. */
export function axisOf(step: Triple): 0 | 1 | 2 | null {
  const moved = ([0, 1, 2] as const).filter((axis) => Math.abs(step[axis]) > STILL);
  const [only] = moved;
  return moved.length === 1 && only !== undefined ? only : null;
}

/** Voxels from pixel to pixel that add up to nothing, even over the longest row. */
const STILL = 1e-9;

/** `samplePlain` for rows along one axis: the four voxel rows beside them are weighed once, not for every pixel. `row` has room for one and one more. */
export function sampleAlong(
  axis: 0 | 1 | 2,
  { values, dims }: SampledVoxels,
  line: SampleLine,
  row: Float64Array,
  out: Float64Array,
): void {
  const sizes: Triple = [1, dims[0], dims[0] * dims[1]];
  const [p, q] = axis === 0 ? ([1, 2] as const) : axis === 1 ? ([0, 2] as const) : ([0, 1] as const);
  const { start, step, from, to } = line;
  const [i, j] = [Math.min(lastPair(dims[p]), Math.max(0, start[p] | 0)), Math.min(lastPair(dims[q]), Math.max(0, start[q] | 0))];
  const [fp, fq] = [start[p] - i, start[q] - j];
  const [dp, dq] = [stride(dims[p], sizes[p]), stride(dims[q], sizes[q])];
  const [a, b, c, d] = [(1 - fp) * (1 - fq), fp * (1 - fq), (1 - fp) * fq, fp * fq];
  const [size, last] = [sizes[axis], lastPair(dims[axis])];
  const [begin, way] = [start[axis], step[axis]];
  const ends = [begin + way * from, begin + way * to];
  const [low, high] = [Math.max(0, Math.min(...ends) | 0), Math.min(dims[axis] - 1, (Math.max(...ends) | 0) + 1)];
  for (let n = low; n <= high; n++) {
    const at = i * sizes[p] + j * sizes[q] + n * size;
    row[n] =
      a * (values[at] as number) + b * (values[at + dp] as number) + c * (values[at + dq] as number) + d * (values[at + dp + dq] as number);
  }
  for (let pixel = from; pixel <= to; pixel++) {
    const x = begin + way * pixel;
    const n = x < last ? x | 0 : last;
    const before = row[n] as number;
    out[pixel] = before + ((row[n + 1] as number) - before) * (x - n);
  }
}

/** A place between voxels: the first voxel of its eight, and how far beyond it lies in each direction, 0 to 1. */
type Corner = { i: number; j: number; k: number; fx: number; fy: number; fz: number };

/** The value where some of the eight voxels are padding: NaN if the nearest one is; otherwise the others share its weight. */
function valueBesidePadding({ values, dims, rules }: SampledVoxels, { i, j, k, fx, fy, fz }: Corner): number {
  let [value, weight, heaviest, nearestIsTissue] = [0, 0, 0, false];
  for (let corner = 0; corner < 8; corner++) {
    const [right, below, next] = [corner & 1, (corner >> 1) & 1, corner >> 2];
    const share = (right === 1 ? fx : 1 - fx) * (below === 1 ? fy : 1 - fy) * (next === 1 ? fz : 1 - fz);
    // beyond the last voxel of a direction there is nothing to read, and its share is none
    if (share <= 0) continue;
    const image = k + next;
    const stored = values[i + right + dims[0] * (j + below + dims[1] * image)] as number;
    const isTissue = !(stored >= (rules.paddingFrom[image] as number) && stored <= (rules.paddingTo[image] as number));
    if (share > heaviest) [heaviest, nearestIsTissue] = [share, isTissue];
    if (!isTissue) continue;
    value += share * (stored * (rules.slopes[image] as number) + (rules.intercepts[image] as number));
    weight += share;
  }
  return nearestIsTissue ? value / weight : Number.NaN;
}

/** The same where images have a rescale of their own, or padding: padding is no tissue and takes no part. */
export const sampleCarefully: Sampler = (voxels, { start, step, from, to }, out) => {
  const { values, dims, rules } = voxels;
  const { slopes, intercepts, paddingFrom, paddingTo } = rules;
  const [nx, ny, nz] = dims;
  const [dx, dy, dz] = [stride(nx, 1), stride(ny, nx), stride(nz, nx * ny)];
  const [lastX, lastY, lastZ] = [lastPair(nx), lastPair(ny), lastPair(nz)];
  const [sx, sy, sz] = start;
  const [ux, uy, uz] = step;
  const corner: Corner = { i: 0, j: 0, k: 0, fx: 0, fy: 0, fz: 0 };
  for (let pixel = from; pixel <= to; pixel++) {
    const x = sx + ux * pixel;
    const y = sy + uy * pixel;
    const z = sz + uz * pixel;
    const i = x < lastX ? x | 0 : lastX;
    const j = y < lastY ? y | 0 : lastY;
    const k = z < lastZ ? z | 0 : lastZ;
    const next = nz > 1 ? k + 1 : k;
    const near = i + nx * (j + ny * k);
    const far = near + dz;
    const a = values[near] as number;
    const b = values[near + dx] as number;
    const c = values[near + dy] as number;
    const d = values[near + dy + dx] as number;
    const e = values[far] as number;
    const f = values[far + dx] as number;
    const g = values[far + dy] as number;
    const h = values[far + dy + dx] as number;
    let low = paddingFrom[k] as number;
    let high = paddingTo[k] as number;
    let padded = (a >= low && a <= high) || (b >= low && b <= high) || (c >= low && c <= high) || (d >= low && d <= high);
    low = paddingFrom[next] as number;
    high = paddingTo[next] as number;
    padded ||= (e >= low && e <= high) || (f >= low && f <= high) || (g >= low && g <= high) || (h >= low && h <= high);
    const fx = x - i;
    const fy = y - j;
    if (padded) {
      corner.i = i;
      corner.j = j;
      corner.k = k;
      corner.fx = fx;
      corner.fy = fy;
      corner.fz = z - k;
      out[pixel] = valueBesidePadding(voxels, corner);
    } else {
      const p = a + (b - a) * fx;
      const q = e + (f - e) * fx;
      const first = (p + (c + (d - c) * fx - p) * fy) * (slopes[k] as number) + (intercepts[k] as number);
      const second = (q + (g + (h - g) * fx - q) * fy) * (slopes[next] as number) + (intercepts[next] as number);
      out[pixel] = first + (second - first) * (z - k);
    }
  }
};
