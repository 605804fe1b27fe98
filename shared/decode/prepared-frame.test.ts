import { describe, expect, test } from "vitest";
import type { DecodedFrame, StoredValues } from "./decoded-frame.ts";
import { planesOf, readPreparedHead, valuesOf, writePreparedHead } from "./prepared-frame.ts";

const statistics = { min: -1024, max: 3071, percentile1: -1000.5, percentile99: 1200 };

function frameOf(values: StoredValues, rows: number, columns: number, samples: 1 | 3 = 1): DecodedFrame {
  return { rows, columns, samples, photometric: samples === 1 ? "MONOCHROME2" : "RGB", values };
}

/** Every value of the type in an order without pattern (odd step through the whole range). */
const everyWord = (values: Uint16Array<ArrayBuffer> | Int16Array<ArrayBuffer>): typeof values => {
  for (let i = 0; i < values.length; i++) values[i] = Math.imul(i, 40_503);
  return values;
};

const cases: readonly { name: string; frame: DecodedFrame }[] = [
  { name: "signed words, each once", frame: frameOf(everyWord(new Int16Array(65_536)), 256, 256) },
  { name: "unsigned words, each once", frame: frameOf(everyWord(new Uint16Array(65_536)), 128, 512) },
  { name: "extremes below each other", frame: frameOf(new Int16Array([-32_768, 32_767, 32_767, -32_768, 0, -1]), 3, 2) },
  { name: "unsigned extremes", frame: frameOf(new Uint16Array([0, 65_535, 65_535, 0]), 2, 2) },
  { name: "colour bytes", frame: frameOf(new Uint8Array([0, 255, 1, 128, 127, 3, 255, 0, 9, 7, 7, 7]), 2, 2, 3) },
  { name: "signed bytes", frame: frameOf(new Int8Array([-128, 127, 127, -128]), 2, 2) },
  { name: "long words", frame: frameOf(new Uint32Array([0, 4_294_967_295, 7, 1 << 20]), 2, 2) },
  { name: "signed long words", frame: frameOf(new Int32Array([-2_147_483_648, 2_147_483_647]), 1, 2) },
  { name: "floats", frame: frameOf(new Float32Array([0.1, -0, Number.POSITIVE_INFINITY, 1e-40]), 2, 2) },
  { name: "doubles", frame: frameOf(new Float64Array([Math.PI, Number.MIN_VALUE, -1e308]), 1, 3) },
];

describe("prepared frames: what was decoded comes back bit by bit", () => {
  test.each(cases)("$name", ({ frame }) => {
    const head = readPreparedHead(writePreparedHead(frame, statistics));
    const { values, ...facts } = frame;
    expect(head).toMatchObject({ ...facts, statistics });
    if (head === null) throw new Error("no head");
    const back = valuesOf(head, planesOf(frame));
    expect(back?.constructor).toBe(values.constructor);
    expect(new Uint8Array(back?.buffer ?? new ArrayBuffer(0))).toEqual(new Uint8Array(values.buffer));
  });

  test("by hand: rows 1 2 / 3 1 become the first row and the differences 2 and -1, folded to 2 4 / 4 1", () => {
    expect([...planesOf(frameOf(new Uint8Array([1, 2, 3, 1]), 2, 2))]).toEqual([2, 4, 4, 1]);
    expect([...planesOf(frameOf(new Uint16Array([1, 2, 3, 1]), 2, 2))]).toEqual([2, 4, 4, 1, 0, 0, 0, 0]);
  });

  test("planes of another length, another form and a cut head are refused", () => {
    const frame = frameOf(new Uint8Array([1, 2, 3, 4]), 2, 2);
    const bytes = writePreparedHead(frame, statistics);
    const head = readPreparedHead(bytes);
    if (head === null) throw new Error("no head");
    expect(valuesOf(head, new Uint8Array(3))).toBeNull();
    expect(readPreparedHead(bytes.subarray(0, 43))).toBeNull();
    expect(readPreparedHead(bytes.with(0, 2))).toBeNull();
    expect(readPreparedHead(bytes.with(1, 99))).toBeNull();
  });
});
