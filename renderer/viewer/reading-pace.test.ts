import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { ReadingPace } from "./reading-pace.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Steps at these times in ms, then rest; what was told, and when. */
function toldFor(stepsMs: readonly number[]): readonly string[] {
  const told: string[] = [];
  const began = performance.now();
  const pace = new ReadingPace((now) => told.push(`${now} ${Math.round(performance.now() - began)}`));
  for (const at of stepsMs) {
    vi.advanceTimersByTime(at - (performance.now() - began));
    pace.stepped();
  }
  vi.advanceTimersByTime(1_000);
  pace.close();
  return told;
}

beforeEach(() => vi.advanceTimersByTime(10_000));

test("T20 a single step slows nothing", () => {
  expect(toldFor([0])).toEqual([]);
  expect(toldFor([0, 400])).toEqual([]);
});

test("T20 from the second step on streams go gently, and in full a quarter of a second after the last one", () => {
  expect(toldFor([0, 16, 32, 48, 290])).toEqual(["gentle 16", "full 540"]);
});

test("T20 after a rest it begins anew", () => {
  expect(toldFor([0, 16, 800, 900])).toEqual(["gentle 16", "full 266", "gentle 900", "full 1150"]);
});
