import { describe, expect, test } from "vitest";
import type { DecodedFrame } from "../decode/decoded-frame.ts";
import type { FrameLook } from "../imaging/frame-table.ts";
import { madeLook, madeSpacing } from "../imaging/made-look.ts";
import { calibrationOf, type SpacingFacts } from "../imaging/spacing.ts";
import { changeOf, sumOfDiametersMm } from "./compare.ts";
import type { Shape } from "./mark.ts";
import { measure } from "./measure.ts";

const at = (x: number, y: number) => ({ x, y });
const lookOf = (facts: Partial<SpacingFacts>, more: Partial<FrameLook> = {}): FrameLook => {
  const { pixel: _, ...rest } = more;
  return madeLook({ calibration: calibrationOf(madeSpacing(facts)), pixel: { rows: 512, columns: 512 }, ...rest });
};
const texts = (shape: Shape, look: FrameLook, frame: DecodedFrame | null = null) =>
  measure(shape, { look, frame }).figures.map(({ name, text }) => `${name} ${text}`);

/** 100 pixels across. */
const across: Shape = { kind: "length", points: [at(10, 10), at(110, 10)] };

describe("T4: what a length is called", () => {
  test.each<readonly [string, Partial<SpacingFacts>, string]>([
    ["CT", { modality: "CT", pixelSpacing: [0.7, 0.7] }, "70.0 mm"],
    ["PixelSpacing is row spacing first", { modality: "MR", pixelSpacing: [2, 0.5] }, "50.0 mm"],
    ["DX, calibrated by geometry", { modality: "DX", pixelSpacing: [0.1, 0.1], calibrationType: "GEOMETRY" }, "10.0 mm (calibrated)"],
    ["DX at the detector", { modality: "DX", imagerPixelSpacing: [0.143, 0.143] }, "14.3 mm at detector"],
    ["PixelSpacing without a type is the detector's", { modality: "CR", pixelSpacing: [0.2, 0.2] }, "20.0 mm at detector"],
    // 0.07 / 1.4 = 0.05
    ["MG, magnified", { modality: "MG", imagerPixelSpacing: [0.07, 0.07], magnification: 1.4 }, "5.0 mm, estimated"],
    // 0.3 / (1200 / 800) = 0.2
    [
      "XA by its distances",
      { modality: "XA", imagerPixelSpacing: [0.3, 0.3], sourceToDetectorMm: 1200, sourceToPatientMm: 800 },
      "20.0 mm, estimated",
    ],
    ["nothing known", { modality: "OT" }, "100 px"],
  ])("%s", (_, facts, expected) => expect(texts(across, lookOf(facts))).toEqual([`length ${expected}`]));

  test("ultrasound: each region has its own scale; across two, outside, and where nothing is measured in cm, there is no mm", () => {
    const region = { minColumn: 0, minRow: 0, maxColumn: 199, maxRow: 99, unitX: "cm", unitY: "cm", deltaX: 0.02, deltaY: 0.02 };
    const look = lookOf({
      modality: "US",
      regions: [
        region,
        { ...region, minRow: 100, maxRow: 199, deltaX: 0.05, deltaY: 0.05 },
        { ...region, minRow: 200, maxRow: 299, unitX: "s" },
      ],
    });
    const line = (y1: number, y2: number): Shape => ({ kind: "length", points: [at(10, y1), at(110, y2)] });
    expect(texts(line(50, 50), look)).toEqual(["length 20.0 mm"]);
    expect(texts(line(150, 150), look)).toEqual(["length 50.0 mm"]);
    expect(texts(line(250, 250), look)).toEqual(["length 100 px"]);
    expect(measure(line(50, 150), { look, frame: null }).scale.note).toBe("the points lie in different regions of the ultrasound image");
    expect(measure(line(50, 400), { look, frame: null }).scale.unit).toBe("px");
  });
});

