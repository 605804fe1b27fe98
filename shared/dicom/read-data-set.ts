import dicomParser, { type ByteArrayParser, type DataSet, type Element } from "dicom-parser";
import type { DicomCode } from "./dicom-failure.ts";
import { type Fragments, readFragments } from "./read-fragments.ts";
import { isPrivateKey, tags, vrOfKey } from "./tags.ts";
import { hasShortLength, isKnownVr } from "./value-representation.ts";

/** Limits of reliability row 53. */
export const MAX_DEPTH = 64;
export const MAX_ELEMENTS = 1_000_000;

const UNDEFINED_LENGTH = 0xffffffff;
const ITEM = 0xfffee000;
const ITEM_END = 0xfffee00d;
const SEQUENCE_END = 0xfffee0dd;

export type Encoding = { readonly implicitVr: boolean; readonly bigEndian: boolean };

/** Pixel data as they lie in the file: one run of bytes, or fragments. `declared` is what the element claims. */
export type PixelElement =
  | {
      readonly kind: "native";
      readonly key: string;
      readonly vr: string;
      readonly offset: number;
      readonly length: number;
      readonly declared: number;
    }
  | { readonly kind: "encapsulated"; readonly key: string; readonly vr: string; readonly fragments: Fragments };

export type Fault = { readonly code: DicomCode; readonly detail: string };

export type DataSetRead = {
  readonly dataSet: DataSet;
  readonly pixel: PixelElement | null;
  /** Keys that stand twice at the top level with different bytes; the first one counts. */
  readonly repeated: readonly string[];
  readonly warnings: readonly string[];
  /** Where reading stopped before the end of the bytes; what was read until then is kept. */
  readonly fault: Fault | null;
};

type Reading = {
  readonly bytes: Uint8Array;
  position: number;
  elements: number;
  fault: Fault | null;
  readonly warnings: string[];
  readonly repeated: string[];
  pixel: PixelElement | null;
};

type Head = {
  readonly key: string;
  readonly tag: number;
  readonly vr: string | undefined;
  readonly length: number;
  readonly dataOffset: number;
};

const parserOf = (encoding: Encoding): ByteArrayParser =>
  encoding.bigEndian ? dicomParser.bigEndianByteArrayParser : dicomParser.littleEndianByteArrayParser;

/** `DataSet` is a class at run time (1.8.21), although the package's types call it an interface. */
const DataSetClass = (
  dicomParser as unknown as { DataSet: new (parser: ByteArrayParser, bytes: Uint8Array, elements: { [key: string]: Element }) => DataSet }
).DataSet;

const keyOf = (tag: number): string => `x${tag.toString(16).padStart(8, "0")}`;

function stop(reading: Reading, code: DicomCode, detail: string): false {
  reading.fault ??= { code, detail: `${detail} at byte ${reading.position}` };
  return false;
}

/** Tag, representation and length of the next element; null and a fault when they do not fit before `end`. */
function readHead(reading: Reading, encoding: Encoding, end: number): Head | null {
  const { bytes, position } = reading;
  const parser = parserOf(encoding);
  if (position + 8 > end) {
    stop(reading, "cut-off", "an element begins");
    return null;
  }
  const tag = parser.readUint16(bytes, position) * 0x10000 + parser.readUint16(bytes, position + 2);
  const key = keyOf(tag);
  const implicit = { key, tag, vr: undefined, length: parser.readUint32(bytes, position + 4), dataOffset: position + 8 };
  if (tag >= ITEM && tag <= SEQUENCE_END) return implicit;
  if (encoding.implicitVr) return { ...implicit, vr: vrOfKey(key) };
  const vr = String.fromCharCode(bytes[position + 4] ?? 0, bytes[position + 5] ?? 0).toUpperCase();
  // No letters where the representation should stand: some writers leave elements of an explicit file in implicit form, others write blanks.
  if (!/^[A-Z]{2}$/.test(vr)) {
    reading.warnings.push(`element ${key} has no representation`);
    const fits = implicit.length === UNDEFINED_LENGTH || implicit.dataOffset + implicit.length <= end;
    return { ...implicit, vr: vrOfKey(key), length: fits ? implicit.length : parser.readUint16(bytes, position + 6) };
  }
  if (hasShortLength(vr)) return { key, tag, vr, length: parser.readUint16(bytes, position + 6), dataOffset: position + 8 };
  if (position + 12 > end) {
    stop(reading, "cut-off", `element ${key} begins`);
    return null;
  }
  if (!isKnownVr(vr)) reading.warnings.push(`element ${key} has an unknown representation`);
  return { key, tag, vr, length: parser.readUint32(bytes, position + 8), dataOffset: position + 12 };
}

