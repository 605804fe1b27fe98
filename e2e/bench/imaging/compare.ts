import { type Figure, median } from "../figure.ts";
import type { Rate } from "./measure-opening.ts";

/** One opening of one series, as its page timed it. */
export type Opening = {
  readonly firstMs: number;
  readonly allMs: number;
  readonly cpuMs: number;
  readonly loading: Rate | null;
  readonly cached: Rate | null;
  /** What the page holds more than before, over the decoded bytes. */
  readonly memoryRatio: number | null;
  /** Of a peer: frames with a value that is not that of the slice they were made from. */
  readonly wrongFrames: number | null;
};

/** What one viewer did with one syntax in every round, or why it cannot. */
export type Row = {
  readonly viewer: string;
  readonly syntax: string;
  readonly openings: readonly Opening[];
  readonly missing: string | null;
};

/** Two of ours: with prepared packs, and straight from the original bytes. */
export const OWN = ["prepared", "original"] as const;
type Own = (typeof OWN)[number];

/** Of the best peer of the same row in the same run. */
const FIRST_LIMIT = 0.5;
const ALL_LIMIT: Readonly<Record<Own, number>> = { prepared: 0.3, original: 0.75 };
const MEMORY_LIMIT = 1.4;
/** 60 in a second, less what the clock of a display drifts in two seconds. */
const CACHED_PER_SECOND = 59;
/** A frame of a display with 60 Hz, in whole milliseconds. */
const CACHED_P95_MS = 17;
const LOADING_PER_SECOND = 55;

type Kind = {
  readonly name: string;
  readonly unit: Figure["unit"];
  readonly of: (opening: Opening) => number | null;
  readonly limit?: number;
  readonly atLeast?: number;
};

const KINDS: readonly Kind[] = [
  { name: "first image", unit: "ms", of: (opening) => opening.firstMs },
  { name: "all frames", unit: "ms", of: (opening) => opening.allMs },
  { name: "processor time", unit: "ms", of: (opening) => opening.cpuMs },
  { name: "memory / decoded bytes", unit: "×", of: (opening) => opening.memoryRatio, limit: MEMORY_LIMIT },
  { name: "scroll while loading", unit: "/s", of: (opening) => opening.loading?.perSecond ?? null, atLeast: LOADING_PER_SECOND },
  { name: "frame p95 while loading", unit: "ms", of: (opening) => opening.loading?.p95Ms ?? null },
  { name: "scroll when cached", unit: "/s", of: (opening) => opening.cached?.perSecond ?? null, atLeast: CACHED_PER_SECOND },
  { name: "frame p95 when cached", unit: "ms", of: (opening) => opening.cached?.p95Ms ?? null, limit: CACHED_P95_MS },
  // most have none: then there is no such line
  { name: "frames that come out wrong", unit: "frames", of: (opening) => (opening.wrongFrames === 0 ? null : opening.wrongFrames) },
];

const isOwn = (viewer: string): viewer is Own => OWN.some((own) => own === viewer);

const valuesOf = ({ openings }: Row, of: Kind["of"]): number[] =>
  openings.map(of).filter((value) => value !== null && !Number.isNaN(value)) as number[];

/** What was measured of one row; the limits hold for our own rows only. */
export function figuresOf(row: Row): Figure[] {
  const name = `${row.viewer} ${row.syntax}`;
  if (row.missing !== null) return [{ name, unit: "ms", rounds: [], limit: isOwn(row.viewer) ? 0 : null, missing: row.missing }];
  return KINDS.map(({ name: kind, unit, of, limit, atLeast }): Figure => {
    const figure = { name: `${name}: ${kind}`, unit, rounds: valuesOf(row, of), limit: isOwn(row.viewer) ? (limit ?? null) : null };
    return isOwn(row.viewer) && atLeast !== undefined ? { ...figure, atLeast } : figure;
  }).filter(({ rounds }) => rounds.length > 0);
}

/** The peer with the lowest median in this syntax, or null when none shows it. */
export function bestPeer(rows: readonly Row[], syntax: string, of: (opening: Opening) => number): Row | null {
  const peers = rows.filter((row) => row.syntax === syntax && !isOwn(row.viewer) && row.missing === null && row.openings.length > 0);
  const ranked = peers.toSorted((a, b) => median(a.openings.map(of)) - median(b.openings.map(of)));
  return ranked[0] ?? null;
}

/** Our own first image and all frames over the best peer's of the same round, with the limits of the project. */
export function ratiosOf(rows: readonly Row[]): Figure[] {
  return rows
    .filter(({ viewer, missing }) => isOwn(viewer) && missing === null)
    .flatMap((own) => {
      const all = isOwn(own.viewer) ? ALL_LIMIT[own.viewer] : null;
      return [
        ratio(own, rows, "first image", (opening) => opening.firstMs, FIRST_LIMIT),
        ratio(own, rows, "all frames", (opening) => opening.allMs, all),
      ];
    });
}

function ratio(own: Row, rows: readonly Row[], kind: string, of: (opening: Opening) => number, limit: number | null): Figure {
  const best = bestPeer(rows, own.syntax, of);
  const name = `${own.viewer} ${own.syntax}: ${kind} / ${best?.viewer ?? "best peer"}`;
  if (best === null) return { name, unit: "×", rounds: [], limit: null, missing: "no peer shows this syntax" };
  const rounds = own.openings.slice(0, best.openings.length).map((opening, round) => {
    const other = best.openings[round];
    return other === undefined ? Number.NaN : of(opening) / of(other);
  });
  return { name, unit: "×", rounds, limit };
}
