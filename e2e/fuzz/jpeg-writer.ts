/** Writes bits with the most significant first; a byte FF is followed by 00 (T.81 F.1.2.3). */
class BitWriter {
  readonly #bytes: number[] = [];
  #held = 0;
  #count = 0;

  put(value: number, bits: number): void {
    for (let bit = bits - 1; bit >= 0; bit--) {
      this.#held = (this.#held << 1) | ((value >>> bit) & 1);
      if (++this.#count < 8) continue;
      this.#bytes.push(this.#held);
      if (this.#held === 0xff) this.#bytes.push(0);
      this.#held = 0;
      this.#count = 0;
    }
  }

  end(): Buffer {
    while (this.#count !== 0) this.put(1, 1);
    return Buffer.from(this.#bytes);
  }
}

/** Every size of a difference has a code of five bits: its own number. */
const CODE_BITS = 5;

/** A difference as its size and its low bits; a negative one in ones' complement (T.81 F.1.2.1). */
function putDifference(bits: BitWriter, difference: number): void {
  const size = difference === 0 ? 0 : 32 - Math.clz32(Math.abs(difference));
  bits.put(size, CODE_BITS);
  if (size < 16) bits.put(difference < 0 ? difference + 2 ** size - 1 : difference, size);
}

const segment = (marker: number, content: readonly number[]): Buffer =>
  Buffer.from([0xff, marker, (content.length + 2) >> 8, (content.length + 2) & 255, ...content]);

const frameHeader = (marker: number, precision: number, rows: number, columns: number, components: number): Buffer =>
  segment(marker, [
    ...[precision, rows >> 8, rows & 255, columns >> 8, columns & 255, components],
    ...Array.from({ length: components }, (_, index) => [index + 1, 0x11, 0]).flat(),
  ]);

/** Codes for the sizes from 0 to `largest`: 11 is the most that baseline decoders take, 16 that of lossless (T.81 F.1.2.1, H.1.2.2). */
const differenceTable = (largest: 11 | 15 | 16): Buffer =>
  segment(0xc4, [
    0x00,
    ...Array.from({ length: 16 }, (_, at) => (at + 1 === CODE_BITS ? largest + 1 : 0)),
    ...Array.from({ length: largest + 1 }, (_, size) => size),
  ]);
/** One code for the end of a block: 0. */
const endTable = segment(0xc4, [0x10, 1, ...new Array<number>(15).fill(0), 0]);

const scanHeader = (components: number, first: number, last: number): Buffer =>
  segment(0xda, [components, ...Array.from({ length: components }, (_, index) => [index + 1, 0]).flat(), first, last, 0]);

const START = Buffer.from([0xff, 0xd8]);
const END = Buffer.from([0xff, 0xd9]);

export type Plane = { readonly rows: number; readonly columns: number; readonly components: number; readonly values: ArrayLike<number> };

/** JPEG Lossless, first-order prediction (process 14, selection value 1), samples of up to 16 bits (T.81 Annex H). */
export function losslessJpeg({ rows, columns, components, values }: Plane, precision: number): Buffer {
  const bits = new BitWriter();
  const at = (row: number, column: number, component: number): number => values[(row * columns + column) * components + component] ?? 0;
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      for (let component = 0; component < components; component++) {
        const beside = column > 0 ? at(row, column - 1, component) : row > 0 ? at(row - 1, column, component) : 2 ** (precision - 1);
        const difference = (at(row, column, component) - beside) & 0xffff;
        putDifference(bits, difference > 0x8000 ? difference - 0x10000 : difference);
      }
    }
  }
  return Buffer.concat([
    START,
    frameHeader(0xc3, precision, rows, columns, components),
    differenceTable(16),
    scanHeader(components, 1, 0),
    bits.end(),
    END,
  ]);
}

/** JPEG with one level for each 8 × 8 block: baseline for 8 bits, extended for 12 (T.81 F.1). Enough to be broken. */
export function blockJpeg({ rows, columns, components, values }: Plane, precision: 8 | 12): Buffer {
  const bits = new BitWriter();
  const before = new Array<number>(components).fill(0);
  for (let top = 0; top < rows; top += 8) {
    for (let left = 0; left < columns; left += 8) {
      for (let component = 0; component < components; component++) {
        // quantised by 8: the DC coefficient of a flat block is eight times its level
        const level = (values[(top * columns + left) * components + component] ?? 0) - 2 ** (precision - 1);
        putDifference(bits, level - (before[component] ?? 0));
        before[component] = level;
        bits.put(0, 1);
      }
    }
  }
  const quantisation = segment(0xdb, [0, ...new Array<number>(64).fill(8)]);
  const frame = frameHeader(precision === 8 ? 0xc0 : 0xc1, precision, rows, columns, components);
  return Buffer.concat([
    START,
    quantisation,
    frame,
    differenceTable(precision === 8 ? 11 : 15),
    endTable,
    scanHeader(components, 0, 63),
    bits.end(),
    END,
  ]);
}
