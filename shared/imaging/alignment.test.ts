import { expect, test } from "vitest";
import { SeriesId } from "../result/ids.ts";
import { alignmentOf, shiftBetween } from "./alignment.ts";

const [a, b, c] = ["a", "b", "c"].map((letter) => SeriesId.parse(letter.repeat(32))) as [SeriesId, SeriesId, SeriesId];

test("P3: a pair is kept once, whichever of the two was aligned to the other", () => {
  expect(alignmentOf(a, b, [1, -2, 870])).toEqual({ from: a, to: b, shiftMm: [1, -2, 870] });
  expect(alignmentOf(b, a, [-1, 2, -870])).toEqual({ from: a, to: b, shiftMm: [1, -2, 870] });
});

test("P3: the way back is the same shift the other way; a pair that nobody has aligned has none", () => {
  const kept = [alignmentOf(b, a, [-1, 2, -870])];
  expect(shiftBetween(kept, a, b)).toEqual([1, -2, 870]);
  expect(shiftBetween(kept, b, a)).toEqual([-1, 2, -870]);
  expect(shiftBetween(kept, a, c)).toBeNull();
});
