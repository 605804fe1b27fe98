import type { JpegSegment } from "./jpeg-markers.ts";

/** A Huffman code (ITU T.81 C, F.2.2.3) with a table for codes of up to 8 bits. */
export type HuffmanTable = {
  /** By the next 8 bits: length × 256 + value, 0 where the code is longer. */
  readonly quick: Uint16Array;
  readonly maxCode: Int32Array;
  readonly valueOffset: Int32Array;
  readonly values: Uint8Array;
};

/** A code of the stream does not exist, or the data end before the picture does. */
export class EntropyError extends Error {}

function makeTable(counts: Uint8Array, values: Uint8Array): HuffmanTable {
  const quick = new Uint16Array(256);
  const maxCode = new Int32Array(18).fill(-1);
  const valueOffset = new Int32Array(17);
  let code = 0;
  let index = 0;
  for (let length = 1; length <= 16; length++) {
    valueOffset[length] = index - code;
    for (let i = 0; i < (counts[length - 1] ?? 0); i++, code++, index++) {
      if (length > 8) continue;
      const first = code << (8 - length);
      quick.fill(length * 256 + (values[index] ?? 0), first, first + (1 << (8 - length)));
    }
    maxCode[length] = (counts[length - 1] ?? 0) > 0 ? code - 1 : -1;
    code <<= 1;
  }
  return { quick, maxCode, valueOffset, values };
}

/** All tables of the given segments, by class × 16 + destination; a later definition replaces an earlier one. */
export function readHuffmanTables(bytes: Uint8Array, segments: readonly JpegSegment[]): Map<number, HuffmanTable> {
  const tables = new Map<number, HuffmanTable>();
  for (const { from, to } of segments.filter(({ marker }) => marker === 0xc4)) {
    let at = from;
    while (at + 17 <= to) {
      const counts = bytes.subarray(at + 1, at + 17);
      const total = counts.reduce((a, b) => a + b, 0);
      if (at + 17 + total > to) throw new EntropyError("a Huffman table is longer than its segment");
      tables.set(bytes[at] ?? 0, makeTable(counts, bytes.subarray(at + 17, at + 17 + total)));
      at += 17 + total;
    }
  }
  return tables;
}

/** Bits of entropy-coded data: stuffed zeros are dropped, and no bit is made up behind a marker. */
export class BitReader {
  private bits = 0;
  private count = 0;
  private readonly bytes: Uint8Array;
  private at: number;

  constructor(bytes: Uint8Array, at: number) {
    this.bytes = bytes;
    this.at = at;
  }

  /** The next byte of data, or -1 at a marker or the end. */
  private nextByte(): number {
    const byte = this.bytes[this.at];
    if (byte === undefined) return -1;
    if (byte !== 0xff) {
      this.at++;
      return byte;
    }
    if (this.bytes[this.at + 1] !== 0) return -1;
    this.at += 2;
    return 0xff;
  }

  /** Fills up to at least `wanted` bits where there are any; `false` when the data end before. */
  private fill(wanted: number): boolean {
    while (this.count < wanted) {
      const byte = this.nextByte();
      if (byte < 0) return false;
      this.bits = ((this.bits << 8) | byte) & 0xffffff;
      this.count += 8;
    }
    return true;
  }

  /** `length` bits (0 … 16) as an unsigned number. */
  read(length: number): number {
    if (length === 0) return 0;
    if (!this.fill(length)) throw new EntropyError("the data end before the picture does");
    this.count -= length;
    return (this.bits >> this.count) & ((1 << length) - 1);
  }

  /** The next value of a Huffman code. */
  huffman(table: HuffmanTable): number {
    if (this.fill(8)) {
      const quick = table.quick[(this.bits >> (this.count - 8)) & 255] ?? 0;
      if (quick !== 0) {
        this.count -= quick >> 8;
        return quick & 255;
      }
    }
    let code = 0;
    for (let length = 1; length <= 16; length++) {
      code = (code << 1) | this.read(1);
      if (code <= (table.maxCode[length] ?? -1)) return table.values[code + (table.valueOffset[length] ?? 0)] ?? 0;
    }
    throw new EntropyError("a code that no table holds");
  }

  /** ITU T.81 F.2.2.1: a difference of `length` bits. */
  signed(length: number): number {
    if (length === 0) return 0;
    const value = this.read(length);
    return value < 1 << (length - 1) ? value - (1 << length) + 1 : value;
  }

  /** Leaves what is left of the byte and steps over the restart marker that must follow. */
  restart(expected: number): void {
    this.bits = 0;
    this.count = 0;
    while (this.bytes[this.at] === 0xff && this.bytes[this.at + 1] === 0xff) this.at++;
    if (this.bytes[this.at] !== 0xff || this.bytes[this.at + 1] !== 0xd0 + (expected & 7))
      throw new EntropyError("a restart marker is missing");
    this.at += 2;
  }
}
