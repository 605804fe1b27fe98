import type { DecodedFrame, DecodedPhotometric, StoredValues } from "./decoded-frame.ts";

/**
 * A prepared frame: a decoded frame in the form that is quickest to read again. 44 bytes (little endian): form version u8, container u8,
 * photometric u8, samples u8, rows u32, columns u32, then min, max, 1st and 99th percentile as f64; behind them the planes, compressed.
 */
export const PREPARED_HEAD_BYTES = 44;

/** Changes with anything that would make other bytes of the same frame: older packs are made anew. */
export const PREPARED_FORM = 1;

/** Extremes and percentiles of the stored values, so that the reader need not go through them again. */
export type PreparedStatistics = {
  readonly min: number;
  readonly max: number;
  readonly percentile1: number;
  readonly percentile99: number;
};

export type PreparedHead = Omit<DecodedFrame, "values"> & { readonly container: Container; readonly statistics: PreparedStatistics };

const containers = {
  uint8: Uint8Array,
  int8: Int8Array,
  uint16: Uint16Array,
  int16: Int16Array,
  uint32: Uint32Array,
  int32: Int32Array,
  float32: Float32Array,
  float64: Float64Array,
} as const;
export type Container = keyof typeof containers;
const containerNames = Object.keys(containers) as Container[];

const photometrics: readonly DecodedPhotometric[] = ["MONOCHROME1", "MONOCHROME2", "PALETTE COLOR", "RGB", "YBR_FULL"];

const containerOf = (values: StoredValues): Container =>
  containerNames.find((name) => values instanceof containers[name]) ?? ("uint8" satisfies Container);

/** Bytes of one value. */
export const valueWidth = ({ container }: Pick<PreparedHead, "container">): number => containers[container].BYTES_PER_ELEMENT;

/** Bytes of the planes of a frame. */
export const planeBytes = (head: Omit<PreparedHead, "statistics" | "photometric">): number =>
  head.rows * head.columns * head.samples * valueWidth(head);

/** Bytes that are a frame's values already. */
export const valuesIn = ({ container }: Pick<PreparedHead, "container">, bytes: ArrayBuffer): StoredValues =>
  new containers[container](bytes);

export function writePreparedHead(frame: DecodedFrame, statistics: PreparedStatistics): Uint8Array<ArrayBuffer> {
  const view = new DataView(new ArrayBuffer(PREPARED_HEAD_BYTES));
  view.setUint8(0, PREPARED_FORM);
  view.setUint8(1, containerNames.indexOf(containerOf(frame.values)));
  view.setUint8(2, photometrics.indexOf(frame.photometric));
  view.setUint8(3, frame.samples);
  view.setUint32(4, frame.rows, true);
  view.setUint32(8, frame.columns, true);
  const { min, max, percentile1, percentile99 } = statistics;
  [min, max, percentile1, percentile99].forEach((value, index) => {
    view.setFloat64(12 + 8 * index, value, true);
  });
  return new Uint8Array(view.buffer);
}

/** The head of a prepared frame; null when it is none of this form. */
export function readPreparedHead(bytes: Uint8Array): PreparedHead | null {
  if (bytes.length < PREPARED_HEAD_BYTES || bytes[0] !== PREPARED_FORM) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, PREPARED_HEAD_BYTES);
  const container = containerNames[view.getUint8(1)];
  const photometric = photometrics[view.getUint8(2)];
  const samples = view.getUint8(3);
  if (container === undefined || photometric === undefined || (samples !== 1 && samples !== 3)) return null;
  const at = (index: number): number => view.getFloat64(12 + 8 * index, true);
  return {
    container,
    photometric,
    samples,
    rows: view.getUint32(4, true),
    columns: view.getUint32(8, true),
    statistics: { min: at(0), max: at(1), percentile1: at(2), percentile99: at(3) },
  };
}

const viewOf = (values: StoredValues): Uint8Array => new Uint8Array(values.buffer, values.byteOffset, values.byteLength);

/** Values of 8 or 16 bits as differences to the row above, small ones of either sign near 0 (zigzag), low bytes before high bytes. */
function differences(values: StoredValues, rowLength: number, bytes: 1 | 2): Uint8Array<ArrayBuffer> {
  const count = values.length;
  const out = new Uint8Array(count * bytes);
  const shift = bytes === 1 ? 24 : 16;
  for (let i = 0; i < count; i++) {
    const above = i < rowLength ? 0 : (values[i - rowLength] as number);
    const difference = (((values[i] as number) - above) << shift) >> shift;
    const folded = (difference << 1) ^ (difference >> 31);
    out[i] = folded;
    if (bytes === 2) out[count + i] = folded >>> 8;
  }
  return out;
}

/** The n-th bytes of all values together: for what has more than 16 bits. */
function bytePlanes(source: Uint8Array, width: number): Uint8Array<ArrayBuffer> {
  const count = source.length / width;
  const out = new Uint8Array(source.length);
  for (let plane = 0; plane < width; plane++) for (let i = 0; i < count; i++) out[plane * count + i] = source[i * width + plane] as number;
  return out;
}

/** What is compressed of a frame. `planesOf` and `valuesOf` are each other's inverse, bit by bit. */
export function planesOf({ values, columns, samples }: DecodedFrame): Uint8Array<ArrayBuffer> {
  const width = values.BYTES_PER_ELEMENT;
  return width === 1 || width === 2 ? differences(values, columns * samples, width) : bytePlanes(viewOf(values), width);
}

// One loop for each width over one kind of array: the engine compiles them to plain adds. A typed array keeps the low bits, so a sum wraps
// as its difference did, and the sign is only another view of the same bytes.
function addUpBytes(out: Uint8Array, planes: Uint8Array, rowLength: number): void {
  for (let i = 0; i < out.length; i++) {
    const folded = planes[i] as number;
    const difference = (folded >>> 1) ^ -(folded & 1);
    out[i] = i < rowLength ? difference : (out[i - rowLength] as number) + difference;
  }
}

function addUpWords(out: Uint16Array, planes: Uint8Array, rowLength: number): void {
  const count = out.length;
  for (let i = 0; i < rowLength; i++) {
    const folded = (planes[i] as number) | ((planes[count + i] as number) << 8);
    out[i] = (folded >>> 1) ^ -(folded & 1);
  }
  for (let i = rowLength; i < count; i++) {
    const folded = (planes[i] as number) | ((planes[count + i] as number) << 8);
    out[i] = (out[i - rowLength] as number) + ((folded >>> 1) ^ -(folded & 1));
  }
}

/** The stored values of a prepared frame from its planes; null when the planes have another length than the head says. */
export function valuesOf(head: PreparedHead, planes: Uint8Array): StoredValues | null {
  if (planes.length !== planeBytes(head)) return null;
  const { rows, columns, samples } = head;
  const out = new containers[head.container](rows * columns * samples);
  const width = out.BYTES_PER_ELEMENT;
  const bytes = viewOf(out);
  if (width === 1) addUpBytes(bytes, planes, columns * samples);
  if (width === 2) addUpWords(new Uint16Array(out.buffer), planes, columns * samples);
  if (width <= 2) return out;
  const count = out.length;
  for (let plane = 0; plane < width; plane++)
    for (let i = 0; i < count; i++) bytes[i * width + plane] = planes[plane * count + i] as number;
  return out;
}
