import { expect, test } from "vitest";
import type { PixelFacts } from "../../dicom/pixel-facts.ts";
import { unpackRle } from "./rle.ts";

const facts: PixelFacts = {
  transferSyntaxUid: "1.2.840.10008.1.2.5",
  rows: 1,
  columns: 4,
  samplesPerPixel: 1,
  bitsAllocated: 16,
  bitsStored: 16,
  highBit: 15,
  signed: false,
  numberType: "integer",
  photometric: "MONOCHROME2",
  planarConfiguration: 0,
  wordsBigEndian: false,
};

/** A frame of segments with a header that may lie about their number and places (PS3.5 G.5). */
function frame(segments: readonly (readonly number[])[], count = segments.length, shift = 0): Uint8Array {
  const header = new DataView(new ArrayBuffer(64));
  header.setUint32(0, count, true);
  let at = 64;
  segments.forEach((segment, i) => {
    header.setUint32(4 + 4 * i, at + shift, true);
    at += segment.length;
  });
  return new Uint8Array([...new Uint8Array(header.buffer), ...segments.flat()]);
}

const result = (bytes: Uint8Array): number[] | string => {
  const unpacked = unpackRle(bytes, facts);
  return unpacked.ok ? [...unpacked.value] : unpacked.failure.code;
};

const high = [253, 1];
const low = [1, 10, 20, 255, 30];

test("replicate and literal runs; the high bytes come first, the frame is little endian", () => {
  expect(result(frame([high, low]))).toEqual([10, 1, 20, 1, 30, 1, 30, 1]);
});

test("a run of length zero and a pad byte mean nothing", () => {
  expect(
    result(
      frame([
        [128, ...high],
        [...low, 0],
      ]),
    ),
  ).toEqual([10, 1, 20, 1, 30, 1, 30, 1]);
});

test.each([
  { name: "too few segments", bytes: frame([high]) },
  { name: "16 segments announced", bytes: frame([high, low], 16) },
  { name: "a segment behind the end", bytes: frame([high, low], 2, 4000) },
  { name: "a segment that ends early", bytes: frame([high, [1, 10, 20]]) },
  { name: "runs that go on behind the picture", bytes: frame([[252, 1], low]) },
  { name: "a literal run that is cut", bytes: frame([high, [3, 10, 20]]) },
  { name: "no header", bytes: new Uint8Array(20) },
])("row 55: $name is a damaged frame", ({ bytes }) => {
  expect(result(bytes)).toBe("corrupt-frame");
});
