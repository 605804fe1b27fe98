import { expect, test } from "vitest";
import { runsOf } from "./frame-bar.tsx";

test("P22: the states of 3,000 frames are drawn as runs", () => {
  const frames = Array.from({ length: 3_000 }, (_, index) => (index === 1_500 ? "failed" : "ready") as "failed" | "ready");
  expect(runsOf(frames)).toEqual([
    { state: "ready", from: 0, count: 1_500 },
    { state: "failed", from: 1_500, count: 1 },
    { state: "ready", from: 1_501, count: 1_499 },
  ]);
});
