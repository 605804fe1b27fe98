import { expect, test } from "vitest";
import type { ReadyFrame } from "./decode/decode-pool.ts";
import { FrameCache } from "./frame-cache.ts";

const frameOf = (bytes: number): ReadyFrame => ({
  frame: { rows: 1, columns: bytes, samples: 1, photometric: "MONOCHROME2", values: new Uint8Array(bytes) },
  statistics: { min: 0, max: 0, percentile1: 0, percentile99: 0 },
});

const owner = (center: number) => {
  const gone: number[] = [];
  return { gone, distance: (index: number) => Math.abs(index - center), evicted: (index: number) => void gone.push(index) };
};

test("the budget counts bytes; the frame farthest from what is looked at goes first, and its owner is told", () => {
  const cache = new FrameCache(300);
  const series = owner(5);
  for (const index of [5, 9, 4]) cache.put(series, index, frameOf(100));
  cache.put(series, 6, frameOf(100));
  expect(series.gone).toEqual([9]);
  expect([5, 9, 4, 6].map((index) => cache.get(series, index) !== null)).toEqual([true, false, true, true]);
  expect(cache.usedBytes).toBe(300);
});

test("a frame is found by its owner only: another list with the same number finds nothing", () => {
  const cache = new FrameCache(1000);
  const [before, after] = [owner(0), owner(0)];
  cache.put(before, 3, frameOf(10));
  expect(cache.get(after, 3)).toBeNull();
  cache.dropOwner(before);
  expect([cache.get(before, 3), cache.usedBytes]).toEqual([null, 0]);
});

test("purge leaves nothing, and a frame larger than the budget is not kept", () => {
  const cache = new FrameCache(50);
  const series = owner(0);
  cache.put(series, 0, frameOf(60));
  expect([cache.get(series, 0), series.gone]).toEqual([null, [0]]);
  cache.put(series, 1, frameOf(40));
  cache.purge();
  expect([cache.get(series, 1), cache.usedBytes]).toEqual([null, 0]);
});
