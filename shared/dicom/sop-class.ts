/** What a SOP class is for a reader (PS3.4 B.5); pictures are told by their pixel data, not by this table. */
export type ObjectKind =
  | "image"
  | "structured-report"
  | "presentation-state"
  | "key-objects"
  | "document"
  | "waveform"
  | "radiotherapy"
  | "segmentation"
  | "other";

const STORAGE = "1.2.840.10008.5.1.4.1.1";

const byPrefix: readonly (readonly [prefix: string, kind: ObjectKind, name: string])[] = [
  [`${STORAGE}.88.59`, "key-objects", "key object selection"],
  [`${STORAGE}.88.67`, "structured-report", "radiation dose report"],
  [`${STORAGE}.88.`, "structured-report", "structured report"],
  [`${STORAGE}.11.`, "presentation-state", "presentation state"],
  [`${STORAGE}.104.1`, "document", "PDF document"],
  [`${STORAGE}.104.2`, "document", "CDA document"],
  [`${STORAGE}.104.`, "document", "3D model"],
  [`${STORAGE}.9.1.1`, "waveform", "12-lead ECG"],
  [`${STORAGE}.9.1.2`, "waveform", "ECG"],
  [`${STORAGE}.9.1.3`, "waveform", "ambulatory ECG"],
  [`${STORAGE}.9.`, "waveform", "waveform"],
  [`${STORAGE}.481.2`, "image", "RT dose"],
  [`${STORAGE}.481.1`, "image", "RT image"],
  [`${STORAGE}.481.`, "radiotherapy", "radiotherapy object"],
  [`${STORAGE}.66.4`, "segmentation", "segmentation"],
  [`${STORAGE}.66.7`, "segmentation", "label map"],
  [`${STORAGE}.66.`, "other", "registration or raw data"],
  [`${STORAGE}.67`, "other", "real world value map"],
  [`${STORAGE}.91.1`, "other", "bulk annotations"],
  [`${STORAGE}.2.1`, "image", "enhanced CT image"],
  [`${STORAGE}.2`, "image", "CT image"],
  [`${STORAGE}.4.1`, "image", "enhanced MR image"],
  [`${STORAGE}.4`, "image", "MR image"],
  [`${STORAGE}.1.2`, "image", "mammogram"],
  [`${STORAGE}.1.1`, "image", "digital X-ray"],
  [`${STORAGE}.1`, "image", "computed radiograph"],
  [`${STORAGE}.3.1`, "image", "ultrasound loop"],
  [`${STORAGE}.6.1`, "image", "ultrasound image"],
  [`${STORAGE}.12.1`, "image", "X-ray angiography"],
  [`${STORAGE}.12.2`, "image", "X-ray fluoroscopy"],
  [`${STORAGE}.20`, "image", "nuclear medicine image"],
  [`${STORAGE}.128`, "image", "PET image"],
  [`${STORAGE}.13.1.3`, "image", "breast tomosynthesis"],
  [`${STORAGE}.77.1.6`, "image", "whole slide image"],
  [`${STORAGE}.77.`, "image", "visible light image"],
  [`${STORAGE}.7`, "image", "secondary capture"],
  ["1.2.840.10008.1.3.10", "other", "media directory"],
];

/** Kind and name for people; the first prefix that ends at a dot or at the UID's end counts. */
export function sopClassOf(uid: string): { readonly kind: ObjectKind; readonly name: string } {
  const found = byPrefix.find(([prefix]) =>
    prefix.endsWith(".") ? uid.startsWith(prefix) : uid === prefix || uid.startsWith(`${prefix}.`),
  );
  return found === undefined ? { kind: "other", name: "unknown object" } : { kind: found[1], name: found[2] };
}
