import { type Attributes, bytesOf, codeOf, numberOf, textOf } from "../dicom/attributes.ts";
import { tags } from "../dicom/tags.ts";
import { ok, type Result } from "../result/failure.ts";
import { type ObjectCode, refuseObject } from "./object-failure.ts";
import type { EncapsulatedDocument } from "./object-value.ts";

const formats: ReadonlyMap<string, EncapsulatedDocument["format"]> = new Map([
  ["application/pdf", "pdf"],
  ["text/xml", "cda"],
  ["application/xml", "cda"],
  ["application/hl7-sda+xml", "cda"],
  ["model/stl", "model"],
  ["model/obj", "model"],
  ["model/mtl", "model"],
  ["application/sla", "model"],
]);

export type DocumentRead = {
  readonly document: EncapsulatedDocument;
  /** A view into the object's bytes. */
  readonly content: Uint8Array;
};

const NOTHING = new Uint8Array(0);

/**
 * The value has an even number of bytes (PS3.5 7.1.1): the stated length cuts off the byte that fills it up. Where none is stated, a last
 * zero is that byte in kinds that end in text. Fewer stated by more than that byte: everything is kept, and said.
 */
function contentOf(value: Uint8Array, stated: number | null, format: EncapsulatedDocument["format"]): Uint8Array {
  const endsInText = format === "pdf" || format === "cda";
  const isFilled = stated === null ? endsInText && value.at(-1) === 0 : stated === value.length - 1;
  return isFilled ? value.subarray(0, -1) : value;
}

/** The document inside an object (PS3.3 C.24.2). A PDF that is not there, or shorter than it states, is refused; other kinds are only named. */
export function readEncapsulated(root: Attributes): Result<DocumentRead, ObjectCode> {
  const mimeType = codeOf(root, tags.mimeTypeOfEncapsulatedDocument) ?? "";
  const format = formats.get(mimeType.split(";")[0]?.trim().toLowerCase() ?? "") ?? "other";
  const isSplit = root.dataSet.elements[tags.encapsulatedDocument.key]?.hadUndefinedLength === true;
  const value = isSplit ? NOTHING : (bytesOf(root, tags.encapsulatedDocument) ?? NOTHING);
  const stated = numberOf(root, tags.encapsulatedDocumentLength);
  if (format === "pdf" && value.length === 0) return refuseObject("unreadable-object", "Encapsulated Document");
  if (format === "pdf" && stated !== null && stated > value.length)
    return refuseObject("unreadable-object", `${stated} bytes stated, ${value.length} there`);
  const content = contentOf(value, stated, format);
  return ok({
    content,
    document: {
      kind: "document",
      title: textOf(root, tags.documentTitle),
      mimeType,
      format,
      bytes: content.length,
      lengthProblem: stated === null || stated === content.length ? null : `It states ${stated} bytes and has ${content.length}.`,
    },
  });
}
