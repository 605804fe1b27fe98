import { describe, expect, test } from "vitest";
import { frameStatistics } from "./frame-statistics.ts";
import { madeLook } from "./made-look.ts";
import type { Voi } from "./voi-lut.ts";
import { firstPreset, voiOfPreset, windowPresets } from "./window-presets.ts";

const hu = { modality: { kind: "rescale", slope: 1, intercept: -1024 } as const, quantity: { name: "Hounsfield units", unit: "HU" } };
const fileWindow: Voi = { kind: "window", center: 50, width: 300, shape: "sigmoid", explanation: "ABDOMEN" };
const statistics = { min: 0, max: 1000, percentile1: 10, percentile99: 900 };

describe("T17: presets", () => {
  // look/guide.md §7: lung, soft tissue, bone, angio, liver, brain under the keys 1 to 6; widths and levels from T17.
  test.each([
    { key: 1, width: 1500, center: -600 },
    { key: 2, width: 400, center: 40 },
    { key: 3, width: 1800, center: 400 },
    { key: 4, width: 600, center: 200 },
    { key: 5, width: 150, center: 30 },
    { key: 6, width: 80, center: 40 },
  ])("CT key $key is $width/$center", ({ key, width, center }) => {
    const look = madeLook(hu);
    expect(voiOfPreset(windowPresets(look, "CT")[key - 1]?.id ?? "", look, statistics)).toMatchObject({ width, center, shape: "linear" });
  });

  test("CT without Hounsfield units has no CT windows, colour has none at all", () => {
    expect(windowPresets(madeLook(), "CT").map(({ id }) => id)).toEqual(["percentile", "full"]);
    expect(windowPresets(madeLook({ pixel: { samplesPerPixel: 3 } }), "US")).toEqual([]);
  });

  test("the file's own window is shown first, with its function and its name", () => {
    const look = madeLook({ ...hu, voi: [fileWindow] });
    expect(firstPreset(look, "CT")).toBe("file-0");
    expect(voiOfPreset("file-0", look, statistics)).toBe(fileWindow);
    expect(windowPresets(look, "CT").find(({ id }) => id === "file-0")?.label).toBe("File window: ABDOMEN");
  });

  test("MR without a window shows its 1st to 99th percentile, others their full range", () => {
    expect(firstPreset(madeLook(), "MR")).toBe("percentile");
    expect(voiOfPreset("percentile", madeLook(), statistics)).toMatchObject({ center: 455.5, width: 891 });
    expect(firstPreset(madeLook(), "CR")).toBe("full");
    expect(voiOfPreset("full", madeLook(), statistics)).toMatchObject({ center: 500.5, width: 1001 });
  });
});

describe("statistics of a frame", () => {
  test("padding is left out", () => {
    expect(frameStatistics([-2000, 1, 2, 3, -2000], { from: -2000, to: -2000 })).toMatchObject({ min: 1, max: 3 });
    expect(frameStatistics([-2000, -2000], { from: -2000, to: -2000 })).toEqual({ min: 0, max: 0, percentile1: 0, percentile99: 0 });
  });

  test("words are counted as other numbers are, with padding at either end, in the middle, and outside of what they hold", () => {
    const words = Int16Array.from({ length: 5_000 }, (_, i) => (Math.imul(i, 7_919) % 3_000) - 1_000);
    const paddings = [null, { from: -1_000, to: -1_000 }, { from: 1_990, to: 40_000 }, { from: -70_000, to: -990 }, { from: 5, to: 9 }];
    for (const padding of paddings) expect(frameStatistics(words, padding)).toEqual(frameStatistics([...words], padding));
    const bytes = Uint8Array.from({ length: 300 }, (_, i) => i % 251);
    for (const padding of [null, { from: 0, to: 0 }]) expect(frameStatistics(bytes, padding)).toEqual(frameStatistics([...bytes], padding));
  });

  test("percentiles of 0 … 999, and of fractions", () => {
    expect(
      frameStatistics(
        Array.from({ length: 1000 }, (_, i) => i),
        null,
      ),
    ).toEqual({ min: 0, max: 999, percentile1: 9, percentile99: 989 });
    const fractions = frameStatistics(
      Float64Array.from({ length: 1000 }, (_, i) => i / 999),
      null,
    );
    expect(fractions.percentile1).toBeCloseTo(0.009, 3);
    expect(fractions.percentile99).toBeCloseTo(0.99, 3);
  });
});