const startsWithItem = (reading: Reading, head: Head, parser: ByteArrayParser): boolean =>
  head.length >= 8 &&
  head.dataOffset + 8 <= reading.bytes.length &&
  parser.readUint16(reading.bytes, head.dataOffset) === 0xfffe &&
  parser.readUint16(reading.bytes, head.dataOffset + 2) === 0xe000;

function isSequence(reading: Reading, head: Head, encoding: Encoding): boolean {
  if (isPixelKey(head.key)) return false;
  if (head.vr === "SQ") return true;
  if (head.length === UNDEFINED_LENGTH) return head.vr === undefined || head.vr === "UN";
  return (head.vr === undefined || head.vr === "UN") && startsWithItem(reading, head, parserOf(encoding));
}

const isPixelKey = (key: string): boolean =>
  key === tags.pixelData.key || key === tags.floatPixelData.key || key === tags.doubleFloatPixelData.key;

/** PS3.5 6.2.2: what lies inside an element of unknown representation is implicit little endian. */
function encodingInside(reading: Reading, head: Head, encoding: Encoding): Encoding {
  if (head.vr !== "UN") return encoding;
  const implicit = { implicitVr: true, bigEndian: false };
  return head.length === UNDEFINED_LENGTH || startsWithItem(reading, head, parserOf(implicit)) ? implicit : encoding;
}

/** The items of a sequence whose head was read; `end` is the sequence's own end, `outerEnd` that of what holds it. */
function readItems(reading: Reading, head: Head, encoding: Encoding, end: number, outerEnd: number, depth: number): Element[] | null {
  if (depth > MAX_DEPTH) {
    stop(reading, "too-deep", `more than ${MAX_DEPTH} sequences`);
    return null;
  }
  const inner = encodingInside(reading, head, encoding);
  const items: Element[] = [];
  while (reading.position < end) {
    const item = readHead(reading, inner, end);
    if (item === null) return null;
    reading.position = item.dataOffset;
    if (item.tag === SEQUENCE_END) return items;
    if (item.tag !== ITEM) {
      stop(reading, "damaged", `sequence ${head.key} holds something else than items`);
      return null;
    }
    const open = item.length === UNDEFINED_LENGTH;
    const itemEnd = open ? end : item.dataOffset + item.length;
    if (itemEnd > outerEnd) {
      stop(reading, outerEnd === reading.bytes.length ? "cut-off" : "damaged", `an item of ${head.key} is longer than what holds it`);
      return null;
    }
    if (itemEnd > end) reading.warnings.push(`sequence ${head.key} is longer than it claims`);
    const elements = readElements(reading, inner, itemEnd, depth, open);
    if (elements === null) return null;
    const dataSet = new DataSetClass(parserOf(inner), reading.bytes, elements);
    items.push({ tag: item.key, length: reading.position - item.dataOffset, dataOffset: item.dataOffset, dataSet });
  }
  if (head.length === UNDEFINED_LENGTH) reading.warnings.push(`sequence ${head.key} has no end mark`);
  return items;
}

/** A sequence of a maker's private group that does not hold together is left out; one of the standard's groups ends the reading. */
function readSequence(reading: Reading, head: Head, encoding: Encoding, end: number, depth: number): Element | null {
  const open = head.length === UNDEFINED_LENGTH;
  const ownEnd = open ? end : head.dataOffset + head.length;
  if (ownEnd > end) {
    stop(reading, end === reading.bytes.length ? "cut-off" : "damaged", `sequence ${head.key} claims ${head.length} bytes`);
    return null;
  }
  const items = readItems(reading, head, encoding, ownEnd, end, depth + 1);
  if (items === null) {
    if (open || !isPrivateKey(head.key) || reading.fault?.code === "too-deep" || reading.fault?.code === "too-many-elements") return null;
    reading.fault = null;
    reading.position = ownEnd;
    reading.warnings.push(`private sequence ${head.key} could not be read`);
  }
  return { tag: head.key, vr: "SQ", length: reading.position - head.dataOffset, dataOffset: head.dataOffset, items: items ?? [] };
}

/** Pixel data of the top level; nested ones (icons) are only stepped over. */
function readEncapsulated(reading: Reading, head: Head, encoding: Encoding, depth: number): Element | null {
  const fragments = readFragments(reading.bytes, head.dataOffset, parserOf(encoding));
  if (fragments.fault !== null && fragments.fragments.length === 0) {
    stop(reading, fragments.cut ? "cut-off" : "damaged", fragments.fault);
    return null;
  }
  if (fragments.fault !== null) reading.warnings.push(fragments.fault);
  reading.position = fragments.end;
  if (depth === 0) reading.pixel ??= { kind: "encapsulated", key: head.key, vr: head.vr ?? "OB", fragments };
  return {
    tag: head.key,
    vr: head.vr ?? "OB",
    length: fragments.end - head.dataOffset,
    dataOffset: head.dataOffset,
    hadUndefinedLength: true,
  };
}

