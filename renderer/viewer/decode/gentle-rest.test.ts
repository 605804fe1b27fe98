import { expect, test } from "vitest";
import { gentleRestMs } from "./gentle-rest.ts";

// by hand: 12 ms from frame to frame, or half of what the frame took
test.each([
  [0.5, 11.5],
  [8, 4],
  [12, 6],
  [40, 20],
])("T20 after a frame of %d ms a worker rests %d ms while the reader scrolls", (spentMs, restMs) => {
  expect(gentleRestMs(spentMs)).toBe(restMs);
});
