import { describe, expect, test } from "vitest";
import { framePlacesOf } from "./frame-offsets.ts";
import { numberOfFramesOf, pixelFactsOf } from "./image-pixel.ts";
import { element, imagePixel, item, longs, part10, sequenceEnd, UNDEFINED_LENGTH } from "./made-bytes.ts";
import { type ParsedInstance, parseInstance } from "./parse-instance.ts";

const JPEG = "1.2.840.10008.1.2.4.50";
const RLE = "1.2.840.10008.1.2.5";
const EXPLICIT = "1.2.840.10008.1.2.1";

function parse(bytes: Uint8Array): ParsedInstance {
  const parsed = parseInstance(bytes, () => "damaged");
  if (!parsed.ok) throw new Error(parsed.failure.detail);
  return parsed.value;
}

/** The frames' bytes, or the failure's code. */
function framesOf(bytes: Uint8Array): number[][] | string {
  const parsed = parse(bytes);
  const facts = pixelFactsOf(parsed);
  if (!facts.ok) return facts.failure.code;
  const places = framePlacesOf(parsed, facts.value, numberOfFramesOf(parsed.attributes) ?? 0);
  if (!places.ok) return places.failure.code;
  return places.value.frames.map(({ runs }) => runs.flatMap(([offset, length]) => [...parsed.bytes.subarray(offset, offset + length)]));
}

/** Two bytes begin a JPEG stream; the fragment's own number follows. */
const begins = (id: number): number[] => [0xff, 0xd8, 0xff, id];
const goesOn = (id: number): number[] => [id, id, id, id];

function file(
  syntax: string,
  frames: number,
  table: readonly number[],
  fragments: readonly number[][],
  extended: readonly number[] = [],
): Uint8Array {
  const data = [...item(longs(...table)), ...fragments.flatMap((fragment) => item(fragment)), ...sequenceEnd()];
  const eot = extended.length === 0 ? [] : element(0x7fe00001, "OV", longs(...extended.flatMap((offset) => [offset, 0])));
  return part10(syntax, [...imagePixel(2, 2, 8, { frames }), ...eot, ...element(0x7fe00010, "OB", data, UNDEFINED_LENGTH)]);
}

const three = [begins(1), goesOn(1), begins(2)];
const joined = [[...begins(1), ...goesOn(1)], [...begins(2)]];

describe("frames of encapsulated pixel data (row 56)", () => {
  test.each([
    { name: "a right basic offset table", table: [0, 24], extended: [] },
    { name: "no table", table: [], extended: [] },
    { name: "a right extended table beside an empty basic one", table: [], extended: [0, 24] },
    { name: "a table that points behind the file", table: [0, 4_000_000], extended: [] },
    { name: "a table that points between items", table: [0, 20], extended: [] },
    { name: "a table that goes back", table: [24, 0], extended: [] },
    { name: "a table with two equal entries", table: [0, 0], extended: [] },
    { name: "a table with too many entries", table: [0, 12, 24], extended: [] },
    { name: "a wrong extended table, a right basic one", table: [0, 24], extended: [0, 7] },
  ])("$name: the frames are those of the streams", ({ table, extended }) => {
    expect(framesOf(file(JPEG, 2, table, three, extended))).toEqual(joined);
  });

  test("one fragment for each frame needs no table; empty fragments are nothing", () => {
    expect(framesOf(file(RLE, 2, [], [goesOn(1), [], goesOn(2)]))).toEqual([goesOn(1), goesOn(2)]);
  });

  test("where nothing tells which data belong to which frame, nothing is shown", () => {
    expect(framesOf(file(RLE, 2, [], [goesOn(1), goesOn(2), goesOn(3)]))).toBe("frames-ambiguous");
    expect(framesOf(file(JPEG, 3, [], three))).toBe("frames-ambiguous");
    expect(framesOf(file(JPEG, 2, [], [goesOn(1), goesOn(2), goesOn(3)]))).toBe("frames-ambiguous");
  });

  test("no fragments at all are missing frames", () => {
    expect(framesOf(file(JPEG, 1, [], []))).toBe("frames-missing");
  });

  test("a cut file keeps its whole frames and never half of one", () => {
    const whole = file(JPEG, 3, [], [begins(1), begins(2), begins(3)]);
    expect(framesOf(whole.subarray(0, whole.length - 10))).toEqual([begins(1), begins(2)]);
  });

  test("compressed data under an uncompressed syntax and the reverse are faults", () => {
    expect(framesOf(file(EXPLICIT, 1, [], [begins(1)]))).toBe("damaged");
    expect(framesOf(part10(JPEG, [...imagePixel(2, 2, 8), ...element(0x7fe00010, "OB", [1, 2, 3, 4])]))).toBe("damaged");
  });
});

describe("frames of native pixel data", () => {
  const native = (frames: number, bytes: readonly number[], bits = 8): Uint8Array =>
    part10(EXPLICIT, [...imagePixel(2, 2, bits, { frames }), ...element(0x7fe00010, "OB", bytes)]);

  test("frames lie one behind the other", () => {
    expect(framesOf(native(2, [1, 2, 3, 4, 5, 6, 7, 8]))).toEqual([
      [1, 2, 3, 4],
      [5, 6, 7, 8],
    ]);
  });

  test("row 54: announced frames that are not there are not made up, and a wild number is refused", () => {
    expect(framesOf(native(3, [1, 2, 3, 4, 5, 6]))).toEqual([[1, 2, 3, 4]]);
    expect(framesOf(native(1, [1, 2, 3]))).toBe("frames-missing");
    expect(framesOf(native(1_000_000, [1, 2, 3, 4]))).toBe("frames-missing");
  });

  test("1-bit frames that do not end on a byte begin within one", () => {
    const parsed = parse(part10(EXPLICIT, [...imagePixel(3, 3, 1, { frames: 2 }), ...element(0x7fe00010, "OB", [1, 2, 3, 4])]));
    const facts = pixelFactsOf(parsed);
    const places = facts.ok ? framePlacesOf(parsed, facts.value, 2) : facts;
    expect(places.ok && places.value.frames.map(({ runs, skipBits }) => [runs[0]?.[1], skipBits])).toEqual([
      [2, 0],
      [2, 1],
    ]);
  });
});

describe("facts of the Image Pixel module (row 54)", () => {
  const facts = (dataSet: readonly number[]) => {
    const result = pixelFactsOf(parse(part10(EXPLICIT, [...dataSet, ...element(0x7fe00010, "OB", [1, 2, 3, 4])])));
    return result.ok ? "ok" : result.failure.code;
  };

  test("a frame of 65,535 × 65,535 is refused before anything is allocated", () => {
    expect(facts(imagePixel(65535, 65535, 16))).toBe("too-large");
  });

  test.each([
    { name: "Rows 0", data: imagePixel(0, 2, 8) },
    { name: "Bits Stored 17 of 16", data: imagePixel(2, 2, 17) },
    { name: "Rows twice with different values", data: [...imagePixel(2, 2, 8), ...element(0x00280010, "US", [9, 0])] },
    { name: "Samples per Pixel 0", data: [...element(0x00280002, "US", [0, 0]), ...imagePixel(2, 2, 8)] },
  ])("$name is refused", ({ data }) => {
    expect(facts(data)).toBe("image-facts");
  });
});
