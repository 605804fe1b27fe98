import { expect, test } from "vitest";
import { durationsOf, frameAt } from "./cine.ts";

test("the file's frame times count, a rate of the reader's goes before them (PS3.3 C.7.6.5)", () => {
  expect([0, 1, 2].map(durationsOf([40, null, 80], null))).toEqual([40, 100, 80]);
  expect([0, 1].map(durationsOf([40, 40], 20))).toEqual([50, 50]);
});

test("the loop keeps its time: late frames are left out, the last is followed by the first", () => {
  const durations = durationsOf([40, 40, 40, 40], null);
  expect(frameAt(0, 1000, 1039, 4, durations)).toEqual({ index: 0, sinceMs: 1000 });
  expect(frameAt(0, 1000, 1041, 4, durations)).toEqual({ index: 1, sinceMs: 1040 });
  expect(frameAt(2, 1000, 1125, 4, durations)).toEqual({ index: 1, sinceMs: 1120 });
});

test("after a sleep of the window the loop goes on from where it is", () => {
  expect(frameAt(2, 0, 60_000, 4, durationsOf([40, 40, 40, 40], null))).toEqual({ index: 2, sinceMs: 60_000 });
});
