import { expect, test } from "vitest";
import { AHEAD, mustReplan, prefetchOrder } from "./prefetch.ts";

const all = () => true;

test("the frame on the screen first, then outward, more of them where the reader is going", () => {
  expect(prefetchOrder(5, 1, 10, all)).toEqual([5, 6, 7, 4, 8, 9, 3, 2, 1, 0]);
  expect(prefetchOrder(5, -1, 10, all)).toEqual([5, 4, 3, 6, 2, 1, 7, 0, 8, 9]);
});

test("who scrolls gets more of what lies ahead", () => {
  expect(prefetchOrder(5, 1, 14, all, AHEAD.scrolling)).toEqual([5, 6, 7, 8, 9, 4, 10, 11, 12, 13, 3, 2, 1, 0]);
});

test("every wanted frame once, none outside, none that is there already", () => {
  const order = prefetchOrder(2, 1, 300, (index) => index % 3 !== 0);
  expect(order).toHaveLength(200);
  expect(new Set(order).size).toBe(200);
  expect(order.every((index) => index % 3 !== 0 && index >= 0 && index < 300)).toBe(true);
  expect(prefetchOrder(0, 1, 0, all)).toEqual([]);
});

test("who scrolls through frames that come in time keeps the plan", () => {
  const isWaiting = (index: number): boolean => index > 130;
  expect([mustReplan(100, 120, 1, isWaiting), mustReplan(100, 125, 1, isWaiting), mustReplan(100, 125, -1, isWaiting)]).toEqual([
    false,
    true,
    false,
  ]);
});

test("a step keeps the plan, a jump makes a new one", () => {
  expect([mustReplan(100, 101, 1, all), mustReplan(100, 40, -1, all)]).toEqual([false, true]);
});
