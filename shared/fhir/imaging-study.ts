import { CONTENT_SHA256, DICOM_BYTES, extensionValue, isFirstOpinion } from "./codes.ts";
import { conceptText, type Json, listAt, numberAt, referenceAt, textAt } from "./json.ts";

export type AnnouncedInstance = { readonly sopUid: string; readonly number: number | null; readonly sha256: string | null };

export type AnnouncedSeries = {
  readonly seriesUid: string;
  readonly number: number | null;
  readonly modality: string;
  readonly description: string;
  readonly count: number | null;
  readonly bytes: number | null;
  /** Empty when the service did not name them: then QIDO-RS is asked. */
  readonly instances: readonly AnnouncedInstance[];
};

export type AnnouncedStudy = {
  readonly reference: string;
  readonly studyUid: string;
  readonly description: string;
  readonly startedAt: string | null;
  readonly modalities: readonly string[];
  readonly count: number | null;
  readonly firstOpinion: boolean;
  /** DICOMweb root, from the study's or the series' Endpoint. */
  readonly dicomweb: string | null;
  readonly series: readonly AnnouncedSeries[];
};

/** DICOM UIDs: digits and dots, at most 64 characters (PS3.5 §9.1). Nothing else may become part of a URL. */
export const isUid = (text: string): boolean => text.length <= 64 && /^[0-9]+(\.[0-9]+)+$/.test(text);

function studyUidOf(study: Json): string | null {
  const identifier = listAt(study, "identifier").find((entry) => textAt(entry, "system") === "urn:dicom:uid");
  const uid = (textAt(identifier, "value") ?? "").replace(/^urn:oid:/, "");
  return isUid(uid) ? uid : null;
}

function seriesOf(entry: Json): AnnouncedSeries | null {
  const seriesUid = (textAt(entry, "uid") ?? "").replace(/^urn:oid:/, "");
  if (!isUid(seriesUid)) return null;
  const bytes = extensionValue(entry, DICOM_BYTES);
  const instances = listAt(entry, "instance").flatMap((instance): AnnouncedInstance[] => {
    const sopUid = (textAt(instance, "uid") ?? "").replace(/^urn:oid:/, "");
    const sha256 = extensionValue(instance, CONTENT_SHA256);
    return isUid(sopUid)
      ? [{ sopUid, number: numberAt(instance, "number"), sha256: typeof sha256 === "string" ? sha256.toLowerCase() : null }]
      : [];
  });
  return {
    seriesUid,
    number: numberAt(entry, "number"),
    modality: textAt(entry, "modality", "code") ?? "OT",
    description: textAt(entry, "description") ?? "",
    count: numberAt(entry, "numberOfInstances"),
    bytes: typeof bytes === "number" ? bytes : null,
    instances,
  };
}

const endpointReferences = (study: Json): string[] =>
  [...listAt(study, "endpoint"), ...listAt(study, "series").flatMap((series) => listAt(series, "endpoint"))]
    .map((entry) => referenceAt(entry) ?? "")
    .filter((reference) => reference.startsWith("Endpoint/"));

/** Archives that the studies among these resources name. */
export const endpointsOf = (resources: readonly Json[]): string[] => [
  ...new Set(resources.filter((resource) => textAt(resource, "resourceType") === "ImagingStudy").flatMap(endpointReferences)),
];

/** What an ImagingStudy announces; null when it names no valid Study Instance UID. `endpoints` = Endpoint resources by reference. */
export function announcedStudy(study: Json, endpoints: ReadonlyMap<string, Json>): AnnouncedStudy | null {
  const studyUid = studyUidOf(study);
  if (studyUid === null) return null;
  const addresses = endpointReferences(study).map((reference) => textAt(endpoints.get(reference), "address"));
  return {
    reference: `ImagingStudy/${textAt(study, "id") ?? ""}`,
    studyUid,
    description: textAt(study, "description") ?? conceptText(listAt(study, "procedureCode")[0]) ?? "",
    startedAt: textAt(study, "started"),
    modalities: listAt(study, "modality")
      .map((coding) => textAt(coding, "code"))
      .filter((code) => code !== null),
    count: numberAt(study, "numberOfInstances"),
    firstOpinion: isFirstOpinion(study),
    dicomweb: addresses.find((address) => address !== null)?.replace(/\/+$/, "") ?? null,
    series: listAt(study, "series")
      .map(seriesOf)
      .filter((series) => series !== null),
  };
}
