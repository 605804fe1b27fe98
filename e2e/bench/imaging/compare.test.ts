import { expect, test } from "vitest";
import { isMissed } from "../figure.ts";
import { bestPeer, figuresOf, type Opening, type Row, ratiosOf } from "./compare.ts";

const opening = (firstMs: number, allMs: number): Opening => ({
  firstMs,
  allMs,
  cpuMs: allMs,
  loading: null,
  cached: null,
  memoryRatio: null,
  wrongFrames: null,
});

const row = (viewer: string, times: readonly [number, number][], missing: string | null = null): Row => ({
  viewer,
  syntax: "raw",
  openings: times.map(([first, all]) => opening(first, all)),
  missing,
});

const rows = [
  row("prepared", [
    [20, 300],
    [30, 200],
    [40, 100],
  ]),
  row("slow first", [
    [100, 1000],
    [100, 1000],
    [100, 1000],
  ]),
  row("slow all", [
    [50, 2000],
    [50, 2000],
    [50, 2000],
  ]),
  row("broken", [], "no such decoder"),
];

test("the best peer is that of the row and of the figure", () => {
  expect(bestPeer(rows, "raw", ({ firstMs }) => firstMs)?.viewer).toBe("slow all");
  expect(bestPeer(rows, "raw", ({ allMs }) => allMs)?.viewer).toBe("slow first");
  expect(bestPeer(rows, "JPEG-LS", ({ allMs }) => allMs)).toBeNull();
});

test("ratios are those of the same round, and each has the limit of its row", () => {
  const [first, all] = ratiosOf(rows);
  expect(first).toMatchObject({ name: "prepared raw: first image / slow all", rounds: [0.4, 0.6, 0.8], limit: 0.5 });
  expect(all).toMatchObject({ name: "prepared raw: all frames / slow first", rounds: [0.3, 0.2, 0.1], limit: 0.3 });
  expect([first, all].map((one) => one !== undefined && isMissed(one))).toEqual([true, false]);
});

test("straight from the original bytes has a limit of its own", () => {
  const [, all] = ratiosOf([row("original", [[1, 80]]), row("peer", [[1, 100]])]);
  expect(all).toMatchObject({ rounds: [0.8], limit: 0.75 });
});

test("where no peer shows a syntax there is no ratio and nothing is missed", () => {
  const [first] = ratiosOf([row("prepared", [[1, 1]]), row("broken", [], "no such decoder")]);
  expect(first).toMatchObject({ rounds: [], limit: null, missing: "no peer shows this syntax" });
});

test("what a peer does not keep is no miss; a row of ours that cannot be shown is one", () => {
  const slow: Opening = { ...opening(1, 1), cached: { perSecond: 20, p95Ms: 50 }, memoryRatio: 2 };
  expect(figuresOf({ ...row("peer", []), openings: [slow] }).filter(isMissed)).toEqual([]);
  expect(
    figuresOf({ ...row("original", []), openings: [slow] })
      .filter(isMissed)
      .map(({ name }) => name),
  ).toEqual(["original raw: memory / decoded bytes", "original raw: scroll when cached", "original raw: frame p95 when cached"]);
  expect(figuresOf(row("prepared", [], "it broke")).filter(isMissed)).toHaveLength(1);
  expect(figuresOf(row("peer", [], "it broke")).filter(isMissed)).toEqual([]);
});
