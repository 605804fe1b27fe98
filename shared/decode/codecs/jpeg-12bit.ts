import type { CodecOutput } from "../decoded-frame.ts";
import { BitReader, EntropyError, type HuffmanTable, readHuffmanTables } from "./jpeg-entropy.ts";
import type { JpegHead, JpegSegment } from "./jpeg-markers.ts";

/** ITU T.81 figure 5: place in the 8 × 8 block by place in the zigzag. */
const ZIGZAG = new Uint8Array([
  0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6, 7, 14, 21, 28, 35, 42, 49, 56, 57,
  50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63,
]);

function readQuantization(bytes: Uint8Array, segments: readonly JpegSegment[], destination: number): Uint16Array {
  for (const { from, to } of segments.filter(({ marker }) => marker === 0xdb)) {
    let at = from;
    while (at < to) {
      const wide = (bytes[at] ?? 0) >> 4 === 1;
      const size = wide ? 128 : 64;
      if (at + 1 + size > to) break;
      if (((bytes[at] ?? 0) & 15) === destination) {
        return Uint16Array.from({ length: 64 }, (_, i) =>
          wide ? (bytes[at + 1 + 2 * i] ?? 0) * 256 + (bytes[at + 2 + 2 * i] ?? 0) : (bytes[at + 1 + i] ?? 0),
        );
      }
      at += 1 + size;
    }
  }
  throw new EntropyError("a quantization table is missing");
}

/** One block of coefficients (ITU T.81 F.2.2), dequantised, in natural order; gives the new DC value. */
function readBlock(
  reader: BitReader,
  dc: HuffmanTable,
  ac: HuffmanTable,
  quantization: Uint16Array,
  lastDc: number,
  block: Int32Array,
): number {
  block.fill(0);
  const size = reader.huffman(dc);
  if (size > 15) throw new EntropyError("a DC difference of more than 15 bits");
  const value = lastDc + reader.signed(size);
  block[0] = value * (quantization[0] as number);
  for (let k = 1; k < 64; k++) {
    const code = reader.huffman(ac);
    const length = code & 15;
    if (length === 0) {
      if (code !== 0xf0) break;
      k += 15;
      continue;
    }
    k += code >> 4;
    if (k > 63) throw new EntropyError("coefficients behind the end of a block");
    block[ZIGZAG[k] as number] = reader.signed(length) * (quantization[k] as number);
  }
  return value;
}

// Cosines of the 8-point inverse transform, scaled by 2^13 (Loeffler, Ligtenberg and Moschytz 1989, the scheme of all "slow integer" decoders).
const F_0_298 = 2446;
const F_0_390 = 3196;
const F_0_541 = 4433;
const F_0_765 = 6270;
const F_0_899 = 7373;
const F_1_175 = 9633;
const F_1_501 = 12299;
const F_1_847 = 15137;
const F_1_961 = 16069;
const F_2_053 = 16819;
const F_2_562 = 20995;
const F_3_072 = 25172;

/** One 8-point inverse transform over `block[at + k * step]`; `shift` bits are rounded away, `scale` is the bits of precision gained before. */
function transform(block: Int32Array, at: number, step: number, shift: number): void {
  const v = (k: number): number => block[at + k * step] as number;
  const z1 = (v(2) + v(6)) * F_0_541;
  const t2 = z1 - v(6) * F_1_847;
  const t3 = z1 + v(2) * F_0_765;
  const t0 = (v(0) + v(4)) * 8192;
  const t1 = (v(0) - v(4)) * 8192;
  const even = [t0 + t3, t1 + t2, t1 - t2, t0 - t3];
  const z5 = (v(7) + v(3) + v(5) + v(1)) * F_1_175;
  const y1 = (v(7) + v(1)) * -F_0_899;
  const y2 = (v(5) + v(3)) * -F_2_562;
  const y3 = (v(7) + v(3)) * -F_1_961 + z5;
  const y4 = (v(5) + v(1)) * -F_0_390 + z5;
  const odd = [v(1) * F_1_501 + y1 + y4, v(3) * F_3_072 + y2 + y3, v(5) * F_2_053 + y2 + y4, v(7) * F_0_298 + y1 + y3];
  const half = 2 ** (shift - 1);
  const divisor = 2 ** shift;
  for (let k = 0; k < 4; k++) {
    const [e, o] = [even[k] as number, odd[k] as number];
    block[at + k * step] = Math.floor((e + o + half) / divisor);
    block[at + (7 - k) * step] = Math.floor((e - o + half) / divisor);
  }
}

/** Two passes; one extra bit is kept between them, as 12-bit samples leave room for. */
function inverseTransform(block: Int32Array): void {
  for (let column = 0; column < 8; column++) transform(block, column, 8, 13 - 1);
  for (let row = 0; row < 8; row++) transform(block, row * 8, 1, 13 + 1 + 3);
}

type Scan = { readonly dc: HuffmanTable; readonly ac: HuffmanTable; readonly quantization: Uint16Array };

function readScan(bytes: Uint8Array, head: JpegHead): Scan {
  const tables = readHuffmanTables(bytes, head.segments);
  const selector = bytes[(head.segments.at(-1)?.from ?? 0) + 2] ?? 0;
  const [dc, ac] = [tables.get(selector >> 4), tables.get(16 + (selector & 15))];
  if (dc === undefined || ac === undefined) throw new EntropyError("a Huffman table is missing");
  return { dc, ac, quantization: readQuantization(bytes, head.segments, head.components[0]?.quantization ?? 0) };
}

function storeBlock(
  block: Int32Array,
  values: Uint16Array,
  rows: number,
  columns: number,
  top: number,
  left: number,
  middle: number,
): void {
  const largest = 2 * middle - 1;
  for (let y = 0; y < 8 && top + y < rows; y++) {
    for (let x = 0; x < 8 && left + x < columns; x++) {
      values[(top + y) * columns + left + x] = Math.min(largest, Math.max(0, (block[y * 8 + x] as number) + middle));
    }
  }
}

/** Sequential JPEG of up to 12 bits with one component (ITU T.81 F, processes 2 and 4): libjpeg-turbo's build here reads 8 bits only. */
export function decodeJpeg12Bit(bytes: Uint8Array, head: JpegHead): CodecOutput {
  const { rows, columns, precision, components, restartInterval } = head;
  if (components.length !== 1) throw new EntropyError("more than one component of 12 bits");
  const { dc, ac, quantization } = readScan(bytes, head);
  const reader = new BitReader(bytes, head.scanStart);
  const values = new Uint16Array(rows * columns);
  const block = new Int32Array(64);
  const across = Math.ceil(columns / 8);
  const blocks = across * Math.ceil(rows / 8);
  let lastDc = 0;
  for (let i = 0; i < blocks; i++) {
    if (i > 0 && restartInterval > 0 && i % restartInterval === 0) {
      reader.restart(i / restartInterval - 1);
      lastDc = 0;
    }
    lastDc = readBlock(reader, dc, ac, quantization, lastDc, block);
    inverseTransform(block);
    storeBlock(block, values, rows, columns, Math.floor(i / across) * 8, (i % across) * 8, 1 << (precision - 1));
  }
  return { rows, columns, samples: 1, bits: precision, signed: false, values };
}
