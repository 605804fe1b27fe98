import { codeOf } from "../dicom/attributes.ts";
import { type Inflate, type ParsedInstance, parseInstance } from "../dicom/parse-instance.ts";
import { type ObjectKind, sopClassOf } from "../dicom/sop-class.ts";
import { tags } from "../dicom/tags.ts";
import { ok, type Result } from "../result/failure.ts";
import { readEncapsulated } from "./encapsulated.ts";
import { readKeyObjects } from "./key-objects.ts";
import { type ObjectCode, refuseObject } from "./object-failure.ts";
import type { ObjectValue } from "./object-value.ts";
import { readStructuredReport } from "./structured-report.ts";
import { readWaveform } from "./waveform.ts";

/** The kinds of `ObjectKind` that have a reader here. */
export const READABLE_KINDS = ["structured-report", "key-objects", "waveform", "document"] as const satisfies readonly ObjectKind[];

const kindOf = ({ attributes }: ParsedInstance): ObjectKind => sopClassOf(codeOf(attributes, tags.sopClassUid) ?? "").kind;

function parse(bytes: Uint8Array, inflate: Inflate): Result<ParsedInstance, ObjectCode> {
  const parsed = parseInstance(bytes, inflate);
  if (!parsed.ok) return refuseObject("unreadable-object", parsed.failure.detail ?? parsed.failure.code);
  const { fault } = parsed.value;
  return fault === null ? parsed : refuseObject("unreadable-object", fault.detail ?? fault.code);
}

/** Reads an object without pictures; bytes are the whole file as received. */
export function readObject(bytes: Uint8Array, inflate: Inflate): Result<ObjectValue, ObjectCode> {
  const parsed = parse(bytes, inflate);
  if (!parsed.ok) return parsed;
  const { attributes } = parsed.value;
  switch (kindOf(parsed.value)) {
    case "structured-report":
      return readStructuredReport(attributes);
    case "key-objects":
      return readKeyObjects(attributes);
    case "waveform":
      return readWaveform(attributes);
    case "document": {
      const read = readEncapsulated(attributes);
      return read.ok ? ok(read.value.document) : read;
    }
    default:
      return refuseObject("unshown-object");
  }
}

/** The document inside an encapsulated PDF: a copy of its own bytes. */
export function readPdf(bytes: Uint8Array, inflate: Inflate): Result<Uint8Array, ObjectCode> {
  const parsed = parse(bytes, inflate);
  if (!parsed.ok) return parsed;
  const read = kindOf(parsed.value) === "document" ? readEncapsulated(parsed.value.attributes) : refuseObject("unshown-object");
  if (!read.ok) return read;
  return read.value.document.format === "pdf" ? ok(read.value.content.slice()) : refuseObject("unshown-object");
}
