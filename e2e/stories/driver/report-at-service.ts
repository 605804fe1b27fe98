import { at, type Json, listAt, localReference, numberAt, textAt } from "#shared/fhir/json.ts";
import { picturesAnnounced } from "./pictures.ts";
import type { ServiceReader } from "./service-reader.ts";

export type ReportAtService = {
  /** Images that the signed report says were looked at, and how many there were, over all studies. */
  readonly imagesSeen: number;
  readonly imagesInReport: number;
  readonly count: number;
  readonly pdf: Buffer | null;
  readonly bundle: Json;
  readonly instances: number;
  /** Instances that hold pictures. */
  readonly pictures: number;
  readonly documents: number;
};

/**
 * The report as the service holds it: found through its id; the PDF by the DocumentReference's own address; everything it points to.
 * `ofCase`: count every report of the case, not only those of this id.
 */
export async function reportAtService(reader: ServiceReader, taskId: string, reportId: string, ofCase: boolean): Promise<ReportAtService> {
  const documents = await searched(reader, `DocumentReference?identifier=${encodeURIComponent(`urn:ietf:rfc:3986|urn:uuid:${reportId}`)}`);
  const task = await reader.json(`Task/${taskId}`);
  const attachments = listAt(documents[0], "content").map((entry) => at(entry, "attachment"));
  const attached = async (type: string): Promise<Buffer | null> => {
    const found = attachments.find((entry) => textAt(entry, "contentType") === type);
    const reference = localReference(textAt(found, "url"));
    return reference === null ? null : binary(reader, reference, type);
  };
  const document = await attached("application/fhir+json");
  const signed = document === null ? [] : [JSON.parse(document.toString("utf8")) as Json];
  return {
    count: ofCase ? await reportsOfCase(reader, task) : documents.length,
    pdf: await attached("application/pdf"),
    ...seenIn(signed[0] ?? null),
    ...(await materialOf(reader, task)),
    bundle: {
      resourceType: "Bundle",
      type: "collection",
      entry: [task, ...documents, ...(await partsOfReport(reader, documents[0] ?? null)), ...signed].map((resource) => ({ resource })),
    },
  };
}

async function searched(reader: ServiceReader, query: string): Promise<Json[]> {
  return listAt(await reader.json(query), "entry").flatMap((entry) => {
    const resource = at(entry, "resource");
    return textAt(resource, "resourceType") === query.split("?")[0] ? [resource] : [];
  });
}

/** Documents of the case that carry a report's number: what the case came with has none. */
async function reportsOfCase(reader: ServiceReader, task: Json): Promise<number> {
  const request = localReference(textAt(task, "focus", "reference")) ?? "";
  const found = await searched(reader, `DocumentReference?related=${encodeURIComponent(request)}&_count=200`);
  return found.filter((document) => textAt(document, "masterIdentifier", "value")?.startsWith("urn:uuid:") === true).length;
}

/** Provenance, what it signs, and what that holds: Composition, DiagnosticReport, answers, Observations, Media. */
async function partsOfReport(reader: ServiceReader, document: Json): Promise<Json[]> {
  const self = `DocumentReference/${textAt(document, "id") ?? ""}`;
  const provenances = await searched(reader, `Provenance?target=${encodeURIComponent(self)}`);
  const targets = new Set(provenances.flatMap((provenance) => referencesAt(provenance, "target")));
  targets.delete(self);
  const signed = await Promise.all([...targets].map(reader.json));
  const inner = signed.flatMap((resource) => [
    ...referencesAt(resource, "result"),
    ...listAt(resource, "media").map((entry) => localReference(textAt(entry, "link", "reference")) ?? ""),
  ]);
  return [...provenances, ...signed, ...(await Promise.all([...new Set(inner)].map(reader.json)))];
}

const referencesAt = (resource: Json, element: string): string[] =>
  listAt(resource, element)
    .map((entry) => localReference(textAt(entry, "reference")))
    .filter((reference) => reference !== null);

/** The numbers of "What was reviewed", as the signed document says them in words: "120 of 120 images readable, 120 of 120 seen". */
function seenIn(document: Json): Pick<ReportAtService, "imagesSeen" | "imagesInReport"> {
  const composition = at(listAt(document, "entry")[0], "resource");
  const section = listAt(composition, "section").find((entry) => textAt(entry, "code", "coding", 0, "code") === "records-reviewed");
  const found = [...(textAt(section ?? null, "text", "div") ?? "").matchAll(/images readable, (\d+) of (\d+) seen/g)];
  const sum = (group: number): number => found.reduce((total, match) => total + Number(match[group]), 0);
  return { imagesSeen: sum(1), imagesInReport: sum(2) };
}

async function binary(reader: ServiceReader, reference: string, type: string): Promise<Buffer> {
  const response = await reader.get(reference, type === "application/pdf" ? "application/pdf" : "application/fhir+json");
  const bytes = Buffer.from(await response.arrayBuffer());
  if (!/json/.test(response.headers.get("Content-Type") ?? "")) return bytes;
  const json = JSON.parse(bytes.toString("utf8")) as { resourceType?: string; data?: string };
  return json.resourceType === "Binary" && json.data !== undefined ? Buffer.from(json.data, "base64") : bytes;
}

/** What the case's manifest announces: instances of its studies, and its documents. */
async function materialOf(reader: ServiceReader, task: Json): Promise<Pick<ReportAtService, "instances" | "pictures" | "documents">> {
  const list = listAt(task, "input")
    .map((input) => textAt(input, "valueReference", "reference"))
    .find((reference) => reference?.startsWith("List/") === true);
  if (list === undefined || list === null) return { instances: 0, pictures: 0, documents: 0 };
  const references = listAt(await reader.json(list), "entry").map((entry) => textAt(entry, "item", "reference") ?? "");
  const studies = await Promise.all(
    references.filter((reference) => reference.startsWith("ImagingStudy/")).map((reference) => reader.json(reference)),
  );
  return {
    instances: studies.reduce<number>((sum, study) => sum + (numberAt(study, "numberOfInstances") ?? 0), 0),
    pictures: picturesAnnounced(studies),
    documents: references.filter((reference) => reference.startsWith("DocumentReference/")).length,
  };
}
