import { describe, expect, test } from "vitest";
import type { Channel, WaveformGroup } from "#shared/objects/object-value.ts";
import { gridPath, laySheet, leadOf, rangeOf, type SheetSettings, secondsOf, twelveLeads } from "./ecg-sheet.ts";

const LEADS = ["I", "II", "III", "aVR", "aVL", "aVF", "V1", "V2", "V3", "V4", "V5", "V6"];

const channel = (name: string, samples: readonly (number | null)[], perStep = 0.001): Channel => ({
  name,
  scale: { at: "millivolts", perStep, baseline: 0, assumed: [] },
  samples: [...samples],
  filter: null,
});

const group = (channels: Channel[], samplesPerSecond = 500): WaveformGroup => ({
  label: null,
  origin: "original",
  samplesPerSecond,
  channels,
});

const settings = (change: Partial<SheetSettings> = {}): SheetSettings => ({
  mmPerSecond: 25,
  mmPerMillivolt: 10,
  layout: "whole",
  ...change,
});

/** The points of a path of M and L. */
const points = (path: string): (readonly [number, number])[] =>
  [...path.matchAll(/[ML](-?[\d.]+) (-?[\d.]+)/g)].map(([, x, y]) => [Number(x), Number(y)]);

describe("P30: an ECG on millimetre paper", () => {
  test.each([5, 10, 20] as const)("1 mV is %i mm high, in the pulse and in the trace", (mmPerMillivolt) => {
    // one second of nothing, one sample of 1 mV in its middle
    const samples = Array.from({ length: 500 }, (_, at) => (at === 250 ? 1_000 : 0));
    const [row] = laySheet(group([channel("II", samples)]), settings({ mmPerMillivolt })).rows;
    const ys = points(row?.traces[0]?.path ?? "").map(([, y]) => y);
    expect((row?.baseline ?? 0) - Math.min(...ys)).toBeCloseTo(mmPerMillivolt, 6);
    expect(row?.pulse).toContain(`V${(row?.baseline ?? 0) - mmPerMillivolt}h`);
  });

  test.each([
    [25, 25, 5],
    [50, 50, 10],
  ] as const)("at %i mm/s a second is %i mm long, the pulse of 200 ms %i mm", (mmPerSecond, second, pulse) => {
    const [row] = laySheet(
      group([
        channel(
          "II",
          Array.from({ length: 501 }, () => 0),
        ),
      ]),
      settings({ mmPerSecond }),
    ).rows;
    const xs = points(row?.traces[0]?.path ?? "").map(([x]) => x);
    expect((xs.at(-1) ?? 0) - (xs[0] ?? 0)).toBeCloseTo(second, 6);
    expect(row?.pulse).toContain(`h${pulse}V`);
  });

  test("a peak of one sample is drawn also where samples lie closer than can be seen", () => {
    const samples = Array.from({ length: 10_000 }, (_, at) => (at === 4_321 ? 3_000 : at === 7_001 ? -2_000 : 0));
    const [row] = laySheet(group([channel("II", samples)], 10_000), settings()).rows;
    const drawn = points(row?.traces[0]?.path ?? "");
    expect(drawn.length).toBeLessThan(2_000);
    expect((row?.baseline ?? 0) - Math.min(...drawn.map(([, y]) => y))).toBeCloseTo(30, 6);
    expect(Math.max(...drawn.map(([, y]) => y)) - (row?.baseline ?? 0)).toBeCloseTo(20, 6);
  });

  test("nothing is drawn where nothing was recorded", () => {
    const [row] = laySheet(group([channel("II", [0, 0, null, null, 0, 0])]), settings()).rows;
    expect(row?.traces[0]?.path.match(/M/g)).toHaveLength(2);
  });

  test("the standard sheet: four leads in turn in three rows, and lead II below, each at its own time", () => {
    const twelve = group(
      LEADS.map((name) =>
        channel(
          `Lead ${name}`,
          Array.from({ length: 5_000 }, () => 0),
        ),
      ),
    );
    const { rows, width } = laySheet(twelve, settings({ layout: "standard" }));
    expect(rows.map(({ traces }) => traces.map(({ label }) => label))).toEqual([
      ["I", "aVR", "V1", "V4"],
      ["II", "aVL", "V2", "V5"],
      ["III", "aVF", "V3", "V6"],
      ["II"],
    ]);
    expect(rows[0]?.traces.map(({ x }) => x)).toEqual([10, 72.5, 135, 197.5]);
    expect(width).toBe(260);
    expect(secondsOf(twelve)).toBe(10);
  });

  test("a median beat stands whole in each place of the standard sheet; a recording between has a row for each lead", () => {
    const twelve = (samples: number) =>
      group(
        LEADS.map((name) =>
          channel(
            name,
            Array.from({ length: samples }, () => 0),
          ),
        ),
      );
    const beat = laySheet(twelve(600), settings({ layout: "standard" })).rows;
    // 1.2 s of each, 0.2 s between: 35 mm from lead to lead
    expect(beat.map(({ traces }) => traces.map(({ x }) => Math.round(x * 10) / 10))).toEqual(
      Array.from({ length: 3 }, () => [10, 45, 80, 115]),
    );
    expect(points(beat[0]?.traces[3]?.path ?? "")).toHaveLength(600);
    expect(laySheet(twelve(2_500), settings({ layout: "standard" })).rows).toHaveLength(12);
  });

  test("without all twelve leads each channel has its own row; one without a scale has none", () => {
    const two = group([channel("Lead II", [0, 1]), { ...channel("V5", [0, 1]), scale: { at: "none", why: "no unit" } }]);
    expect(twelveLeads(two)).toBeNull();
    expect(laySheet(two, settings({ layout: "standard" })).rows.map(({ traces }) => traces[0]?.label)).toEqual(["II"]);
  });

  test("rows are as high as their traces need, and baselines lie on thick lines", () => {
    const { rows, height } = laySheet(group([channel("II", [2_600, -1_200]), channel("V1", [0, 0])]), settings());
    expect(rows.map(({ top, baseline }) => [top, baseline])).toEqual([
      [0, 35],
      [50, 70],
    ]);
    expect(height).toBe(75);
    expect(rangeOf(channel("II", [2_600, -1_200]))).toEqual([-1.2, 2.6]);
  });

  test("names of leads in the spellings of devices", () => {
    expect(["Lead I (Einthoven)", "II", "lead avr", "Lead V6", "V10", "Lead Independent", "Pressure"].map(leadOf)).toEqual([
      "I",
      "II",
      "aVR",
      "V6",
      null,
      null,
      null,
    ]);
  });

  test("the grid has a line each millimetre and a thicker one each five", () => {
    expect(gridPath(10, 5, 5, null)).toBe("M0 0V5M5 0V5M10 0V5M0 0H10M0 5H10");
    expect(gridPath(2, 1, 1, 5)).toBe("M1 0V1M2 0V1M0 1H2");
  });
});
