import { type Json, listAt, textAt } from "./json.ts";

/** The project's own code system and extensions. */
export const OVERREAD = "https://overread.org/fhir/CodeSystem/overread";
export const CONTENT_SHA256 = "https://overread.org/fhir/StructureDefinition/content-sha256";
export const DICOM_BYTES = "https://overread.org/fhir/StructureDefinition/dicom-bytes";
export const LOINC = "http://loinc.org";
export const ACT_REASON = "http://terminology.hl7.org/CodeSystem/v3-ActReason";

export const hasTag = (resource: Json, code: string): boolean =>
  listAt(resource, "meta", "tag").some((tag) => textAt(tag, "system") === OVERREAD && textAt(tag, "code") === code);

/** Marked by the service as stating the first diagnosis or plan. */
export const isFirstOpinion = (resource: Json): boolean => hasTag(resource, "first-opinion");

/** Test health data: shown with a band, printed with a watermark. */
export const isDemo = (resource: Json): boolean =>
  listAt(resource, "meta", "security").some((label) => textAt(label, "system") === ACT_REASON && textAt(label, "code") === "HTEST");

/** An extension's string or number value, by its canonical. */
export function extensionValue(element: Json, url: string): string | number | null {
  const extension = listAt(element, "extension").find((entry) => textAt(entry, "url") === url);
  if (typeof extension !== "object" || extension === null) return null;
  for (const [key, value] of Object.entries(extension)) {
    if (key.startsWith("value") && (typeof value === "string" || typeof value === "number")) return value;
  }
  return null;
}
