import fs from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import wabt from "wabt";
import type { DecodedFrame, StoredValues } from "#shared/decode/decoded-frame.ts";
import { planesOf } from "#shared/decode/prepared-frame.ts";

const resources = path.join(import.meta.dirname, "../../resources");
const wasm = fs.readFileSync(path.join(resources, "unfold/unfold.wasm"));

test("the module in resources is what its text says, byte by byte", async () => {
  const text = fs.readFileSync(path.join(resources, "unfold/unfold.wat"), "utf8");
  const module = (await wabt()).parseWat("unfold.wat", text, { simd: true });
  expect(Buffer.from(module.toBinary({}).buffer).equals(wasm)).toBe(true);
});

/** Values without pattern, every bit of them in use. */
function noise<Values extends StoredValues>(values: Values): Values {
  let state = 1;
  for (let i = 0; i < values.length; i++) {
    state = Math.imul(state, 1_664_525) + 1_013_904_223;
    values[i] = state >>> 8;
  }
  return values;
}

const kinds = [
  ["signed words", (length: number) => new Int16Array(length)],
  ["unsigned words", (length: number) => new Uint16Array(length)],
  ["signed bytes", (length: number) => new Int8Array(length)],
  ["unsigned bytes", (length: number) => new Uint8Array(length)],
] as const;

/** Rows shorter than sixteen, of sixteen, that leave a rest, and a picture of one row. */
const sizes = [
  [1, 1],
  [7, 3],
  [5, 15],
  [4, 16],
  [3, 17],
  [9, 33],
  [1, 40],
  [64, 250],
] as const;

type Sum = (planes: number, out: number, count: number, row: number) => void;
type Exports = { readonly unfold8: Sum; readonly unfold16: Sum };

/** As the page calls it: a row of zeros, then the values; the planes somewhere else in the same memory, which held other frames before. */
const OUT = 8;
const PLANES = 1 << 20;

describe.each(kinds)("sums sixteen at a time: %s", (_name, empty) => {
  test.each(sizes)("%i rows of %i come back bit by bit, one frame after the other in the same memory", async (rows, columns) => {
    const memory = new WebAssembly.Memory({ initial: 32 });
    const { instance } = await WebAssembly.instantiate(wasm, { decoder: { memory } });
    const { unfold8, unfold16 } = instance.exports as unknown as Exports;
    for (const samples of [1, 3, 1] as const) {
      const values = noise(empty(rows * columns * samples));
      const frame: DecodedFrame = { rows, columns, samples, photometric: "MONOCHROME2", values };
      const [width, row] = [values.BYTES_PER_ELEMENT, columns * samples];
      new Uint8Array(memory.buffer).set(planesOf(frame), PLANES);
      new Uint8Array(memory.buffer, OUT, row * width).fill(0);
      (width === 1 ? unfold8 : unfold16)(PLANES, OUT + row * width, values.length, row);
      const sums = Buffer.from(memory.buffer, OUT + row * width, values.byteLength);
      expect(sums.equals(Buffer.from(values.buffer))).toBe(true);
    }
  });
});
