/** One figure of a bench: the rounds as measured, and what `--check` holds of their median. */
export type Figure = {
  readonly name: string;
  readonly unit: "ms" | "×" | "/s" | "frames" | "MB/s" | "MiB";
  readonly rounds: readonly number[];
  /** At most this. */
  readonly limit: number | null;
  /** At least this. */
  readonly atLeast?: number;
  /** Why there is nothing to measure. */
  readonly missing?: string;
};

/** The middle of the values; of the two in the middle their mean. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  return sorted.length % 2 === 1 ? (sorted[Math.floor(middle)] ?? 0) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
}

/** A figure with a limit that it does not keep; one with a limit and no rounds misses it too. */
export function isMissed({ rounds, limit, atLeast }: Figure): boolean {
  if (limit === null && atLeast === undefined) return false;
  const value = rounds.length === 0 ? Number.NaN : median(rounds);
  return !(value <= (limit ?? Number.POSITIVE_INFINITY) && value >= (atLeast ?? Number.NEGATIVE_INFINITY));
}

/** Median and range of a figure, in one line. */
export function lineOf(figure: Figure): string {
  const { name, unit, rounds, limit, atLeast, missing } = figure;
  if (missing !== undefined) return `${name.padEnd(64)}       –  ${missing}${isMissed(figure) ? "  MISSED" : ""}`;
  const digits = unit === "×" ? 2 : 0;
  const range = `${Math.min(...rounds).toFixed(digits)}–${Math.max(...rounds).toFixed(digits)}`;
  const held = [...(limit === null ? [] : [`limit ${limit}`]), ...(atLeast === undefined ? [] : [`at least ${atLeast}`])].join(", ");
  return `${name.padEnd(64)} ${median(rounds).toFixed(digits).padStart(7)} ${unit} (${range})${held === "" ? "" : `  ${held}`}${isMissed(figure) ? "  MISSED" : ""}`;
}
