import { createHash } from "node:crypto";
import type { Attachment, Binary, DocumentReference, ImagingStudy, List, Resource } from "@medplum/fhirtypes";
import type { FhirContext } from "./fhir-context.ts";

const CONTENT_SHA256 = "https://overread.org/fhir/StructureDefinition/content-sha256";
const NO_PDF = Buffer.from("This is a plain text that somebody saved with the ending .pdf. There is no page in it.\n");

/** What a reader gets while `not-a-pdf`, `wrong-bytes` or `no-endpoint` is on: the stored resource stays as it is. */
export function disguise(context: FhirContext, resource: Resource): Resource {
  const { faults } = context;
  if (faults.isOn("not-a-pdf")) {
    const target = faults.argument("not-a-pdf") ?? firstDocumentOfAManifest(context);
    if (resource.resourceType === "DocumentReference" && resource.id === target) return withoutPdf(resource);
    if (resource.resourceType === "Binary" && belongsTo(context, resource, target) && faults.strike("not-a-pdf")) {
      return { ...resource, data: NO_PDF.toString("base64") };
    }
  }
  if (resource.resourceType === "Binary" && faults.isOn("wrong-bytes")) {
    const target = faults.argument("wrong-bytes");
    if ((target === undefined || target === resource.id) && faults.strike("wrong-bytes")) return withChangedByte(resource);
  }
  if (resource.resourceType === "ImagingStudy" && faults.strike("no-endpoint")) return withoutEndpoint(resource);
  if (resource.resourceType === "List" && faults.isOn("no-endpoint"))
    return { ...resource, entry: (resource.entry ?? []).filter(({ item }) => item.reference?.startsWith("Endpoint/") !== true) };
  return resource;
}

function withoutEndpoint(study: ImagingStudy): ImagingStudy {
  const { endpoint: _ofStudy, ...rest } = study;
  return { ...rest, series: (study.series ?? []).map(({ endpoint: _ofSeries, ...series }) => series) };
}

function firstDocumentOfAManifest(context: FhirContext): string | undefined {
  const references = context.repository.table.ofType("List").flatMap(({ resource }) => (resource as List).entry ?? []);
  return references.map(({ item }) => /^DocumentReference\/(.+)$/.exec(item.reference ?? "")?.[1]).find((id) => id !== undefined);
}

function belongsTo(context: FhirContext, binary: Binary, documentId: string | undefined): boolean {
  const document = documentId === undefined ? undefined : context.repository.table.current("DocumentReference", documentId)?.resource;
  return (document as DocumentReference | undefined)?.content.some(({ attachment }) => attachment.url === `Binary/${binary.id}`) === true;
}

function withoutPdf(document: DocumentReference): DocumentReference {
  const attachmentOf = (attachment: Attachment): Attachment => ({
    ...attachment,
    size: NO_PDF.length,
    hash: createHash("sha1").update(NO_PDF).digest("base64"),
    extension: [{ url: CONTENT_SHA256, valueString: createHash("sha256").update(NO_PDF).digest("hex") }],
  });
  return { ...document, content: document.content.map((content) => ({ ...content, attachment: attachmentOf(content.attachment) })) };
}

function withChangedByte(binary: Binary): Binary {
  const bytes = Buffer.from(binary.data ?? "", "base64");
  const last = bytes.length - 1;
  if (last >= 0) bytes[last] = (bytes[last] as number) ^ 0x01;
  return { ...binary, data: bytes.toString("base64") };
}
