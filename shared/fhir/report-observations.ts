import type { ReportContent } from "../opinion/report.ts";
import { OVERREAD } from "./codes.ts";
import type { JsonObject } from "./json.ts";
import { common, concept, metaOf, type ReportPart, reference, reportIdentifier, reviewerOf, writtenAt } from "./report-resources.ts";

/** Makes a fresh UUID; randomness comes from the caller. */
export type NewUuid = () => string;

type Coded = { readonly code: string; readonly display: string; readonly value: string | null; readonly note: string };

/** The statements of the opinion that are codes (R2–R4, R7). What was not addressed sends no code. */
function statements(content: ReportContent): Coded[] {
  const { opinion } = content;
  const diagnosis = opinion.diagnosisAgreement === "not-applicable" ? null : opinion.diagnosisAgreement;
  const treatment = opinion.treatmentAgreement === "not-addressed" ? null : opinion.treatmentAgreement;
  return [
    { code: "diagnosis-agreement", display: "Agreement with the first diagnosis", value: diagnosis, note: opinion.diagnosisReason },
    { code: "treatment-agreement", display: "Agreement with the first treatment plan", value: treatment, note: opinion.treatmentReason },
    {
      code: "clinical-impact-diagnosis",
      display: "Expected impact of the diagnosis",
      value: prefixed("impact", opinion.diagnosisImpact),
      note: "",
    },
    {
      code: "clinical-impact-treatment",
      display: "Expected impact of the treatment",
      value: prefixed("impact", opinion.treatmentImpact),
      note: "",
    },
    { code: "third-opinion", display: "Is a third opinion advised", value: opinion.thirdOpinion, note: "" },
  ];
}

const prefixed = (prefix: string, value: string | null): string | null => (value === null ? null : `${prefix}-${value}`);

export function observationParts(content: ReportContent, newUuid: NewUuid): ReportPart[] {
  return statements(content)
    .filter((statement) => statement.value !== null)
    .map((statement): ReportPart => {
      const uuid = newUuid();
      const focus = content.references.firstDiagnosis;
      const resource: JsonObject = {
        resourceType: "Observation",
        ...common(content),
        identifier: [reportIdentifier(uuid)],
        status: "final",
        code: concept(OVERREAD, statement.code, statement.display),
        effectiveDateTime: writtenAt(content),
        issued: writtenAt(content),
        performer: [reference(reviewerOf(content))],
        ...(focus !== null && statement.code.endsWith("-agreement") ? { focus: [reference(focus)] } : {}),
        valueCodeableConcept: concept(OVERREAD, statement.value ?? ""),
        ...(statement.note.trim() === "" ? {} : { note: [{ text: statement.note }] }),
      };
      return { type: "Observation", uuid, placeholder: newUuid(), resource, inDocument: true };
    });
}

/** One Media per key image: plain R4, since ImagingSelection is R5 (protocol 6.2). */
export function mediaParts(content: ReportContent, newUuid: NewUuid): ReportPart[] {
  return content.images.map((image): ReportPart => {
    const uuid = newUuid();
    const resource: JsonObject = {
      resourceType: "Media",
      ...common(content),
      identifier: [reportIdentifier(uuid), { system: "urn:dicom:uid", value: `urn:oid:${image.sopInstanceUid}` }],
      partOf: [reference(image.studyReference)],
      status: "completed",
      type: concept("http://terminology.hl7.org/CodeSystem/media-type", "image"),
      createdDateTime: writtenAt(content),
      operator: reference(reviewerOf(content)),
      content: { contentType: "application/dicom", url: image.wadoUrl, title: `Key image: ${image.label}` },
      note: [{ text: image.caption }],
    };
    return { type: "Media", uuid, placeholder: newUuid(), resource, inDocument: true };
  });
}

/** The answers, keyed as the questions are (protocol 3.1); one that cannot be given says so and why (M1). */
export function answersPart(content: ReportContent, newUuid: NewUuid): ReportPart {
  const uuid = newUuid();
  const item = content.questions.map((question) => {
    const answer = content.opinion.answers[question.key];
    const text = answer?.cannotAnswer === true ? `Cannot be answered from the records, because ${answer.because}` : (answer?.text ?? "");
    return { linkId: question.key, text: question.text, answer: [{ valueString: text }] };
  });
  const resource: JsonObject = {
    resourceType: "QuestionnaireResponse",
    ...metaOf(content),
    identifier: reportIdentifier(uuid),
    basedOn: [reference(content.references.request)],
    status: "completed",
    subject: reference(content.references.patient),
    authored: writtenAt(content),
    author: reference(reviewerOf(content)),
    source: reference(reviewerOf(content)),
    item,
  };
  return { type: "QuestionnaireResponse", uuid, placeholder: newUuid(), resource, inDocument: true };
}
