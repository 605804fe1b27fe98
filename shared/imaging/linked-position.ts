import type { SeriesFrames } from "./frame-table.ts";
import { angleBetween, dot, normalOf, subtract, type Vector } from "./image-plane.ts";

/** Stacks that are turned further against each other show different things at the same depth. */
const MAX_TURN_DEGREES = 15;

const NO_SHIFT: Vector = [0, 0, 0];

const isStack = ({ stack }: SeriesFrames): boolean => stack.kind === "volume" || stack.kind === "phases";

/** Both say their positions in the same frame of reference (PS3.3 C.7.4.1): a millimetre in one is the same place in the other. */
export const shareReference = (a: SeriesFrames, b: SeriesFrames): boolean =>
  a.frameOfReferenceUid !== null && a.frameOfReferenceUid !== "" && a.frameOfReferenceUid === b.frameOfReferenceUid;

/** Where a frame lies in the patient; null where nothing says so. */
export const placeOf = (series: SeriesFrames, index: number): Vector | null => series.frames[index]?.plane?.position ?? null;

/** The normal of this frame, along which two stacks can go together; null where a position is missing, for loops and across planes. */
function commonNormal(from: SeriesFrames, index: number, to: SeriesFrames): Vector | null {
  const plane = from.frames[index]?.plane;
  const turn = to.frames.find((frame) => frame.plane !== null)?.plane;
  if (plane == null || turn == null || !isStack(from) || !isStack(to)) return null;
  const normal = normalOf(plane);
  const degrees = angleBetween(normal, normalOf(turn));
  return Math.min(degrees, 180 - degrees) > MAX_TURN_DEGREES ? null : normal;
}

/**
 * The shift in mm by which two series lie to each other as they stand, from a place of `from` to the same place of `to`: what aligning by hand
 * means (P3). Null where a frame of reference says it already, and where the two cannot be linked.
 */
export function shiftAsTheyStand(from: SeriesFrames, index: number, to: SeriesFrames, toIndex: number): Vector | null {
  const [here, there] = [placeOf(from, index), placeOf(to, toIndex)];
  if (here === null || there === null || shareReference(from, to) || commonNormal(from, index, to) === null) return null;
  return subtract(there, here);
}

/**
 * The frame of `to` at the depth of frame `index` of `from`, in mm along the normal of the latter; among several at one depth (phases) one of
 * the phase of `current`. Without a common frame of reference `shiftMm` says how the two lie to each other. Null when they cannot be linked.
 */
export function linkedFrame(from: SeriesFrames, index: number, to: SeriesFrames, current: number, shiftMm: Vector | null): number | null {
  const [place, normal] = [placeOf(from, index), commonNormal(from, index, to)];
  const shift = shareReference(from, to) ? NO_SHIFT : shiftMm;
  if (place === null || normal === null || shift === null) return null;
  return nearestFrame(to, normal, dot(place, normal) + dot(shift, normal), to.frames[current]?.phase ?? 0);
}

function nearestFrame(series: SeriesFrames, normal: Vector, depthMm: number, phase: number): number | null {
  let [nearest, least]: [number | null, number] = [null, Number.POSITIVE_INFINITY];
  series.frames.forEach((frame, index) => {
    if (frame.plane === null || frame.phase !== phase) return;
    const away = Math.abs(dot(frame.plane.position, normal) - depthMm);
    if (away < least) [nearest, least] = [index, away];
  });
  return nearest;
}
