import type { ReportContent } from "../opinion/report.ts";
import { isoFromInstant } from "../result/instant.ts";
import { ACT_REASON, CONTENT_SHA256, LOINC, OVERREAD } from "./codes.ts";
import type { JsonObject } from "./json.ts";

/** One resource of a report before it goes anywhere: references to its siblings are `urn:uuid:{uuid}`. */
export type ReportPart = {
  readonly type: string;
  /** Becomes the id in put mode, and stands in `identifier`. */
  readonly uuid: string;
  /** `fullUrl` in post mode; must differ from every identifier value (protocol 6.3). */
  readonly placeholder: string;
  readonly resource: JsonObject;
  /** Part of the signed document. */
  readonly inDocument: boolean;
};

/** Size and hashes of an attachment. */
export type BinaryFacts = { readonly uuid: string; readonly bytes: number; readonly sha1Base64: string; readonly sha256: string };

export const concept = (system: string, code: string, display?: string): JsonObject => ({
  coding: [{ system, code, ...(display === undefined ? {} : { display }) }],
});

export const local = (uuid: string): JsonObject => ({ reference: `urn:uuid:${uuid}` });
export const reference = (to: string): JsonObject => ({ reference: to });

export const reportIdentifier = (reportId: string): JsonObject => ({ system: "urn:ietf:rfc:3986", value: `urn:uuid:${reportId}` });

/** Test data stays marked as such in everything that is sent. */
export const metaOf = (content: ReportContent): JsonObject =>
  content.demo ? { meta: { security: [{ system: ACT_REASON, code: "HTEST", display: "test health data" }] } } : {};

export const reportType: JsonObject = {
  coding: [
    { system: LOINC, code: "11488-4", display: "Consult note" },
    { system: OVERREAD, code: "second-opinion", display: "Second opinion on records and images" },
  ],
};

export const titleOf = (content: ReportContent): string => `Second opinion ${content.caseNumber}`;
export const reviewerOf = (content: ReportContent): string => `Practitioner/${content.reviewer.practitionerId}`;
export const writtenAt = (content: ReportContent): string => isoFromInstant(content.preparedAt);

/** The facts that almost every resource of the report carries. */
export const common = (content: ReportContent): JsonObject => ({
  ...metaOf(content),
  basedOn: [reference(content.references.request)],
  subject: reference(content.references.patient),
});

/** An attachment by address; `url` is left out inside the signed document, which no server's address may become part of. */
export function attachment(content: ReportContent, facts: BinaryFacts, kind: "pdf" | "document", withUrl: boolean): JsonObject {
  const shared = {
    size: facts.bytes,
    hash: facts.sha1Base64,
    creation: writtenAt(content),
    extension: [{ url: CONTENT_SHA256, valueString: facts.sha256 }],
    ...(withUrl ? { url: `urn:uuid:${facts.uuid}` } : {}),
  };
  return kind === "pdf"
    ? { contentType: "application/pdf", language: "en", title: titleOf(content), ...shared }
    : { contentType: "application/fhir+json", title: "Signed document (FHIR Bundle, type document)", ...shared };
}

/** Text as XHTML: escaped, line breaks kept (R4 narrative). */
export function xhtml(paragraphs: readonly string[]): string {
  const escaped = (text: string): string =>
    text
      .replaceAll("&", "&amp;")
      .replaceAll("<", "&lt;")
      .replaceAll(">", "&gt;")
      .replaceAll('"', "&quot;")
      // control characters are no XML
      .replaceAll(/[^\P{Cc}\t\n\r]|[\ufffe\uffff]/gu, "\ufffd");
  const body = paragraphs
    .filter((text) => text.trim() !== "")
    .map((text) => `<p>${text.split("\n").map(escaped).join("<br/>")}</p>`)
    .join("");
  return `<div xmlns="http://www.w3.org/1999/xhtml">${body === "" ? "<p>–</p>" : body}</div>`;
}
