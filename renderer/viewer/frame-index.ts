import type { SeriesFrames } from "#shared/imaging/frame-table.ts";

/** The nearest frame that the series has. */
export const clampIndex = (index: number, series: SeriesFrames): number =>
  Math.max(0, Math.min(series.frames.length - 1, Math.trunc(index)));

/** Where a frame of one list stands in another list of the same series; its index when it is not there. */
export function sameFrame(before: SeriesFrames, index: number, after: SeriesFrames): number {
  const frame = before.frames[index];
  const key = frame === undefined ? undefined : before.instances[frame.instance]?.instanceKey;
  const found = after.frames.findIndex(
    (other) => other.frameNumber === frame?.frameNumber && after.instances[other.instance]?.instanceKey === key,
  );
  return found < 0 ? index : found;
}
