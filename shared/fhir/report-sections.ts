import type { ReportContent } from "../opinion/report.ts";
import { agreementWords, FIXED_LIMITS, markPlaceWords, studyName } from "../opinion/report.ts";
import { LOINC, OVERREAD } from "./codes.ts";
import type { JsonObject } from "./json.ts";
import { concept, local, reference, xhtml } from "./report-resources.ts";

/** Uuids of the parts that sections point to. */
export type SectionTargets = {
  readonly answers: string;
  readonly diagnosticReport: string;
  readonly observations: readonly string[];
  readonly media: readonly string[];
};

type Section = {
  readonly title: string;
  readonly system: string;
  readonly code: string;
  readonly text: readonly string[];
  readonly entry: readonly JsonObject[];
  readonly optional?: true;
};

function materialText(content: ReportContent): string[] {
  const documents = content.documents.map(
    (document) =>
      `${document.title}, ${document.date ?? "no date"}: ${document.state === "here" ? `${document.pagesSeen} of ${document.pageCount ?? "?"} pages seen` : `missing (${document.why ?? "not received"})`}`,
  );
  const studies = content.studies.map(
    (study) =>
      `${studyName(study)}, ${study.date ?? "no date"}: ${study.usable} of ${study.announced ?? "?"} images readable, ${study.seen} of ${study.frames} seen`,
  );
  return [
    ...studies,
    ...documents,
    `${content.recordCount} further ${content.recordCount === 1 ? "record" : "records"}`,
    ...content.missing,
    content.opinion.missingMaterial,
  ];
}

function answersText(content: ReportContent): string[] {
  return content.questions.map((question, index) => {
    const answer = content.opinion.answers[question.key];
    const text = answer?.cannotAnswer === true ? `Cannot be answered from the records, because ${answer.because}` : (answer?.text ?? "");
    return `${index + 1}. ${question.text}\n${text}`;
  });
}

function assessmentText({ opinion }: ReportContent): string[] {
  const diagnosis =
    opinion.diagnosisAgreement === null
      ? ""
      : `Diagnosis: ${agreementWords.diagnosis[opinion.diagnosisAgreement]}. ${opinion.diagnosisReason}`;
  const treatment =
    opinion.treatmentAgreement === null
      ? ""
      : `Treatment: ${agreementWords.treatment[opinion.treatmentAgreement]}. ${opinion.treatmentReason}`;
  const third = opinion.thirdOpinion === null ? "" : `${agreementWords.thirdOpinion[opinion.thirdOpinion]}.`;
  return [opinion.impression, diagnosis, treatment, third];
}

function planText({ opinion }: ReportContent): string[] {
  const options = opinion.treatmentOptions.map(
    (entry) =>
      `Option: ${entry.option}. Benefit: ${entry.benefit}. Risk: ${entry.risk}. Invasiveness: ${entry.invasiveness}. Fits this patient because: ${entry.fitsBecause}`,
  );
  const steps = opinion.recommendations.map((entry, index) => {
    const facts = [entry.urgency, entry.who, entry.byWhen].filter((part) => part !== "").join(", ");
    return `${index + 1}. ${entry.text} Because ${entry.because}${facts === "" ? "" : ` (${facts})`}`;
  });
  return [...options, opinion.prognosis, ...steps];
}

function limitsText(content: ReportContent): string[] {
  return [
    FIXED_LIMITS.join(" "),
    content.opinion.limits,
    ...content.limits.map((limit) => `${limit.text} ${limit.reason}`),
    ...content.identityResolutions,
    `Independence: ${content.declaration.text}`,
    content.opinion.disclosures,
  ];
}

/** The measurements as the pages list them (R1f, T4). */
const marksText = ({ marks }: ReportContent): string[] =>
  marks.map((mark) => {
    const { name, kind, text, measured, scale } = mark;
    return [`${name} ${kind}`, text, measured, scale, markPlaceWords(mark)].filter((part) => part !== "").join("; ");
  });

/** The sections of the Composition: the same words as the printed pages (protocol 6.2, 12a). */
export function sectionsOf(content: ReportContent, to: SectionTargets): JsonObject[] {
  const { references, opinion } = content;
  const list = references.list === null ? [] : [reference(references.list)];
  const sections: Section[] = [
    { title: "Summary for the patient", system: OVERREAD, code: "patient-summary", text: [opinion.patientSummary], entry: [] },
    { title: "Answers to the questions", system: OVERREAD, code: "answers", text: answersText(content), entry: [local(to.answers)] },
    {
      title: "Why an opinion was asked",
      system: LOINC,
      code: "42349-1",
      text: [content.reason ?? "", opinion.historyUsed],
      entry: [reference(references.request)],
    },
    { title: "What was reviewed", system: OVERREAD, code: "records-reviewed", text: materialText(content), entry: list },
    {
      title: "Findings",
      system: LOINC,
      code: "59776-5",
      text: [opinion.findings, ...marksText(content)],
      entry: [local(to.diagnosticReport)],
    },
    { title: "Assessment", system: LOINC, code: "51848-0", text: assessmentText(content), entry: to.observations.map(local) },
    { title: "Recommendation", system: LOINC, code: "18776-5", text: planText(content), entry: [] },
    {
      title: "Key images",
      system: LOINC,
      code: "55113-5",
      text: content.images.map((image) => `${image.label}: ${image.caption}`),
      entry: to.media.map(local),
      optional: true,
    },
    { title: "Limits of this opinion", system: OVERREAD, code: "limitations", text: limitsText(content), entry: [] },
  ];
  return sections
    .filter((section) => section.optional !== true || section.entry.length > 0)
    .map((section) => ({
      title: section.title,
      code: concept(section.system, section.code),
      text: { status: "generated", div: xhtml(section.text) },
      ...(section.entry.length > 0 ? { entry: section.entry } : {}),
    }));
}
