/** A value of an element: text (several are joined by `\`), numbers, raw bytes, or the items of a sequence. */
type WrittenValue = string | number | readonly string[] | readonly number[] | Uint8Array | readonly WrittenDataSet[];
/** Tag (`"00100010"`), value representation, value. */
export type WrittenElement = readonly [tag: string, vr: string, value: WrittenValue];
export type WrittenDataSet = readonly WrittenElement[];

/** What wrote the file (PS3.10 7.1): a UID and a name of at most 16 characters. */
export type Implementation = { readonly uid: string; readonly name: string };

export type WrittenFile = {
  readonly sopClassUid: string;
  readonly sopInstanceUid: string;
  readonly transferSyntaxUid: string;
  readonly implementation: Implementation;
  /** Without SOP class and SOP instance, which are written here. */
  readonly dataSet: WrittenDataSet;
};

/** PS3.5 7.1.2: these have two reserved bytes and a length of 32 bits. */
const LONG = new Set(["OB", "OW", "OF", "OD", "OL", "SQ", "UC", "UR", "UT", "UN"]);
const LONGEST_SHORT_BYTES = 0xfffe;
const PREAMBLE_BYTES = 128;

const utf8 = new TextEncoder();

export function joinBytes(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const joined = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}

/**
 * A Part 10 file (PS3.10 7.1): preamble of zeros, file meta information, data set in explicit little endian with its elements in the order
 * of their tags. Text is UTF-8: a data set with other letters than ASCII must say `ISO_IR 192` in (0008,0005). Throws `RangeError` for a
 * value that its representation cannot hold.
 */
export function writePart10(file: WrittenFile): Uint8Array<ArrayBuffer> {
  const meta = encode([
    ["00020001", "OB", new Uint8Array([0, 1])],
    ["00020002", "UI", file.sopClassUid],
    ["00020003", "UI", file.sopInstanceUid],
    ["00020010", "UI", file.transferSyntaxUid],
    ["00020012", "UI", file.implementation.uid],
    ["00020013", "SH", file.implementation.name],
  ]);
  const identity: WrittenDataSet = [
    ["00080016", "UI", file.sopClassUid],
    ["00080018", "UI", file.sopInstanceUid],
  ];
  const length = element("00020000", "UL", meta.length);
  return joinBytes([new Uint8Array(PREAMBLE_BYTES), utf8.encode("DICM"), length, meta, encode([...identity, ...file.dataSet])]);
}

const tagNumber = (tag: string): number => Number.parseInt(tag, 16);

function encode(dataSet: WrittenDataSet): Uint8Array {
  const sorted = dataSet.toSorted(([a], [b]) => tagNumber(a) - tagNumber(b));
  return joinBytes(sorted.map(([tag, vr, value]) => element(tag, vr, value)));
}

function element(tag: string, vr: string, value: WrittenValue): Uint8Array {
  const content = contentOf(vr, value);
  if (!LONG.has(vr) && content.length > LONGEST_SHORT_BYTES) throw new RangeError(`${vr} of ${content.length} bytes`);
  return joinBytes([elementHeader(tag, vr, content.length), content]);
}

/** Tag, representation and length (PS3.5 7.1.2); `length` 0xffffffff = until a delimiter. */
export function elementHeader(tag: string, vr: string, length: number): Uint8Array {
  const bytes = new Uint8Array(LONG.has(vr) ? 12 : 8);
  const view = new DataView(bytes.buffer);
  writeTag(view, tag);
  bytes.set(utf8.encode(vr), 4);
  if (LONG.has(vr)) view.setUint32(8, length, true);
  else view.setUint16(6, length, true);
  return bytes;
}

/** Header of an item, or of a delimiter (PS3.5 7.5). */
export function itemHeader(tag: string, length: number): Uint8Array {
  const bytes = new Uint8Array(8);
  const view = new DataView(bytes.buffer);
  writeTag(view, tag);
  view.setUint32(4, length, true);
  return bytes;
}

function writeTag(view: DataView, tag: string): void {
  view.setUint16(0, tagNumber(tag.slice(0, 4)), true);
  view.setUint16(2, tagNumber(tag.slice(4)), true);
}

function contentOf(vr: string, value: WrittenValue): Uint8Array {
  if (vr === "SQ") return joinBytes((value as readonly WrittenDataSet[]).map(item));
  if (value instanceof Uint8Array) return padded(value, 0);
  const values = [value].flat() as (string | number)[];
  const write = numberWriters[vr];
  if (write !== undefined) return joinBytes(values.map((each) => write(Number(each))));
  return padded(utf8.encode(values.map(String).join("\\")), vr === "UI" ? 0 : 0x20);
}

function item(dataSet: WrittenDataSet): Uint8Array {
  const content = encode(dataSet);
  return joinBytes([itemHeader("FFFEE000", content.length), content]);
}

/** Of even length (PS3.5 7.1.1). */
export const padded = (bytes: Uint8Array, filler: number): Uint8Array =>
  bytes.length % 2 === 0 ? bytes : joinBytes([bytes, new Uint8Array([filler])]);

const numberWriter =
  (size: number, write: (view: DataView, value: number) => void) =>
  (value: number): Uint8Array => {
    const bytes = new Uint8Array(size);
    write(new DataView(bytes.buffer), value);
    return bytes;
  };

const numberWriters: Readonly<Record<string, (value: number) => Uint8Array>> = {
  US: numberWriter(2, (view, value) => view.setUint16(0, value, true)),
  SS: numberWriter(2, (view, value) => view.setInt16(0, value, true)),
  UL: numberWriter(4, (view, value) => view.setUint32(0, value, true)),
  SL: numberWriter(4, (view, value) => view.setInt32(0, value, true)),
  FL: numberWriter(4, (view, value) => view.setFloat32(0, value, true)),
  FD: numberWriter(8, (view, value) => view.setFloat64(0, value, true)),
  AT: numberWriter(4, (view, value) => {
    view.setUint16(0, value >>> 16, true);
    view.setUint16(2, value & 0xffff, true);
  }),
};
