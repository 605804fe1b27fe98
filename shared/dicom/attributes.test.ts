import { describe, expect, test } from "vitest";
import { codeOf, numberOf, numbersOf, textOf } from "./attributes.ts";
import { element, longs, text, words } from "./made-bytes.ts";
import { readDataSet } from "./read-data-set.ts";
import { tags } from "./tags.ts";

const of = (bytes: readonly number[], characterSets: readonly string[] = []) => ({
  dataSet: readDataSet(new Uint8Array(bytes), 0, { implicitVr: false, bigEndian: false }).dataSet,
  characterSets,
});

describe("values of attributes", () => {
  test("64-bit integers, which dicom-parser does not know", () => {
    expect(numbersOf(of(element(0x7fe00001, "OV", longs(0, 0, 5, 1))), tags.extendedOffsetTable)).toEqual([0, 2 ** 32 + 5]);
  });

  test("a number that is none is NaN, never its first digits", () => {
    const attributes = of(element(0x00280008, "IS", text("1A")));
    expect(numbersOf(attributes, tags.numberOfFrames)).toEqual([Number.NaN]);
    expect(numberOf(attributes, tags.numberOfFrames)).toBeNull();
  });

  test("the representation of the file goes before that of the table", () => {
    expect(numberOf(of(element(0x00280120, "SS", words(0xf830))), tags.pixelPaddingValue)).toBe(-2000);
    expect(numberOf(of(element(0x00280120, "US", words(0xf830))), tags.pixelPaddingValue)).toBe(63536);
  });

  test("several values, padding and empty ones", () => {
    expect(numbersOf(of(element(0x00281050, "DS", text("40\\ -600 "))), tags.windowCenter)).toEqual([40, -600]);
    expect(codeOf(of(element(0x00080060, "CS", text("  "))), tags.modality)).toBeNull();
  });

  test("script markup in a name stays text, empty groups at its end say nothing", () => {
    expect(textOf(of(element(0x00100010, "PN", text("<b>Doe</b>^J^^="))), tags.patientName)).toBe("<b>Doe</b>^J");
  });
});
