import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import type { BenchOptions } from "../bench-command.ts";
import type { Figure } from "../figure.ts";
import { type BenchSeries, makeBenchSeries, OPEN_BEFORE } from "./bench-series.ts";
import { figuresOf, type Opening, OWN, type Row, ratiosOf } from "./compare.ts";
import { type Ask, startOwnViewer, type Viewer } from "./own-viewer.ts";
import { startPeerViewers } from "./peer-viewers.ts";

type Say = (line: string) => void;

const FULL = { slices: 300, rounds: 5 };
/** For `--check`: what starting a viewer costs weighs more in it than in the full form. */
const SHORT = { slices: 100, rounds: 3 };
const SCROLL_MS = 2_000;
/** Scrolling takes its time: it is asked where it tells the most. */
const SCROLLED = ["raw", "JPEG-LS"];
/** The browser counts memory only after it has waited long for a garbage collection: asked in the last round, of peers for one syntax. */
const WEIGHED_OWN = ["raw", "JPEG-LS"];
const WEIGHED_PEERS = ["raw"];

const cache = path.resolve(import.meta.dirname, "../../../.cache/bench-imaging");

type At = { readonly slices: number; readonly round: number; readonly isLast: boolean; readonly say: Say };

type Results = Map<string, { viewer: string; syntax: string; openings: Opening[]; missing: string | null }>;

/** Every viewer opens the series once, then scrolls through it in a second opening where that is asked. */
async function openOnce(viewer: Viewer, series: BenchSeries, { slices, isLast }: At): Promise<Opening> {
  const isOwn = OWN.some((own) => own === viewer.name);
  const isWeighed = (isOwn ? WEIGHED_OWN : WEIGHED_PEERS).includes(series.syntax.name);
  const ask: Ask = { slices, scrollMs: null, withMemory: isLast && isWeighed };
  const opening = await viewer.open(series, ask);
  if (!SCROLLED.includes(series.syntax.name)) return opening;
  // a scrolled opening is slower: its times do not count
  const { loading, cached } = await viewer.open(series, { slices, scrollMs: SCROLL_MS, withMemory: false });
  return { ...opening, loading, cached };
}

const rateOf = (rate: Opening["cached"]): string =>
  rate === null ? "" : `${rate.perSecond.toFixed(0)}/s (p95 ${rate.p95Ms.toFixed(0)} ms)`;
const scrolled = ({ loading, cached }: Opening): string =>
  cached === null ? "" : `, scroll ${rateOf(loading)} while loading, ${rateOf(cached)} cached`;

async function runRound(viewers: readonly Viewer[], all: readonly BenchSeries[], results: Results, at: At) {
  for (const series of all) {
    for (const viewer of viewers) {
      const { name: syntax } = series.syntax;
      const key = `${viewer.name} ${syntax}`;
      const row = results.get(key) ?? { viewer: viewer.name, syntax, openings: [], missing: null };
      results.set(key, row);
      if (row.missing !== null) continue;
      try {
        const opening = await openOnce(viewer, series, at);
        row.openings.push(opening);
        at.say(`round ${at.round}, ${key}: first ${opening.firstMs.toFixed(0)} ms, all ${opening.allMs.toFixed(0)} ms${scrolled(opening)}`);
      } catch (error) {
        row.missing = (error instanceof Error ? error.message : String(error)).split("\n")[0] ?? "";
        at.say(`round ${at.round}, ${key}: – ${row.missing}`);
      }
    }
  }
}

/** A folder that leads to the series that are asked for, and to the one that is open before: a case of a few is downloaded sooner. */
function folderOf(dir: string, series: string, asked: readonly BenchSeries[]): string {
  const folder = path.join(dir, "asked");
  fs.mkdirSync(folder);
  for (const name of [OPEN_BEFORE, ...asked.map(({ syntax }) => syntax.name)])
    fs.symlinkSync(path.join(series, name), path.join(folder, name), "dir");
  return folder;
}

/**
 * First image, all frames, scrolling, processor time and memory of one series in six codings, out of sealed vaults through the real window:
 * one vault with prepared packs, one without; with `peers` other viewers in the same browser between them, and the ratios to the best.
 */
export async function benchImaging(say: Say, { peers, short, only }: BenchOptions): Promise<readonly Figure[]> {
  const { slices, rounds } = short ? SHORT : FULL;
  say(`${slices} slices of 512 × 512 × 16 bit, ${rounds} rounds${short ? " (short form; the full one has 300 slices and 5 rounds)" : ""}`);
  const series = path.join(cache, String(slices));
  const all = await makeBenchSeries(series, { slices, say });
  const asked = all.filter(({ syntax }) => only?.includes(syntax.name) ?? true);
  if (asked.length === 0) throw new Error(`--only takes ${all.map(({ syntax }) => syntax.name).join(", ")}`);
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), "overread-bench-imaging-"));
  const viewers: Viewer[] = [];
  const results: Results = new Map();
  try {
    const ownSeries = folderOf(dir, series, asked);
    const prepared = await startOwnViewer("prepared", { dir: path.join(dir, "prepared"), series: ownSeries, say });
    viewers.push(prepared);
    const original = await startOwnViewer("original", { dir: path.join(dir, "original"), series: ownSeries, say });
    viewers.push(original);
    if (peers) viewers.push(...(await startPeerViewers(prepared.browser, { dir, series, all, say })));
    for (let round = 1; round <= rounds; round++) await runRound(viewers, asked, results, { slices, round, isLast: round === rounds, say });
  } finally {
    for (const viewer of viewers) await viewer.close();
    fs.rmSync(dir, { recursive: true, force: true });
  }
  const rows: readonly Row[] = [...results.values()];
  return [...rows.flatMap(figuresOf), ...(peers ? ratiosOf(rows) : [])];
}
