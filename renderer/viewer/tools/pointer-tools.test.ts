import { expect, test } from "vitest";
import { toolOf } from "./pointer-tools.ts";

/** Bits of `PointerEvent.buttons` (UI Events, MouseEvent.buttons). */
const [LEFT, RIGHT, MIDDLE] = [1, 2, 4];

// look/guide §7, mouse presets
test.each([
  { preset: "A", left: "pan", right: "zoom", middle: "pan" },
  { preset: "B", left: "scroll", right: "window", middle: "pan" },
  { preset: "C", left: "pan", right: "window", middle: "zoom" },
] as const)("T16: preset $preset", ({ preset, left, right, middle }) => {
  expect(toolOf(LEFT, "pan", preset)).toBe(left);
  expect(toolOf(RIGHT, "pan", preset)).toBe(right);
  expect(toolOf(MIDDLE, "pan", preset)).toBe(middle);
  expect(toolOf(LEFT | RIGHT, "pan", preset)).toBe("scroll");
  expect(toolOf(0, "pan", preset)).toBeNull();
});
