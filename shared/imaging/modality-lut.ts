import { z } from "zod";
import { type Attributes, bytesOf, codeOf, firstItem, hasValue, numberOf, textOf } from "../dicom/attributes.ts";
import { tags } from "../dicom/tags.ts";
import { entryFor, LutTable, readLutTable } from "./lut-table.ts";

/** From stored values to values with a meaning (PS3.3 C.11.1). */
export const ModalityLut = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("identity") }),
  z.object({ kind: z.literal("rescale"), slope: z.number(), intercept: z.number() }),
  z.object({ kind: z.literal("table"), table: LutTable }),
]);
export type ModalityLut = z.infer<typeof ModalityLut>;

export const identity: ModalityLut = { kind: "identity" };

/** What the file says of the transformation: a LUT that lies gives null, because values after it cannot be known. */
export type ModalityRead = { readonly lut: ModalityLut; readonly type: string | null; readonly warning: string | null };

function readTable(attributes: Attributes, signed: boolean, bigEndian: boolean): ModalityRead | null {
  const item = firstItem(attributes, tags.modalityLutSequence);
  // An item without content is a writer's way of saying that there is no table.
  if (item === null || !(hasValue(item, tags.lutDescriptor) || hasValue(item, tags.lutData)))
    return { lut: identity, type: null, warning: null };
  const table = readLutTable(item, signed, bigEndian);
  return table === null ? null : { lut: { kind: "table", table }, type: textOf(item, tags.modalityLutType), warning: null };
}

/** Modality LUT Sequence, else rescale; `attributes` is the data set or the functional group that holds them. */
export function modalityLutOf(attributes: Attributes, signed: boolean, bigEndian: boolean): ModalityRead | null {
  if (bytesOf(attributes, tags.rescaleSlope) === null && bytesOf(attributes, tags.rescaleIntercept) === null) {
    return readTable(attributes, signed, bigEndian);
  }
  const type = codeOf(attributes, tags.rescaleType);
  const slope = numberOf(attributes, tags.rescaleSlope) ?? 1;
  const intercept = numberOf(attributes, tags.rescaleIntercept) ?? 0;
  if (slope === 0) return { lut: identity, type: null, warning: "the rescale slope is 0: values have no unit" };
  return { lut: { kind: "rescale", slope, intercept }, type, warning: null };
}

/** The modality value of a stored value (T1). */
export function modalityValue(lut: ModalityLut, stored: number): number {
  switch (lut.kind) {
    case "identity":
      return stored;
    case "rescale":
      return stored * lut.slope + lut.intercept;
    case "table":
      return entryFor(lut.table, stored);
  }
}

/** Smallest and largest modality value over a range of stored values. */
export function modalityRange(lut: ModalityLut, from: number, to: number): { readonly min: number; readonly max: number } {
  if (lut.kind !== "table") {
    const [a, b] = [modalityValue(lut, from), modalityValue(lut, to)];
    return { min: Math.min(a, b), max: Math.max(a, b) };
  }
  let [min, max] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  const first = lut.table.firstMapped;
  const last = first + lut.table.entries.length - 1;
  for (let stored = Math.max(Math.min(from, last), first); stored <= Math.max(Math.min(to, last), first); stored++) {
    const value = entryFor(lut.table, stored);
    min = Math.min(min, value);
    max = Math.max(max, value);
  }
  return { min, max };
}
