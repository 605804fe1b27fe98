/** Frames per second when neither the file nor the reader says one. */
export const DEFAULT_RATE = 10;

/** How long the frame at `index` is shown. */
export type DurationOf = (index: number) => number;

/** The file's own frame times unless a rate is given; frames without a time take the default. */
export function durationsOf(durationsMs: readonly (number | null)[], framesPerSecond: number | null): DurationOf {
  if (framesPerSecond !== null && framesPerSecond > 0) return () => 1000 / framesPerSecond;
  return (index) => durationsMs[index] ?? 1000 / DEFAULT_RATE;
}

/** The frame to show at `now`, from when the one at `index` began to show: late ones are skipped, so that the loop keeps its time. */
export function frameAt(
  index: number,
  shownSinceMs: number,
  nowMs: number,
  count: number,
  durationOf: DurationOf,
): { readonly index: number; readonly sinceMs: number } {
  let [at, since] = [index, shownSinceMs];
  for (let step = 0; step < count; step++) {
    const duration = Math.max(1, durationOf(at));
    if (nowMs - since < duration) return { index: at, sinceMs: since };
    since += duration;
    at = (at + 1) % count;
  }
  // More than a whole round is missing (the window slept): begin again from here.
  return { index: at, sinceMs: nowMs };
}
