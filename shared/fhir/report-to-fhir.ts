import type { ReportContent } from "../opinion/report.ts";
import { isoFromInstant } from "../result/instant.ts";
import { OVERREAD } from "./codes.ts";
import type { Json, JsonObject } from "./json.ts";
import { answersPart, mediaParts, type NewUuid, observationParts } from "./report-observations.ts";
import {
  attachment,
  type BinaryFacts,
  common,
  concept,
  local,
  metaOf,
  type ReportPart,
  reference,
  reportIdentifier,
  reportType,
  reviewerOf,
  titleOf,
  writtenAt,
  xhtml,
} from "./report-resources.ts";
import { sectionsOf } from "./report-sections.ts";

export type DocumentParts = { readonly parts: readonly ReportPart[]; readonly composition: ReportPart };

/** The resources of the signed document, with fresh ids: made once, when signing begins (protocol 6.1, 6.2). */
export function documentParts(content: ReportContent, pdf: BinaryFacts, newUuid: NewUuid): DocumentParts {
  const media = mediaParts(content, newUuid);
  const observations = observationParts(content, newUuid);
  const answers = answersPart(content, newUuid);
  const report = diagnosticReport(content, pdf, media, observations, newUuid);
  const composition = compositionOf(content, { answers, report, media, observations }, newUuid);
  return { parts: [...media, ...observations, answers, report, composition], composition };
}

function diagnosticReport(
  content: ReportContent,
  pdf: BinaryFacts,
  media: readonly ReportPart[],
  observations: readonly ReportPart[],
  newUuid: NewUuid,
): ReportPart {
  const resource: JsonObject = {
    resourceType: "DiagnosticReport",
    ...common(content),
    identifier: [reportIdentifier(content.reportId)],
    status: "final",
    code: reportType,
    effectiveDateTime: writtenAt(content),
    issued: writtenAt(content),
    performer: [reference(reviewerOf(content))],
    resultsInterpreter: [reference(reviewerOf(content))],
    ...(observations.length > 0 ? { result: observations.map((part) => local(part.uuid)) } : {}),
    ...(content.studies.length > 0 ? { imagingStudy: content.studies.map((study) => reference(study.reference)) } : {}),
    ...(media.length > 0
      ? { media: media.map((part, index) => ({ comment: content.images[index]?.caption ?? "", link: local(part.uuid) })) }
      : {}),
    conclusion: content.opinion.impression,
    presentedForm: [attachment(content, pdf, "pdf", true)],
  };
  return { type: "DiagnosticReport", uuid: newUuid(), placeholder: newUuid(), resource, inDocument: true };
}

type Targets = {
  readonly answers: ReportPart;
  readonly report: ReportPart;
  readonly media: readonly ReportPart[];
  readonly observations: readonly ReportPart[];
};

function compositionOf(content: ReportContent, to: Targets, newUuid: NewUuid): ReportPart {
  const { organizationReference } = content.service;
  const start = content.startedAt === null ? {} : { start: isoFromInstant(content.startedAt) };
  const resource: JsonObject = {
    resourceType: "Composition",
    ...metaOf(content),
    language: "en",
    text: { status: "generated", div: xhtml([titleOf(content), content.opinion.patientSummary]) },
    identifier: reportIdentifier(content.reportId),
    status: "final",
    type: reportType,
    subject: reference(content.references.patient),
    date: writtenAt(content),
    author: [reference(reviewerOf(content))],
    title: titleOf(content),
    confidentiality: "R",
    attester: [{ mode: "professional", time: writtenAt(content), party: reference(reviewerOf(content)) }],
    ...(organizationReference === null ? {} : { custodian: reference(organizationReference) }),
    event: [{ period: { ...start, end: writtenAt(content) }, detail: [reference(content.references.request)] }],
    section: sectionsOf(content, {
      answers: to.answers.uuid,
      diagnosticReport: to.report.uuid,
      observations: to.observations.map((part) => part.uuid),
      media: to.media.map((part) => part.uuid),
    }),
  };
  return { type: "Composition", uuid: newUuid(), placeholder: newUuid(), resource, inDocument: true };
}

const withoutUrl = (resource: JsonObject): JsonObject => {
  const form = resource["presentedForm"];
  if (!Array.isArray(form)) return resource;
  return {
    ...resource,
    presentedForm: form.map((entry: JsonObject) => Object.fromEntries(Object.entries(entry).filter(([key]) => key !== "url"))),
  };
};

