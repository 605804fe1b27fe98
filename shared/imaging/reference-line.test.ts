import { expect, test } from "vitest";
import { type PlacedImage, referenceLine } from "./reference-line.ts";

/** 100 × 80 pixels of 2 mm (down) × 1 mm (across), its first pixel at the origin. */
const axial: PlacedImage = {
  plane: { position: [0, 0, 10], row: [1, 0, 0], column: [0, 1, 0] },
  spacing: { rowMm: 2, columnMm: 1 },
  columns: 100,
  rows: 80,
};
const sagittal = (xMm: number): PlacedImage => ({
  plane: { position: [xMm, 0, 50], row: [0, 1, 0], column: [0, 0, -1] },
  spacing: { rowMm: 1, columnMm: 1 },
  columns: 160,
  rows: 100,
});

test("P4: a sagittal image stands in an axial one as an upright line at its place, as long as it is wide", () => {
  // by hand: x = 30 mm is pixel 30, whose middle is 30.5; y from −0.5 mm to 159.5 mm in rows of 2 mm
  const line = referenceLine(axial, sagittal(30));
  const ends = line?.map(({ x, y }) => [x, y]).sort((a, b) => (a[1] ?? 0) - (b[1] ?? 0));
  expect(ends?.flat().map((value) => Math.round(value * 1000) / 1000)).toEqual([30.5, 0.25, 30.5, 80.25]);
});

test("P4: and the axial image in the sagittal one, at its height", () => {
  // z = 10 mm lies 40 mm below the first row at 50 mm: row 40, middle 40.5
  for (const { y } of referenceLine(sagittal(30), axial) ?? []) expect(y).toBeCloseTo(40.5, 9);
  expect(referenceLine(sagittal(30), axial)).not.toBeNull();
});

test("an image that lies elsewhere, beside, or nearly alike draws no line", () => {
  expect(referenceLine(sagittal(30), { ...axial, plane: { ...axial.plane, position: [0, 0, 500] } })).toBeNull();
  expect(referenceLine(axial, { ...axial, plane: { ...axial.plane, position: [0, 0, 20] } })).toBeNull();
  const tilted: PlacedImage = { ...axial, plane: { position: [0, 0, 0], row: [1, 0, 0], column: [0, Math.cos(0.1), Math.sin(0.1)] } };
  expect(referenceLine(axial, tilted)).toBeNull();
});
