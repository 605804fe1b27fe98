import type { Samples } from "./paint.ts";

/** Extremes and percentiles of a frame's stored values, padding left out. */
export type FrameStatistics = { readonly min: number; readonly max: number; readonly percentile1: number; readonly percentile99: number };

type Padding = { readonly from: number; readonly to: number } | null;

const BINS = 65536;

/** Counts by value where the range fits, else by equal steps between the extremes. */
function histogram(
  values: Samples,
  min: number,
  max: number,
  padding: Padding,
): { readonly counts: Uint32Array; readonly step: number; readonly total: number } {
  const whole = !(values instanceof Float32Array || values instanceof Float64Array);
  const step = whole && max - min < BINS ? 1 : (max - min) / (BINS - 1);
  const counts = new Uint32Array(BINS);
  let total = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    if (Number.isNaN(value) || (padding !== null && value >= padding.from && value <= padding.to)) continue;
    const bin = Math.floor((value - min) / step);
    counts[bin] = (counts[bin] ?? 0) + 1;
    total++;
  }
  return { counts, step, total };
}

function valueAt(counts: Uint32Array, rank: number): number {
  let seen = 0;
  for (let bin = 0; bin < counts.length; bin++) {
    seen += counts[bin] ?? 0;
    if (seen > rank) return bin;
  }
  return counts.length - 1;
}

type Words = Uint8Array | Int8Array | Uint16Array | Int16Array;

const isWords = (values: Samples): values is Words =>
  values instanceof Int16Array || values instanceof Uint16Array || values instanceof Uint8Array || values instanceof Int8Array;

/** Values of at most 16 bits are counted in one pass: extremes and percentiles are read from the counts. */
function wordStatistics(values: Words, padding: Padding): FrameStatistics {
  // a place for every value, signed or not
  const zero = values instanceof Int16Array || values instanceof Int8Array ? BINS / 2 : 0;
  const counts = new Uint32Array(BINS);
  for (let i = 0; i < values.length; i++) {
    const bin = (values[i] as number) + zero;
    counts[bin] = (counts[bin] as number) + 1;
  }
  if (padding !== null) counts.fill(0, Math.max(0, Math.ceil(padding.from + zero)), Math.max(0, Math.floor(padding.to + zero) + 1));
  let [first, last, total] = [-1, -1, 0];
  for (let bin = 0; bin < BINS; bin++) {
    const count = counts[bin] as number;
    if (count === 0) continue;
    if (first < 0) first = bin;
    last = bin;
    total += count;
  }
  if (first < 0) return { min: 0, max: 0, percentile1: 0, percentile99: 0 };
  const at = (share: number): number => valueAt(counts, Math.floor(share * (total - 1))) - zero;
  return { min: first - zero, max: last - zero, percentile1: at(0.01), percentile99: at(0.99) };
}

/** Statistics for the fallback windows (T17); a frame of padding alone has zeros. */
export function frameStatistics(values: Samples, padding: Padding): FrameStatistics {
  return isWords(values) ? wordStatistics(values, padding) : anyStatistics(values, padding);
}

function anyStatistics(values: Samples, padding: Padding): FrameStatistics {
  let [min, max] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    if (padding !== null && value >= padding.from && value <= padding.to) continue;
    if (value < min) min = value;
    if (value > max) max = value;
  }
  if (!Number.isFinite(min) || !Number.isFinite(max)) return { min: 0, max: 0, percentile1: 0, percentile99: 0 };
  if (min === max) return { min, max, percentile1: min, percentile99: max };
  const { counts, step, total } = histogram(values, min, max, padding);
  const at = (share: number): number => min + step * valueAt(counts, Math.floor(share * (total - 1)));
  return { min, max, percentile1: at(0.01), percentile99: at(0.99) };
}
