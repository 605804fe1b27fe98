import type { SeriesFrames } from "./frame-table.ts";
import { normalOf, pointInImage, type Vector } from "./image-plane.ts";
import type { PlacedImage } from "./reference-line.ts";
import { dot, subtract } from "./vector.ts";

/** A place on an image in pixels: 0,0 is the upper left corner of its first pixel. */
type Place = { readonly x: number; readonly y: number };

/** A point farther from an image than half its slice lies on another one; where no distance is known, than this. */
const LEAST_REACH_MM = 0.5;

/**
 * The frame of a series that lies nearest to a point of the patient, measured across the frame; among several at one place (phases) one of the
 * phase of `current`. Null for a series whose frames say no place.
 */
export function frameAt(series: SeriesFrames, point: Vector, current: number): number | null {
  const phase = series.frames[current]?.phase ?? 0;
  let [nearest, least]: [number | null, number] = [null, Number.POSITIVE_INFINITY];
  series.frames.forEach(({ plane, phase: own }, index) => {
    if (plane === null || own !== phase) return;
    const away = Math.abs(dot(subtract(point, plane.position), normalOf(plane)));
    if (away < least) [nearest, least] = [index, away];
  });
  return nearest;
}

/** Where a point of the patient lies on an image; null when it lies beside it, or farther before or behind it than half a slice (P4). */
export function pointOn(image: PlacedImage, point: Vector, sliceMm: number | null): Place | null {
  const { column, row, distanceMm } = pointInImage(image.plane, image.spacing, point);
  const [x, y] = [column + 0.5, row + 0.5];
  const isBeside = x < 0 || y < 0 || x > image.columns || y > image.rows;
  return isBeside || Math.abs(distanceMm) > Math.max(LEAST_REACH_MM, (sliceMm ?? 0) / 2) + 1e-6 ? null : { x, y };
}
