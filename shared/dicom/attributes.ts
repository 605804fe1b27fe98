import type { DataSet, Element } from "dicom-parser";
import { decodeText } from "./character-set.ts";
import type { Tag } from "./tags.ts";
import { bytesPerValue } from "./value-representation.ts";

/** One data set, or one item of a sequence, with the character set that holds in it. */
export type Attributes = { readonly dataSet: DataSet; readonly characterSets: readonly string[] };

const elementOf = (attributes: Attributes, tag: Tag): Element | undefined => {
  const element = attributes.dataSet.elements[tag.key];
  return element !== undefined && element.length > 0 ? element : undefined;
};

export const hasValue = (attributes: Attributes, tag: Tag): boolean => elementOf(attributes, tag) !== undefined;

/** The bytes of an element's value: a view, nothing is copied. */
export function bytesOf(attributes: Attributes, tag: Tag): Uint8Array | null {
  const element = elementOf(attributes, tag);
  if (element === undefined) return null;
  return attributes.dataSet.byteArray.subarray(element.dataOffset, element.dataOffset + element.length);
}

/** Backslash-separated values of the default repertoire (UI, CS, DS, IS …), without padding. */
export function codesOf(attributes: Attributes, tag: Tag): readonly string[] {
  const element = elementOf(attributes, tag);
  if (element === undefined || element.items !== undefined) return [];
  const joined = attributes.dataSet.string(tag.key) ?? "";
  return joined.split("\\").map((value) => value.trim());
}

/** The first value; null when it is missing or empty. */
export function codeOf(attributes: Attributes, tag: Tag): string | null {
  const first = codesOf(attributes, tag)[0];
  return first === undefined || first === "" ? null : first;
}

/** Text in the data set's own character set (PS3.5 6.1), trimmed; null when missing or empty. */
export function textOf(attributes: Attributes, tag: Tag): string | null {
  const bytes = bytesOf(attributes, tag);
  if (bytes === null) return null;
  const text = decodeText(bytes, attributes.characterSets, tag.vr).text.replaceAll("\0", "").trim();
  // Empty component groups at the end of a name say nothing (PS3.5 6.2.1.1).
  const said = tag.vr === "PN" ? text.replace(/[\^=]+$/, "") : text;
  return said === "" ? null : said;
}

const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;

const numberOfText = (text: string): number => (DECIMAL.test(text) ? Number(text) : Number.NaN);

function binaryValue(attributes: Attributes, key: string, vr: string, index: number): number | undefined {
  const { dataSet } = attributes;
  switch (vr) {
    case "SS":
      return dataSet.int16(key, index);
    case "UL":
    case "OL":
      return dataSet.uint32(key, index);
    case "SL":
      return dataSet.int32(key, index);
    case "FL":
    case "OF":
      return dataSet.float(key, index);
    case "FD":
    case "OD":
      return dataSet.double(key, index);
    case "OV":
    case "UV":
    case "SV":
      return wideInteger(dataSet, key, index, vr === "SV");
    default:
      return dataSet.uint16(key, index);
  }
}

/** 64-bit integers, which dicom-parser does not know; NaN above 2^53, which no length or offset of a file reaches. */
function wideInteger(dataSet: DataSet, key: string, index: number, signed: boolean): number {
  const element = dataSet.elements[key];
  if (element === undefined) return Number.NaN;
  const { byteArrayParser: parser, byteArray } = dataSet;
  const at = element.dataOffset + 8 * index;
  const [first, second] = [parser.readUint32(byteArray, at), parser.readUint32(byteArray, at + 4)];
  // A big endian parser reads 0x0001 from the bytes 0, 1: then the first word is the high one.
  const highFirst = parser.readUint16(new Uint8Array([0, 1]), 0) === 1;
  const [high, low] = highFirst ? [first, second] : [second, first];
  const value = (signed ? high | 0 : high) * 2 ** 32 + low;
  return Number.isSafeInteger(value) ? value : Number.NaN;
}

/**
 * The numbers of an attribute, by the representation the file states, else by that of the table. A value that is no number is NaN:
 * a caller that needs it refuses, instead of taking the digits before the fault.
 */
export function numbersOf(attributes: Attributes, tag: Tag): readonly number[] {
  const element = elementOf(attributes, tag);
  if (element === undefined || element.items !== undefined) return [];
  const vr = element.vr === undefined || element.vr === "UN" ? tag.vr : element.vr;
  const width = bytesPerValue(vr);
  if (width === null || width === 1) return codesOf(attributes, tag).map(numberOfText);
  const count = Math.floor(element.length / width);
  return Array.from({ length: count }, (_, index) => binaryValue(attributes, tag.key, vr, index) ?? Number.NaN);
}

/** The first number; null when it is missing or no number. */
export function numberOf(attributes: Attributes, tag: Tag): number | null {
  const first = numbersOf(attributes, tag)[0];
  return first === undefined || !Number.isFinite(first) ? null : first;
}

/** The items of a sequence; none when it is missing or empty. */
export function itemsOf(attributes: Attributes, tag: Tag): readonly Attributes[] {
  const items = attributes.dataSet.elements[tag.key]?.items ?? [];
  return items.flatMap((item) => (item.dataSet === undefined ? [] : [{ dataSet: item.dataSet, characterSets: attributes.characterSets }]));
}

export const firstItem = (attributes: Attributes, tag: Tag): Attributes | null => itemsOf(attributes, tag)[0] ?? null;
