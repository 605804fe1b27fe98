import { decodedFrameBytes } from "../dicom/frame-size.ts";
import type { FrameLook, FrameRecord, SeriesFrames } from "./frame-table.ts";
import { type ImagePlane, lengthOf, type MmSpacing, pointInPatient, subtract } from "./image-plane.ts";
import { LEAST_POSITIONS, TILT_DEGREES } from "./series-order.ts";
import { patientSpacing } from "./spacing.ts";
import { unit } from "./vector.ts";
import { pointOfVoxel, smallestSpacing, type Triple, type VolumeGrid } from "./volume-grid.ts";
import type { VolumeRefusal } from "./volume-refusal.ts";

/** A series as one volume: image k of the volume is frame k of the series. */
export type RegularVolume = {
  readonly grid: VolumeGrid;
  /** Memory of its stored values. */
  readonly bytes: number;
};

export type VolumeDecision =
  | { readonly ok: true; readonly volume: RegularVolume }
  | { readonly ok: false; readonly refusal: VolumeRefusal };

/**
 * How far a corner of an image may lie from where the regular grid puts it, in parts of the smallest spacing. At a tenth a place is found again
 * within one voxel with room to spare (P4), and a distance of 40 voxels and more is off by less than 0.5 % (P27) even if both ends err apart.
 */
const GRID_TOLERANCE = 0.1;

type Placed = { readonly plane: ImagePlane; readonly look: FrameLook; readonly spacing: MmSpacing };

const refuse = (refusal: VolumeRefusal): VolumeDecision => ({ ok: false, refusal });

const lookOf = (series: SeriesFrames, { look }: FrameRecord): FrameLook | null => (look === null ? null : (series.looks[look] ?? null));

const differ = <T>(values: readonly T[], nameOf: (value: T) => string): boolean => new Set(values.map(nameOf)).size > 1;

const sizeOf = ({ pixel }: FrameLook): string => `${pixel.columns} × ${pixel.rows}`;

/** Values that may stand side by side in one array and under one window. A Modality LUT table is not linear: between its inputs lies nothing. */
const valuesOf = ({ pixel, modality, quantity, inverted }: FrameLook): string =>
  [pixel.signed, pixel.bitsAllocated, pixel.numberType, modality.kind === "table", quantity.name, quantity.unit, inverted].join("|");

/** What the frames' own facts forbid, wherever they lie. */
function lookRefusal(looks: readonly FrameLook[], frames: readonly FrameRecord[]): VolumeRefusal | null {
  if (looks.some(({ pixel, palette }) => pixel.samplesPerPixel === 3 || palette !== null)) return { kind: "colour" };
  if (differ(looks, sizeOf)) return { kind: "mixed", what: "sizes" };
  if (differ(frames, ({ stack }) => stack)) return { kind: "mixed", what: "stacks" };
  if (differ(looks, valuesOf) || looks.some(({ modality }) => modality.kind === "table")) return { kind: "mixed", what: "kinds of values" };
  return null;
}

/** What the order of the series has already found out about its stack. */
function stackRefusal({ stack }: SeriesFrames): VolumeRefusal | null {
  if (stack.kind === "loop" || stack.kind === "loose")
    return { kind: "no-geometry", why: stack.mprRefusal ?? "the file does not say where the images lie" };
  if (stack.positions < LEAST_POSITIONS) return { kind: "few", images: stack.positions, least: LEAST_POSITIONS };
  if (stack.kind === "phases") return { kind: "phases", phases: stack.phases };
  if (stack.shearDegrees > TILT_DEGREES) return { kind: "tilt", degrees: stack.shearDegrees };
  if (stack.gaps.length > 0) return { kind: "gap", gaps: stack.gaps, usualMm: stack.spacingMm ?? 0 };
  return stack.uniform ? null : { kind: "uneven", image: null };
}

function gridOf(frames: readonly Placed[]): VolumeGrid | null {
  const [first, last] = [frames[0], frames.at(-1)];
  if (first === undefined || last === undefined) return null;
  const way = subtract(last.plane.position, first.plane.position);
  return {
    origin: first.plane.position,
    directions: [unit(first.plane.row), unit(first.plane.column), unit(way)],
    spacing: [first.spacing.columnMm, first.spacing.rowMm, lengthOf(way) / (frames.length - 1)],
    dims: [first.look.pixel.columns, first.look.pixel.rows, frames.length],
  };
}

/** The index of the first frame one of whose corners lies elsewhere than the grid says: jumps, turns and drifts that steps alone do not show. */
function firstAstray(grid: VolumeGrid, frames: readonly Placed[]): number | null {
  const toleranceMm = GRID_TOLERANCE * smallestSpacing(grid);
  const [columns, rows] = [grid.dims[0] - 1, grid.dims[1] - 1];
  const corners: readonly (readonly [number, number])[] = [
    [0, 0],
    [columns, 0],
    [0, rows],
  ];
  const astray = frames.findIndex(({ plane, spacing }, image) =>
    corners.some(([column, row]) => {
      const index: Triple = [column, row, image];
      const off = subtract(pointInPatient(plane, spacing, column, row), pointOfVoxel(grid, index));
      return lengthOf(off) > toleranceMm;
    }),
  );
  return astray < 0 ? null : astray;
}

/**
 * Whether a series is a regular volume from which other planes may be cut, within `budgetBytes` of memory; otherwise why not (T5). Distances come
 * from the positions of the images, never from their thickness.
 */
export function regularVolume(series: SeriesFrames, budgetBytes: number): VolumeDecision {
  const lost = series.frames.findIndex(({ fault, place }) => fault !== null || place === null);
  if (lost >= 0) return refuse({ kind: "unreadable", image: lost + 1 });
  const refusal = lookRefusal(series.looks, series.frames) ?? stackRefusal(series);
  if (refusal !== null) return refuse(refusal);
  const frames = series.frames.flatMap((frame): Placed[] => {
    const look = lookOf(series, frame);
    const spacing = look === null ? null : patientSpacing(look.calibration);
    return look === null || spacing === null || frame.plane === null ? [] : [{ plane: frame.plane, look, spacing }];
  });
  const grid = frames.length === series.frames.length ? gridOf(frames) : null;
  if (grid === null) return refuse({ kind: "no-geometry", why: "the distances between pixels are not known for every image" });
  const astray = firstAstray(grid, frames);
  if (astray !== null) {
    const spacings = differ(frames, ({ spacing }) => `${spacing.rowMm} ${spacing.columnMm}`);
    return refuse(spacings ? { kind: "mixed", what: "pixel spacings" } : { kind: "uneven", image: astray + 1 });
  }
  const bytes = frames.reduce((sum, { look }) => sum + decodedFrameBytes(look.pixel), 0);
  return bytes > budgetBytes ? refuse({ kind: "too-large", bytes, budgetBytes }) : { ok: true, volume: { grid, bytes } };
}
