import { deflateRawSync } from "node:zlib";
import { DEFLATED_SYNTAX, type EXPLICIT_BIG_ENDIAN, IMPLICIT } from "./syntaxes.ts";

const WIDTHS: Readonly<Record<string, number>> = { US: 2, SS: 2, OW: 2, AT: 2, UL: 4, SL: 4, FL: 4, OF: 4, FD: 8, OD: 8 };
const LONG = new Set(["OB", "OW", "OF", "OD", "OL", "SQ", "UC", "UR", "UT", "UN"]);

type Element = { readonly group: number; readonly number: number; readonly vr: string; readonly value: Buffer };

/** The elements of an explicit little endian data set without sequences and encapsulated pixels. */
function elementsOf(dataSet: Buffer): Element[] {
  const found: Element[] = [];
  for (let at = 0; at < dataSet.length; ) {
    const vr = dataSet.toString("latin1", at + 4, at + 6);
    const long = LONG.has(vr);
    const length = long ? dataSet.readUInt32LE(at + 8) : dataSet.readUInt16LE(at + 6);
    const start = at + (long ? 12 : 8);
    found.push({
      group: dataSet.readUInt16LE(at),
      number: dataSet.readUInt16LE(at + 2),
      vr,
      value: dataSet.subarray(start, start + length),
    });
    at = start + length;
  }
  return found;
}

function implicit({ group, number, value }: Element): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt16LE(group, 0);
  head.writeUInt16LE(number, 2);
  head.writeUInt32LE(value.length, 4);
  return Buffer.concat([head, value]);
}

function bigEndian({ group, number, vr, value }: Element): Buffer {
  const head = Buffer.alloc(LONG.has(vr) ? 12 : 8);
  head.writeUInt16BE(group, 0);
  head.writeUInt16BE(number, 2);
  head.write(vr, 4, "latin1");
  if (LONG.has(vr)) head.writeUInt32BE(value.length, 8);
  else head.writeUInt16BE(value.length, 6);
  const width = WIDTHS[vr] ?? 1;
  const swapped = Buffer.from(value);
  for (let at = 0; width > 1 && at + width <= swapped.length; at += width) swapped.subarray(at, at + width).reverse();
  return Buffer.concat([head, swapped]);
}

const uid = (text: string): Buffer => Buffer.from(text.length % 2 === 0 ? text : `${text}\0`, "latin1");

/** The same flat file in another uncompressed coding (PS3.5 A): its meta header stays explicit little endian. */
export function reencoded(file: Buffer, syntax: typeof IMPLICIT | typeof EXPLICIT_BIG_ENDIAN | typeof DEFLATED_SYNTAX): Buffer {
  // group length: tag, VR, length and four bytes (PS3.10 7.1)
  const metaEnd = 144 + file.readUInt32LE(140);
  const meta = elementsOf(file.subarray(144, metaEnd)).map((each) => (each.number === 0x0010 ? { ...each, value: uid(syntax) } : each));
  const dataSet = file.subarray(metaEnd);
  const body =
    syntax === DEFLATED_SYNTAX
      ? deflateRawSync(dataSet)
      : Buffer.concat(elementsOf(dataSet).map(syntax === IMPLICIT ? implicit : bigEndian));
  return Buffer.concat([file.subarray(0, 132), ...withLength(Buffer.concat(meta.map(explicit))), body]);
}

function withLength(meta: Buffer): [Buffer, Buffer] {
  const value = Buffer.alloc(4);
  value.writeUInt32LE(meta.length);
  return [explicit({ group: 2, number: 0, vr: "UL", value }), meta];
}

function explicit({ group, number, vr, value }: Element): Buffer {
  const head = Buffer.alloc(LONG.has(vr) ? 12 : 8);
  head.writeUInt16LE(group, 0);
  head.writeUInt16LE(number, 2);
  head.write(vr, 4, "latin1");
  if (LONG.has(vr)) head.writeUInt32LE(value.length, 8);
  else head.writeUInt16LE(value.length, 6);
  return Buffer.concat([head, value]);
}
