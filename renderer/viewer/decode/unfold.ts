import type { Zstd } from "./zstd.ts";

/** The sums of a prepared frame, made in the memory of its decompressor. */
export type Unfold = {
  /**
   * The values of planes of 8 or 16 bits: `planes` is what `decompress` gave, `row` the values of one row. Bytes of their own; null when there
   * is no memory for them.
   */
  readonly values: (planes: Uint8Array, width: 1 | 2, row: number) => ArrayBuffer | null;
};

type Exports = {
  readonly unfold8: (planes: number, out: number, count: number, row: number) => void;
  readonly unfold16: (planes: number, out: number, count: number, row: number) => void;
};

/** `wasm` is `resources/unfold/unfold.wasm`. */
export async function createUnfold(wasm: BufferSource, zstd: Zstd): Promise<Unfold> {
  const { instance } = await WebAssembly.instantiate(wasm, { decoder: { memory: zstd.memory } });
  const { unfold8, unfold16 } = instance.exports as unknown as Exports;
  const room = zstd.room();
  const values = (planes: Uint8Array, width: 1 | 2, row: number): ArrayBuffer | null => {
    // making room may move the memory away below its views: the place stays
    const from = planes.byteOffset;
    const { length } = planes;
    const above = row * width;
    const at = room(above + length);
    if (at === 0) return null;
    new Uint8Array(zstd.memory.buffer, at, above).fill(0);
    (width === 1 ? unfold8 : unfold16)(from, at + above, length / width, row);
    return zstd.memory.buffer.slice(at + above, at + above + length);
  };
  return { values };
}
