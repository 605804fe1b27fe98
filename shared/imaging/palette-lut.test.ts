import { expect, test } from "vitest";
import { element, text, words } from "../dicom/made-bytes.ts";
import { readDataSet } from "../dicom/read-data-set.ts";
import { paletteColour, paletteOf } from "./palette-lut.ts";

const of = (...elements: readonly number[][]) => ({
  dataSet: readDataSet(new Uint8Array(elements.flat()), 0, { implicitVr: false, bigEndian: false }).dataSet,
  characterSets: [],
});

const channels = [1, 2, 3];
const descriptors = (count: number, first: number, bits: number): number[] =>
  channels.flatMap((c) => element(0x00281100 + c, "US", words(count, first, bits)));

test("8-bit and 16-bit tables; indexes are clamped at both ends (PS3.3 C.7.6.3.1.5)", () => {
  const wide = paletteOf(
    of(descriptors(3, 10, 16), ...channels.map((c) => element(0x00281200 + c, "OW", words(0x1000 * c, 0x2000, 0xff00)))),
    false,
    false,
  );
  expect(wide).toEqual({ firstMapped: 10, red: [0x10, 0x20, 0xff], green: [0x20, 0x20, 0xff], blue: [0x30, 0x20, 0xff] });
  expect([0, 10, 12, 99].map((index) => (wide === null ? 0 : paletteColour(wide, index)))).toEqual([
    0xff302010, 0xff302010, 0xffffffff, 0xffffffff,
  ]);
  const packed = paletteOf(of(descriptors(4, 0, 8), ...channels.map((c) => element(0x00281200 + c, "OW", [1, 2, 3, 4]))), false, false);
  expect(packed?.red).toEqual([1, 2, 3, 4]);
});

test("row 54: a palette that is too short or missing is no palette", () => {
  expect(paletteOf(of(descriptors(256, 0, 8), ...channels.map((c) => element(0x00281200 + c, "OW", [1, 2]))), false, false)).toBeNull();
  expect(paletteOf(of(text("") as unknown as number[]), false, false)).toBeNull();
});

test("segmented tables: discrete, linear and indirect segments (PS3.3 C.7.9.2)", () => {
  // 2 discrete values, then 3 steps up to 400, then the linear segment (at word 4) once more from there.
  const segments = words(0, 2, 100, 100, 1, 3, 400, 2, 1, 8, 0);
  const palette = paletteOf(of(descriptors(8, 0, 16), ...channels.map((c) => element(0x00281220 + c, "OW", segments))), false, false);
  expect(palette?.red).toEqual([100, 100, 200, 300, 400, 400, 400, 400].map((value) => value >> 8));
});

test("segments that run on or point nowhere are no palette", () => {
  for (const segments of [words(0, 9, 1), words(1, 3, 400), words(2, 1, 0, 0)]) {
    expect(paletteOf(of(descriptors(8, 0, 16), ...channels.map((c) => element(0x00281220 + c, "OW", segments))), false, false)).toBeNull();
  }
});
