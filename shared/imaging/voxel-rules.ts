import type { PixelFacts } from "../dicom/pixel-facts.ts";
import type { FrameStatistics } from "./frame-statistics.ts";
import type { FrameLook, SeriesFrames } from "./frame-table.ts";
import { modalityValue } from "./modality-lut.ts";

/** How stored values of each image become values of a plane. Arrays have one entry per image. */
export type VoxelRules = {
  /** Value = stored × slope + intercept. Ones and zeros where all images share one rescale: planes then hold stored values as frames do. */
  readonly slopes: Float64Array<ArrayBuffer>;
  readonly intercepts: Float64Array<ArrayBuffer>;
  /** Stored values from … to are no tissue; from above to where there are none. */
  readonly paddingFrom: Float64Array<ArrayBuffer>;
  readonly paddingTo: Float64Array<ArrayBuffer>;
  /** Each image has its own rescale (PET): planes hold modality values. */
  readonly rescaled: boolean;
  /** The darkest of the plane's values is the largest of the modality's: a shared slope below zero. */
  readonly reversed: boolean;
};

/** How the values of a plane look: like a frame's, so that the same code makes them grey. */
export type PlaneForm = {
  readonly look: FrameLook;
  /** Stands where the plane shows nothing of the volume, or only padding. No tissue of the volume has it. */
  readonly padding: number;
  /** Of the middle image, in the values of the plane: what windows are chosen by. */
  readonly statistics: FrameStatistics;
};

const lookOf = (series: SeriesFrames, image: number): FrameLook | null => series.looks[series.frames[image]?.look ?? -1] ?? null;

const rescaleOf = (look: FrameLook | null): string => {
  const modality = look?.modality;
  return modality?.kind === "rescale" ? `${modality.slope} ${modality.intercept}` : "";
};

/** The rules of a series that is a regular volume (`regularVolume`: no table among its Modality LUTs). */
export function voxelRules(series: SeriesFrames): VoxelRules {
  const looks = series.frames.map((_, image) => lookOf(series, image));
  const rescaled = looks.some((look) => rescaleOf(look) !== rescaleOf(looks[0] ?? null));
  const first = looks[0]?.modality;
  const intercepts = looks.map((look) => (rescaled && look !== null ? modalityValue(look.modality, 0) : 0));
  const slopes = looks.map((look, i) => (rescaled && look !== null ? modalityValue(look.modality, 1) - (intercepts[i] ?? 0) : 1));
  return {
    slopes: Float64Array.from(slopes),
    intercepts: Float64Array.from(intercepts),
    paddingFrom: Float64Array.from(looks, (look) => look?.padding?.from ?? Number.POSITIVE_INFINITY),
    paddingTo: Float64Array.from(looks, (look) => look?.padding?.to ?? Number.NEGATIVE_INFINITY),
    rescaled,
    reversed: !rescaled && first?.kind === "rescale" && first.slope < 0,
  };
}

/** Far below every value of a modality, and exact in 32 bits. */
const FLOAT_PADDING = -(2 ** 100);

/** A whole number of the stored type that lies outside the values of the volume; null when both ends are taken. */
function freeValue({ bitsAllocated, signed }: PixelFacts, min: number, max: number): number | null {
  const [low, high] = signed ? [-(2 ** (bitsAllocated - 1)), 2 ** (bitsAllocated - 1) - 1] : [0, 2 ** bitsAllocated - 1];
  if (min > low) return min - 1;
  return max < high ? max + 1 : null;
}

/** Whole numbers of up to 16 bits stay what they are, rounded to the nearest: one table look-up makes them grey. All else is 32-bit float. */
function storageOf(look: FrameLook, rescaled: boolean, min: number, max: number): { readonly pixel: PixelFacts; readonly padding: number } {
  const { pixel } = look;
  const free = rescaled || pixel.numberType !== "integer" || pixel.bitsAllocated > 16 ? null : freeValue(pixel, min, max);
  return free === null
    ? { pixel: { ...pixel, numberType: "float", bitsAllocated: 32, bitsStored: 32, highBit: 31 }, padding: FLOAT_PADDING }
    : { pixel, padding: free };
}

const lossyOf = (looks: readonly FrameLook[]): FrameLook["lossy"] => looks.find(({ lossy }) => lossy !== null)?.lossy ?? null;

/**
 * The look of the planes of a volume. `min` and `max` are the extremes of its stored values without padding, `middle` the statistics of the
 * middle image. A plane is as lossy as the worst of its images.
 */
export function planeForm(series: SeriesFrames, min: number, max: number, middle: FrameStatistics): PlaneForm | null {
  const image = Math.floor((series.frames.length - 1) / 2);
  const look = lookOf(series, image);
  if (look === null) return null;
  const { rescaled } = voxelRules(series);
  const { pixel, padding } = storageOf(look, rescaled, min, max);
  const planeValue = (stored: number): number => (rescaled ? modalityValue(look.modality, stored) : stored);
  return {
    look: {
      ...look,
      pixel,
      modality: rescaled ? { kind: "identity" } : look.modality,
      padding: { from: padding, to: padding },
      lossy: lossyOf(series.looks),
      warnings: [...new Set(series.looks.flatMap(({ warnings }) => warnings))],
    },
    padding,
    statistics: {
      min: planeValue(middle.min),
      max: planeValue(middle.max),
      percentile1: planeValue(middle.percentile1),
      percentile99: planeValue(middle.percentile99),
    },
  };
}
