import type { SeriesFrames } from "./frame-table.ts";
import { angleBetween, dot, normalOf, type Vector } from "./image-plane.ts";

/** Stacks that are turned further against each other show different things at the same depth. */
const MAX_TURN_DEGREES = 15;

/** Two places that belong together, one in each series: how somebody has aligned what has no frame of reference in common (P3). */
export type Alignment = { readonly from: Vector; readonly to: Vector };

const SAME: Alignment = { from: [0, 0, 0], to: [0, 0, 0] };

const isLinkable = ({ stack }: SeriesFrames): boolean => stack.kind === "volume" || stack.kind === "phases";

/** Both say their positions in the same frame of reference (PS3.3 C.7.4.1): a millimetre in one is the same place in the other. */
export const shareReference = (a: SeriesFrames, b: SeriesFrames): boolean =>
  a.frameOfReferenceUid !== null && a.frameOfReferenceUid !== "" && a.frameOfReferenceUid === b.frameOfReferenceUid;

/** Where a frame lies in the patient; null where nothing says so. */
export const placeOf = (series: SeriesFrames, index: number): Vector | null => series.frames[index]?.plane?.position ?? null;

/**
 * The frame of `to` at the depth of frame `index` of `from`, in mm along the normal of the latter; among several at one depth (phases) one of
 * the phase of `current`. Without a common frame of reference `alignment` says what belongs together. Null when the two cannot be linked.
 */
export function linkedFrame(
  from: SeriesFrames,
  index: number,
  to: SeriesFrames,
  current: number,
  alignment: Alignment | null,
): number | null {
  const plane = from.frames[index]?.plane;
  if (plane == null || !isLinkable(from) || !isLinkable(to)) return null;
  const normal = normalOf(plane);
  const turn = to.frames.find((frame) => frame.plane !== null)?.plane;
  if (turn == null) return null;
  const degrees = angleBetween(normal, normalOf(turn));
  if (Math.min(degrees, 180 - degrees) > MAX_TURN_DEGREES) return null;
  const aligned = shareReference(from, to) ? SAME : alignment;
  if (aligned === null) return null;
  const offsetMm = dot(aligned.to, normal) - dot(aligned.from, normal);
  return nearestFrame(to, normal, dot(plane.position, normal) + offsetMm, to.frames[current]?.phase ?? 0);
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