function readPlain(reading: Reading, head: Head, end: number, depth: number): Element | null {
  const isTopPixel = depth === 0 && isPixelKey(head.key);
  const available = Math.min(head.length, end - head.dataOffset);
  if (available < head.length && !isTopPixel) {
    stop(reading, end === reading.bytes.length ? "cut-off" : "damaged", `element ${head.key} claims ${head.length} bytes`);
    return null;
  }
  if (isTopPixel) {
    if (available < head.length) reading.warnings.push(`pixel data claim ${head.length} bytes, ${available} are there`);
    reading.pixel ??= {
      kind: "native",
      key: head.key,
      vr: head.vr ?? "OW",
      offset: head.dataOffset,
      length: available,
      declared: head.length,
    };
  }
  reading.position = head.dataOffset + available;
  return { tag: head.key, ...(head.vr === undefined ? {} : { vr: head.vr }), length: available, dataOffset: head.dataOffset };
}

function sameBytes(bytes: Uint8Array, a: Element, b: Element): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (bytes[a.dataOffset + i] !== bytes[b.dataOffset + i]) return false;
  return true;
}

function readElement(reading: Reading, head: Head, encoding: Encoding, end: number, depth: number): Element | null {
  reading.position = head.dataOffset;
  if (isSequence(reading, head, encoding)) return readSequence(reading, head, encoding, end, depth);
  if (head.length !== UNDEFINED_LENGTH) return readPlain(reading, head, end, depth);
  if (isPixelKey(head.key) || head.vr === "OB" || head.vr === "OW") return readEncapsulated(reading, head, encoding, depth);
  stop(reading, "damaged", `element ${head.key} has no length`);
  return null;
}

const onlyZeros = (bytes: Uint8Array, from: number, to: number): boolean => bytes.subarray(from, to).every((byte) => byte === 0);

/** Elements up to `end`, or (`open`) up to the mark that ends an item. Null when a fault was met. */
function readElements(reading: Reading, encoding: Encoding, end: number, depth: number, open: boolean): { [key: string]: Element } | null {
  const elements: { [key: string]: Element } = {};
  while (reading.position < end) {
    if (depth === 0 && end - reading.position < 8 && onlyZeros(reading.bytes, reading.position, end)) break;
    const head = readHead(reading, encoding, end);
    if (head === null) return depth === 0 ? elements : null;
    if (head.tag === ITEM_END || head.tag === SEQUENCE_END) {
      // A length behind an end mark is not allowed and means nothing.
      reading.position = head.dataOffset;
      if (open && head.tag === ITEM_END) return elements;
      reading.warnings.push("an end mark stands where none is allowed");
      continue;
    }
    if (depth === 0 && head.tag === 0 && onlyZeros(reading.bytes, reading.position, Math.min(end, reading.position + 4096))) {
      reading.warnings.push("zeros follow the last element");
      break;
    }
    if (++reading.elements > MAX_ELEMENTS) {
      stop(reading, "too-many-elements", `more than ${MAX_ELEMENTS} elements`);
      return depth === 0 ? elements : null;
    }
    const element = readElement(reading, head, encoding, end, depth);
    if (element === null) return depth === 0 ? elements : null;
    const first = elements[head.key];
    if (first === undefined) elements[head.key] = element;
    else if (depth === 0 && !sameBytes(reading.bytes, first, element)) reading.repeated.push(head.key);
  }
  if (open) reading.warnings.push("an item has no end mark");
  return elements;
}

/**
 * Reads one data set (PS3.5 7) from `from` to the end of the bytes. Lengths are checked against the bytes that are there before anything is
 * made of them; nothing is copied. Structure is ours because dicom-parser 1.8.21 does not know OV, SV and UV, has no limits, and ends the
 * whole reading by a thrown string; the values are read by its `DataSet`.
 */
export function readDataSet(bytes: Uint8Array, from: number, encoding: Encoding): DataSetRead {
  const reading: Reading = { bytes, position: from, elements: 0, fault: null, warnings: [], repeated: [], pixel: null };
  const elements = readElements(reading, encoding, bytes.length, 0, false) ?? {};
  return {
    dataSet: new DataSetClass(parserOf(encoding), bytes, elements),
    pixel: reading.pixel,
    repeated: reading.repeated,
    warnings: reading.warnings,
    fault: reading.fault,
  };
}
