import { describe, expect, test } from "vitest";
import type { PixelFacts } from "../../dicom/pixel-facts.ts";
import { readNative } from "./native.ts";

const facts = (more: Partial<PixelFacts> = {}): PixelFacts => ({
  transferSyntaxUid: "1.2.840.10008.1.2.1",
  rows: 1,
  columns: 2,
  samplesPerPixel: 1,
  bitsAllocated: 16,
  bitsStored: 16,
  highBit: 15,
  signed: false,
  numberType: "integer",
  photometric: "MONOCHROME2",
  planarConfiguration: 0,
  wordsBigEndian: false,
  ...more,
});

function valuesOf(bytes: readonly number[], more: Partial<PixelFacts>, skipBits = 0): { type: string; values: number[] } | string {
  const result = readNative(new Uint8Array(bytes), skipBits, facts(more));
  return result.ok ? { type: result.value.constructor.name, values: [...result.value] } : result.failure.code;
}

describe("native pixel data (PS3.5 8.1.1)", () => {
  test.each<{ name: string; bytes: readonly number[]; more: Partial<PixelFacts>; skip?: number; type: string; values: number[] }>([
    { name: "16 bits unsigned", bytes: [1, 2, 255, 255], more: {}, type: "Uint16Array", values: [513, 65535] },
    { name: "16 bits signed", bytes: [1, 2, 255, 255], more: { signed: true }, type: "Int16Array", values: [513, -1] },
    { name: "16 bits big endian", bytes: [2, 1, 0, 9], more: { wordsBigEndian: true }, type: "Uint16Array", values: [513, 9] },
    {
      name: "12 of 16 bits signed: the sign is bit 11",
      bytes: [0xff, 0x0f, 0xff, 0x07],
      more: { bitsStored: 12, highBit: 11, signed: true },
      type: "Int16Array",
      values: [-1, 2047],
    },
    {
      name: "12 of 16 bits with overlay bits above: they are gone",
      bytes: [0x34, 0xf2, 0x00, 0x10],
      more: { bitsStored: 12, highBit: 11 },
      type: "Uint16Array",
      values: [0x234, 0],
    },
    {
      name: "12 of 16 bits, left-aligned",
      bytes: [0x40, 0x23, 0xf0, 0xff],
      more: { bitsStored: 12, highBit: 15 },
      type: "Uint16Array",
      values: [0x234, 0xfff],
    },
    {
      name: "12 of 16 bits, left-aligned and signed",
      bytes: [0xf0, 0xff, 0xf0, 0x7f],
      more: { bitsStored: 12, highBit: 15, signed: true },
      type: "Int16Array",
      values: [-1, 2047],
    },
    {
      name: "8 bits signed",
      bytes: [200, 100],
      more: { bitsAllocated: 8, bitsStored: 8, highBit: 7, signed: true },
      type: "Int8Array",
      values: [-56, 100],
    },
    {
      name: "8 bits in swapped words",
      bytes: [2, 1],
      more: { bitsAllocated: 8, bitsStored: 8, highBit: 7, wordsBigEndian: true },
      type: "Uint8Array",
      values: [1, 2],
    },
    {
      name: "32 bits",
      bytes: [0, 0, 0, 128, 255, 255, 255, 255],
      more: { bitsAllocated: 32, bitsStored: 32, highBit: 31 },
      type: "Uint32Array",
      values: [2 ** 31, 2 ** 32 - 1],
    },
    {
      name: "20 of 32 bits signed",
      bytes: [0xff, 0xff, 0x0f, 0, 1, 0, 0, 0xff],
      more: { bitsAllocated: 32, bitsStored: 20, highBit: 19, signed: true },
      type: "Int32Array",
      values: [-1, 1],
    },
    {
      name: "1 bit, the first pixel in the lowest bit",
      bytes: [0b10],
      more: { bitsAllocated: 1, bitsStored: 1, highBit: 0 },
      type: "Uint8Array",
      values: [0, 1],
    },
    {
      name: "1 bit that begins within a byte",
      bytes: [0b1000_0000, 0b1],
      more: { bitsAllocated: 1, bitsStored: 1, highBit: 0 },
      skip: 7,
      type: "Uint8Array",
      values: [1, 1],
    },
    {
      name: "float",
      bytes: [0, 0, 0x80, 0x3f, 0, 0, 0x20, 0xc1],
      more: { bitsAllocated: 32, bitsStored: 32, numberType: "float" },
      type: "Float32Array",
      values: [1, -10],
    },
  ])("$name", ({ bytes, more, skip = 0, type, values }) => {
    expect(valuesOf(bytes, more, skip)).toEqual({ type, values });
  });

  const colour = { samplesPerPixel: 3, bitsAllocated: 8, bitsStored: 8, highBit: 7 } as const;

  test("planes become pixels; 4:2:2 repeats its colour for both pixels (PS3.3 C.7.6.3.1.2, C.7.6.3.1.3)", () => {
    expect(valuesOf([1, 2, 3, 4, 5, 6], { ...colour, photometric: "RGB", planarConfiguration: 1 })).toMatchObject({
      values: [1, 3, 5, 2, 4, 6],
    });
    expect(valuesOf([10, 20, 30, 40], { ...colour, photometric: "YBR_FULL_422" })).toMatchObject({ values: [10, 30, 40, 20, 30, 40] });
  });

  test("a short frame is an error, never a guess", () => {
    expect(valuesOf([1, 2, 3], {})).toBe("corrupt-frame");
  });
});