describe("figures of marks", () => {
  const look = lookOf({ modality: "CT", pixelSpacing: [0.5, 0.5] }, { quantity: { name: "Hounsfield units", unit: "HU" } });
  const hu: FrameLook = { ...look, modality: { kind: "rescale", slope: 1, intercept: -1024 }, padding: { from: 0, to: 0 } };
  /** Column n holds 1,000 + n; the last column is padding. */
  const frame: DecodedFrame = {
    rows: 10,
    columns: 10,
    samples: 1,
    photometric: "MONOCHROME2",
    values: Uint16Array.from({ length: 100 }, (_, index) => (index % 10 === 9 ? 0 : 1_000 + (index % 10))),
  };

  test("RECIST: the longer of the two diameters is the long one, whichever was drawn first", () => {
    const shape: Shape = { kind: "bidirectional", points: [at(0, 0), at(0, 10), at(0, 0), at(30, 0)] };
    expect(texts(shape, look)).toEqual(["long 15.0 mm", "short 5.0 mm"]);
  });

  test("a region's values in HU, by hand: columns 2, 3, 4 of ten rows are −22, −21, −20", () => {
    const shape: Shape = { kind: "rectangle", points: [at(2, 0), at(5, 10)] };
    const { figures, missing } = measure(shape, { look: hu, frame });
    // 3 × 0.5 mm × 10 × 0.5 mm; SD of 30 values with n − 1: √(20 / 29)
    expect(figures.map(({ name, value }) => [name, Number(value.toFixed(6))])).toEqual([
      ["area", 7.5],
      ["mean", -21],
      ["deviation", 0.830455],
      ["min", -22],
      ["max", -20],
      ["pixels", 30],
    ]);
    expect(figures.map(({ text }) => text).slice(0, 4)).toEqual(["7.5 mm²", "−21 HU", "1 HU", "−22 HU"]);
    expect(missing).toBeNull();
  });

  test("padding is left out and said; nothing but padding has no values; a crossed line has no area", () => {
    const half = measure({ kind: "rectangle", points: [at(8, 0), at(10, 10)] }, { look: hu, frame });
    expect([half.missing, half.figures.find(({ name }) => name === "mean")?.value]).toEqual([
      "10 pixels of padding inside are left out",
      -16,
    ]);
    expect(measure({ kind: "rectangle", points: [at(9, 0), at(10, 10)] }, { look: hu, frame }).missing).toBe("no pixel inside has a value");
    const crossed: Shape = { kind: "freehand", points: [at(0, 0), at(8, 8), at(8, 0), at(0, 8)] };
    expect(measure(crossed, { look: hu, frame })).toMatchObject({ figures: [], missing: expect.stringContaining("crosses itself") });
  });

  test("T3: a probe reads the stored pixel under it; outside there is nothing", () => {
    const probe = (x: number, y: number): Shape => ({ kind: "probe", points: [at(x, y)] });
    expect(texts(probe(3.9, 2.1), hu, frame)).toEqual(["value −21 HU"]);
    expect(measure(probe(10, 2), { look: hu, frame }).missing).toBe("no value lies there");
    expect(measure(probe(1, 1), { look: hu, frame: null }).missing).toBe("the pixels of this image are not here");
  });
});

test("what reaches beyond the image measures nothing, and says why", () => {
  const look = lookOf({ modality: "CT", pixelSpacing: [0.7, 0.7] });
  const beyond: Shape = { kind: "length", points: [at(10, 10), at(4000, 10)] };
  expect(measure(beyond, { look, frame: null })).toMatchObject({ figures: [], missing: "part of it lies outside the image" });
  const half: Shape = { kind: "ellipse", points: [at(500, 10), at(520, 10), at(500, 15)] };
  expect(texts(half, look)).toEqual([]);
});

describe("T7: sums and changes are those of the figures as shown", () => {
  test("sum of diameters", () => {
    // 12.3 + 8.1 = 20.4, although 12.34 + 8.14 = 20.48 rounds to 20.5
    expect(sumOfDiametersMm([12.34, 8.14])).toBe(20.4);
    expect(sumOfDiametersMm([0.1, 0.2])).toBe(0.3);
  });

  test("P41: growth in mm and percent", () => {
    // 11.0 → 17.0
    expect(changeOf(11.02, 16.98)).toEqual({ mm: 6, percent: 54.5 });
    expect(changeOf(20, 14)).toEqual({ mm: -6, percent: -30 });
    expect(changeOf(0, 5)).toEqual({ mm: 5, percent: null });
  });
});
