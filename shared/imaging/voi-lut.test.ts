import { describe, expect, test } from "vitest";
import { voiLinear, voiLinearExact, voiOutput, voiSigmoid } from "./voi-lut.ts";

describe("VOI functions (PS3.3 C.11.2.1.2, C.11.2.1.3)", () => {
  // Note 4 (identity over 0 … 2^n − 1, n = 12) and note 5 (width 1 is a threshold) of C.11.2.1.2.1.
  test.each([
    { x: 0, center: 2048, width: 4096, y: 0 },
    { x: 2047.5, center: 2048, width: 4096, y: 127.5 },
    { x: 4095, center: 2048, width: 4096, y: 255 },
    { x: 2047, center: 2048, width: 1, y: 0 },
    { x: 2048, center: 2048, width: 1, y: 255 },
  ])("LINEAR: $x in window $center/$width shows as $y", ({ x, center, width, y }) => {
    expect(voiLinear(x, { center, width })).toBeCloseTo(y, 9);
  });

  // The check values of T2 for width 400, center 40.
  test.each([
    { x: -60, linear: 63.9, exact: 63.75, sigmoid: 68.6 },
    { x: 40, linear: 127.8, exact: 127.5, sigmoid: 127.5 },
    { x: 140, linear: 191.7, exact: 191.25, sigmoid: 186.4 },
  ])("T2, P8: check values at $x", ({ x, linear, exact, sigmoid }) => {
    const window = { center: 40, width: 400 };
    expect(voiLinear(x, window)).toBeCloseTo(linear, 1);
    expect(voiLinearExact(x, window)).toBeCloseTo(exact, 6);
    expect(voiSigmoid(x, window)).toBeCloseTo(sigmoid, 1);
  });

  // Note 3 of C.11.2.1.2.1 as pseudo-code, for a window where the slope is steep.
  test("LINEAR follows the pseudo-code of the standard at both ends", () => {
    const [c, w] = [10, 5];
    const byTheStandard = (x: number): number => {
      if (x <= c - 0.5 - (w - 1) / 2) return 0;
      if (x > c - 0.5 + (w - 1) / 2) return 255;
      return ((x - (c - 0.5)) / (w - 1) + 0.5) * 255;
    };
    for (let x = 5; x <= 15; x += 0.25) expect(voiLinear(x, { center: c, width: w })).toBe(byTheStandard(x));
  });

  test("a VOI LUT is clamped at both ends and scaled by its bits (C.11.2.1.1)", () => {
    const voi = { kind: "table" as const, table: { firstMapped: -10, bits: 12, entries: [0, 1000, 4095] }, explanation: null };
    expect([-99, -10, -9, -8, 99].map((x) => voiOutput(voi, x))).toEqual([0, 0, (1000 / 4095) * 255, 255, 255]);
  });
});