/**
 * The signed document: a Bundle of type document, Composition first, with copies of the people it names. Serialised once; these exact
 * characters are what the JWS covers.
 */
export function documentText(
  content: ReportContent,
  { parts, composition }: DocumentParts,
  copies: readonly { readonly fullUrl: string; readonly resource: Json }[],
): string {
  const others = parts.filter((part) => part !== composition);
  const entry = [composition, ...others].map((part) => ({ fullUrl: `urn:uuid:${part.uuid}`, resource: withoutUrl(part.resource) }));
  return JSON.stringify({
    resourceType: "Bundle",
    ...metaOf(content),
    identifier: reportIdentifier(content.reportId),
    type: "document",
    timestamp: writtenAt(content),
    entry: [...entry, ...copies],
  });
}

/** DocumentReference and Provenance: about the signed document, so not part of it. */
export function envelopeParts(
  content: ReportContent,
  made: {
    readonly document: DocumentParts;
    readonly pdf: BinaryFacts;
    readonly documentBinary: BinaryFacts;
    readonly jws: string;
    readonly jwsBase64: string;
    readonly signedAt: string;
    readonly version: string;
  },
  newUuid: NewUuid,
): ReportPart[] {
  const { organizationReference } = content.service;
  const documentReference: JsonObject = {
    resourceType: "DocumentReference",
    ...metaOf(content),
    masterIdentifier: reportIdentifier(content.reportId),
    identifier: [reportIdentifier(content.reportId)],
    status: "current",
    docStatus: "final",
    type: reportType,
    category: [concept(OVERREAD, "second-opinion", "Second opinion on records and images")],
    subject: reference(content.references.patient),
    date: writtenAt(content),
    author: [reference(reviewerOf(content))],
    authenticator: reference(reviewerOf(content)),
    ...(organizationReference === null ? {} : { custodian: reference(organizationReference) }),
    description: titleOf(content),
    content: [
      { attachment: attachment(content, made.pdf, "pdf", true) },
      { attachment: attachment(content, made.documentBinary, "document", true) },
    ],
    context: { related: [reference(content.references.request)] },
  };
  const part: ReportPart = {
    type: "DocumentReference",
    uuid: newUuid(),
    placeholder: newUuid(),
    resource: documentReference,
    inDocument: false,
  };
  return [part, provenancePart(content, part, made, newUuid)];
}

const SIGNATURE_TYPES = [
  { system: "urn:iso-astm:E1762-95:2013", code: "1.2.840.10065.1.12.1.1", display: "Author's Signature" },
  { system: "urn:iso-astm:E1762-95:2013", code: "1.2.840.10065.1.12.1.5", display: "Verification Signature" },
];

function provenancePart(
  content: ReportContent,
  documentReference: ReportPart,
  made: { document: DocumentParts; jwsBase64: string; signedAt: string; version: string },
  newUuid: NewUuid,
): ReportPart {
  const targets = made.document.parts.filter((part) => ["Composition", "DiagnosticReport", "QuestionnaireResponse"].includes(part.type));
  const agent = (code: string, display: string, who: JsonObject): JsonObject => ({
    type: concept("http://terminology.hl7.org/CodeSystem/provenance-participant-type", code, display),
    who,
  });
  const sources = [
    ...(content.references.list === null ? [] : [{ role: "source", what: reference(content.references.list) }]),
    { role: "source", what: { identifier: { system: "https://overread.org/fhir/audit-head", value: content.auditHead } } },
  ];
  const resource: JsonObject = {
    resourceType: "Provenance",
    ...metaOf(content),
    target: [documentReference, ...targets].map((part) => local(part.uuid)),
    occurredDateTime: made.signedAt,
    recorded: made.signedAt,
    activity: concept("http://terminology.hl7.org/CodeSystem/v3-DocumentCompletion", "LA", "legally authenticated"),
    agent: [
      agent("author", "Author", reference(reviewerOf(content))),
      agent("assembler", "Assembler", { display: `Overread desktop ${made.version}` }),
    ],
    entity: sources,
    signature: [
      {
        type: SIGNATURE_TYPES,
        when: made.signedAt,
        who: reference(reviewerOf(content)),
        targetFormat: "application/fhir+json",
        sigFormat: "application/jose",
        data: made.jwsBase64,
      },
    ],
  };
  return { type: "Provenance", uuid: newUuid(), placeholder: newUuid(), resource, inDocument: false };
}
