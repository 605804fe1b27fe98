import { z } from "zod";
import { type Attributes, bytesOf, numbersOf } from "../dicom/attributes.ts";
import { type Tag, tags } from "../dicom/tags.ts";

/** A look-up table of the standard (PS3.3 C.11.1.1.1, C.11.2.1.1): inputs below the first mapped value take the first entry, above the last the last. */
export const LutTable = z.object({
  firstMapped: z.int(),
  bits: z.int().min(1).max(16),
  entries: z.array(z.int().min(0).max(65535)).min(1),
});
export type LutTable = z.infer<typeof LutTable>;

export type LutTags = { readonly descriptor: Tag; readonly data: Tag };

export const lutTags: LutTags = { descriptor: tags.lutDescriptor, data: tags.lutData };

/** A 16-bit word as the signed or unsigned number it stands for: implicit files do not say which. */
export const asWord = (value: number, signed: boolean): number => (signed ? (value << 16) >> 16 : value & 0xffff);

/** Entries of 8 bits may be packed two to a word or stand alone in a word: the length tells. Null when they are too few. */
export function readEntries(bytes: Uint8Array, count: number, bits: number, bigEndian: boolean): number[] | null {
  if (bytes.length >= 2 * count) {
    return Array.from({ length: count }, (_, i) => {
      const [first, second] = [bytes[2 * i] ?? 0, bytes[2 * i + 1] ?? 0];
      return bigEndian ? first * 256 + second : second * 256 + first;
    });
  }
  if (bits > 8 || bytes.length < count) return null;
  const swap = bigEndian ? 1 : 0;
  return Array.from({ length: count }, (_, i) => bytes[i ^ swap] ?? bytes[i] ?? 0);
}

export type Descriptor = { readonly count: number; readonly firstMapped: number; readonly bits: number };

/** PS3.3 C.11.1.1.1: number of entries (0 means 65,536), first input mapped, bits of an entry. Null when it is not sound. */
export function readDescriptor(attributes: Attributes, tag: Tag, signed: boolean): Descriptor | null {
  const [count, first, bits] = numbersOf(attributes, tag);
  if (count === undefined || first === undefined || bits === undefined || !(bits >= 1 && bits <= 16)) return null;
  const entries = asWord(count, false);
  return { count: entries === 0 ? 65536 : entries, firstMapped: asWord(first, signed), bits };
}

/** The table of a sequence item; null when descriptor and data do not fit together. */
export function readLutTable(item: Attributes, signed: boolean, bigEndian: boolean): LutTable | null {
  const descriptor = readDescriptor(item, lutTags.descriptor, signed);
  const bytes = bytesOf(item, lutTags.data);
  if (descriptor === null || bytes === null) return null;
  const entries = readEntries(bytes, descriptor.count, descriptor.bits, bigEndian);
  if (entries === null) return null;
  // Writers understate the bits now and then; a table whose entries do not fit would be shown too bright.
  const largest = entries.reduce((a, b) => Math.max(a, b), 0);
  const bits = Math.max(descriptor.bits, Math.ceil(Math.log2(largest + 1)));
  return { firstMapped: descriptor.firstMapped, bits, entries };
}

/** The entry for an input, clamped at both ends. */
export function entryFor(table: LutTable, input: number): number {
  const index = Math.min(table.entries.length - 1, Math.max(0, Math.round(input) - table.firstMapped));
  return table.entries[index] ?? 0;
}
