import type { ByteArrayParser } from "dicom-parser";

const UNDEFINED_LENGTH = 0xffffffff;

/** One fragment of encapsulated pixel data: where its bytes lie, and its item's place counted from the first fragment's item (PS3.5 A.4). */
export type Fragment = { readonly offset: number; readonly length: number; readonly itemOffset: number };

export type Fragments = {
  /** The basic offset table as it stands; empty when there is none. */
  readonly offsetTable: readonly number[];
  readonly fragments: readonly Fragment[];
  /** Bytes are missing at the end: the last fragment holds less than it claims, and is left out. */
  readonly cut: boolean;
  /** The byte behind the pixel data. */
  readonly end: number;
  /** What was odd; null when all was in order. */
  readonly fault: string | null;
};

function readOffsetTable(bytes: Uint8Array, offset: number, length: number, parser: ByteArrayParser): number[] {
  return Array.from({ length: Math.floor(length / 4) }, (_, i) => parser.readUint32(bytes, offset + 4 * i));
}

/** Items of encapsulated pixel data (PS3.5 A.4) from the byte behind the element's head. */
export function readFragments(bytes: Uint8Array, from: number, parser: ByteArrayParser): Fragments {
  const fragments: Fragment[] = [];
  let offsetTable: number[] | null = null;
  let firstItem = from;
  let position = from;
  const result = (end: number, cut: boolean, fault: string | null): Fragments => ({
    offsetTable: offsetTable ?? [],
    fragments,
    cut,
    end,
    fault,
  });
  while (position + 8 <= bytes.length) {
    const tag = parser.readUint16(bytes, position) * 0x10000 + parser.readUint16(bytes, position + 2);
    const length = parser.readUint32(bytes, position + 4);
    if (tag === 0xfffee0dd) return result(position + 8, false, null);
    if (tag !== 0xfffee000) return result(position, false, "the end mark of the pixel data is missing");
    if (length === UNDEFINED_LENGTH) return result(position, false, "a fragment has no length");
    if (position + 8 + length > bytes.length)
      return result(bytes.length, true, `a fragment claims ${length} bytes behind the end of the file`);
    if (offsetTable === null) {
      offsetTable = readOffsetTable(bytes, position + 8, length, parser);
      firstItem = position + 8 + length;
    } else {
      fragments.push({ offset: position + 8, length, itemOffset: position - firstItem });
    }
    position += 8 + length;
  }
  return result(bytes.length, position < bytes.length, "the end mark of the pixel data is missing");
}
