import type { CodecOutput } from "../decoded-frame.ts";
import { BitReader, EntropyError, type HuffmanTable, readHuffmanTables } from "./jpeg-entropy.ts";
import type { JpegHead } from "./jpeg-markers.ts";

type Scan = { readonly tables: readonly HuffmanTable[]; readonly predictor: number; readonly pointTransform: number };

function readScan(bytes: Uint8Array, head: JpegHead): Scan {
  const scan = head.segments.at(-1);
  const from = scan?.from ?? 0;
  const count = bytes[from] ?? 0;
  if (count !== head.components.length) throw new EntropyError("components in scans of their own are not supported");
  const all = readHuffmanTables(bytes, head.segments);
  const tables = Array.from({ length: count }, (_, i) => {
    const table = all.get((bytes[from + 2 + 2 * i] ?? 0) >> 4);
    if (table === undefined) throw new EntropyError("a Huffman table is missing");
    return table;
  });
  const predictor = bytes[from + 1 + 2 * count] ?? 0;
  if (predictor < 1 || predictor > 7) throw new EntropyError(`predictor ${predictor}`);
  return { tables, predictor, pointTransform: (bytes[from + 3 + 2 * count] ?? 0) & 15 };
}

/** ITU T.81 table H.1; a = left, b = above, c = above left. */
function predict(predictor: number, a: number, b: number, c: number): number {
  switch (predictor) {
    case 1:
      return a;
    case 2:
      return b;
    case 3:
      return c;
    case 4:
      return a + b - c;
    case 5:
      return a + ((b - c) >> 1);
    case 6:
      return b + ((a - c) >> 1);
    default:
      return (a + b) >> 1;
  }
}

/** ITU T.81 H.1.2.2: category 16 is the difference 32768 and has no further bits. */
function difference(reader: BitReader, table: HuffmanTable): number {
  const length = reader.huffman(table);
  if (length > 16) throw new EntropyError("a difference of more than 16 bits");
  return length === 16 ? 32768 : reader.signed(length);
}

/**
 * Lossless JPEG (ITU T.81 H, process 14), all predictors, 2 to 16 bits, one or three components in one scan. Differences are modulo 2^16.
 * The first line of the picture and of each restart interval is predicted from the left only (H.1.1).
 */
export function decodeJpegLossless(bytes: Uint8Array, head: JpegHead): CodecOutput {
  const { rows, columns, components, precision, restartInterval } = head;
  const samples = components.length;
  if (components.some(({ horizontal, vertical }) => horizontal !== 1 || vertical !== 1)) throw new EntropyError("subsampled components");
  if (restartInterval % columns !== 0) throw new EntropyError("a restart interval that is no whole number of lines");
  const { tables, predictor, pointTransform } = readScan(bytes, head);
  const reader = new BitReader(bytes, head.scanStart);
  const values = precision > 8 ? new Uint16Array(rows * columns * samples) : new Uint8Array(rows * columns * samples);
  const stride = columns * samples;
  const middle = 1 << (precision - pointTransform - 1);
  const linesPerRestart = restartInterval / columns;
  let firstLine = true;
  for (let row = 0; row < rows; row++) {
    if (row > 0 && linesPerRestart > 0 && row % linesPerRestart === 0) {
      reader.restart(row / linesPerRestart - 1);
      firstLine = true;
    }
    const line = row * stride;
    for (let i = 0; i < stride; i++) {
      const at = line + i;
      const table = tables[samples === 1 ? 0 : i % samples] as HuffmanTable;
      let prediction: number;
      if (i < samples) prediction = firstLine ? middle : (values[at - stride] as number);
      else if (firstLine) prediction = values[at - samples] as number;
      else
        prediction = predict(
          predictor,
          values[at - samples] as number,
          values[at - stride] as number,
          values[at - stride - samples] as number,
        );
      values[at] = (prediction + difference(reader, table)) & 0xffff;
    }
    firstLine = false;
  }
  if (pointTransform > 0) for (let i = 0; i < values.length; i++) values[i] = (values[i] as number) << pointTransform;
  return { rows, columns, samples, bits: precision, signed: false, values };
}
