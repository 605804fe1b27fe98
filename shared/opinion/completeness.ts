import { z } from "zod";
import type { Question } from "../case/case.ts";
import { MarkFigure } from "../measure/kept-mark.ts";
import { thirdOpinionIsDue } from "./agreement.ts";
import { openMeasurements } from "./open-measurements.ts";
import { isAnswered, type Opinion } from "./opinion.ts";
import { printedTexts, unprintableWords } from "./printed-texts.ts";

/** An open point before signing (R8). Blocking points must be mended; warnings need a written reason and are printed as limits. */
export const OpenPoint = z.object({
  code: z.enum([
    "question-unanswered",
    "answer-reason-missing",
    "patient-summary-empty",
    "findings-empty",
    "impression-empty",
    "diagnosis-agreement-missing",
    "diagnosis-reason-missing",
    "treatment-agreement-missing",
    "treatment-reason-missing",
    "third-opinion-missing",
    "recommendations-empty",
    "recommendation-reason-missing",
    "option-incomplete",
    "placeholder-left",
    "measurement-differs",
    "measurement-unclear",
    "character-unprintable",
    "identity-conflict",
    "consent-missing",
    "lease-ended",
    "signer-differs",
    "declaration-missing",
    "missing-material-unexplained",
    "key-image-caption-missing",
    "key-images-too-many",
    "disclosure-missing",
    "unseen-images",
    "unseen-documents",
    "licence-not-covered",
    "clock-unchecked",
  ]),
  severity: z.enum(["blocking", "warning"]),
  /** Where to go to mend it: a field of the opinion, a question's key, or a place in the case. */
  field: z.string(),
  key: z.string().nullable(),
  text: z.string(),
});
export type OpenPoint = z.infer<typeof OpenPoint>;

/** Facts from outside the opinion that decide whether it may be signed. */
export const SigningFacts = z.object({
  identityConflicts: z.int(),
  consentValid: z.boolean(),
  leaseEnded: z.boolean(),
  signerIsAuthor: z.boolean(),
  declared: z.boolean(),
  missingItems: z.int(),
  unseenImages: z.int(),
  unseenDocuments: z.int(),
  licenceCovered: z.boolean(),
  /** Names of the reviewer's own institutions (M8). */
  ownOrganisations: z.array(z.string()),
  clockCheckedWithin72h: z.boolean(),
  /** The marks on the images: their names and what they measure now, null for one that was removed (P15). */
  marks: z.array(z.object({ name: z.string(), text: z.string(), figures: z.array(MarkFigure).nullable() })),
});
export type SigningFacts = z.infer<typeof SigningFacts>;

const block = (code: OpenPoint["code"], field: string, text: string, key: string | null = null): OpenPoint => ({
  code,
  severity: "blocking",
  field,
  key,
  text,
});
const warn = (code: OpenPoint["code"], field: string, text: string): OpenPoint => ({ code, severity: "warning", field, key: null, text });

const empty = (text: string): boolean => text.trim() === "";

/** R8: template placeholders that were never filled in. Capital XX stays: it is a karyotype. */
export const hasPlaceholder = (text: string): boolean => /\[\s*\]|_{3,}|\bx{2,}\b|\bX{3,}\b/.test(text);

/** A report carries at most so many key images (protocol 6.2). */
const MAX_KEY_IMAGES = 12;

function openAnswers(opinion: Opinion, questions: readonly Question[]): OpenPoint[] {
  return questions.flatMap((question, index) => {
    const answer = opinion.answers[question.key];
    if (isAnswered(answer)) return [];
    return answer?.cannotAnswer
      ? [block("answer-reason-missing", "answers", `Question ${index + 1}: say why it cannot be answered.`, question.key)]
      : [block("question-unanswered", "answers", `Question ${index + 1} has no answer.`, question.key)];
  });
}

function openAgreement(opinion: Opinion): OpenPoint[] {
  const points: OpenPoint[] = [];
  if (opinion.diagnosisAgreement === null)
    points.push(block("diagnosis-agreement-missing", "diagnosisAgreement", "Agreement on the diagnosis is not chosen."));
  else if (opinion.diagnosisAgreement !== "not-applicable" && empty(opinion.diagnosisReason))
    points.push(block("diagnosis-reason-missing", "diagnosisReason", "Give the reason for your view of the diagnosis."));
  if (opinion.treatmentAgreement === null)
    points.push(block("treatment-agreement-missing", "treatmentAgreement", "Agreement on the treatment is not chosen."));
  else if (opinion.treatmentAgreement !== "not-addressed" && empty(opinion.treatmentReason))
    points.push(block("treatment-reason-missing", "treatmentReason", "Give the reason for your view of the treatment."));
  if (thirdOpinionIsDue(opinion.diagnosisAgreement, opinion.treatmentAgreement) && opinion.thirdOpinion === null)
    points.push(block("third-opinion-missing", "thirdOpinion", "Say whether a third opinion is advised."));
  return points;
}

function openParts(opinion: Opinion): OpenPoint[] {
  const points: OpenPoint[] = [];
  if (empty(opinion.patientSummary)) points.push(block("patient-summary-empty", "patientSummary", "The summary for the patient is empty."));
  if (empty(opinion.findings)) points.push(block("findings-empty", "findings", "Findings are empty."));
  if (empty(opinion.impression)) points.push(block("impression-empty", "impression", "The impression is empty."));
  if (opinion.recommendations.length === 0)
    points.push(block("recommendations-empty", "recommendations", "There is no recommendation or next step."));
  opinion.recommendations.forEach((entry, index) => {
    if (empty(entry.text) || empty(entry.because))
      points.push(
        block("recommendation-reason-missing", "recommendations", `Recommendation ${index + 1} needs its text and its reason.`, entry.id),
      );
  });
  opinion.treatmentOptions.forEach((entry, index) => {
    if (empty(entry.option))
      points.push(block("option-incomplete", "treatmentOptions", `Treatment option ${index + 1} has no name.`, entry.id));
  });
  opinion.keyImages.forEach((image, index) => {
    if (empty(image.caption))
      points.push(block("key-image-caption-missing", "keyImages", `Key image ${index + 1} has no caption.`, image.id));
  });
  if (opinion.keyImages.length > MAX_KEY_IMAGES)
    points.push(
      block("key-images-too-many", "keyImages", `A report can carry ${MAX_KEY_IMAGES} key images, not ${opinion.keyImages.length}.`),
    );
  return points;
}

function openPlaceholders(opinion: Opinion): OpenPoint[] {
  const texts: [string, string][] = [
    ...Object.values(opinion.answers).map((answer): [string, string] => ["answers", `${answer.text} ${answer.because}`]),
    ...Object.entries(opinion).filter((entry): entry is [string, string] => typeof entry[1] === "string"),
    ...opinion.recommendations.map((entry): [string, string] => [
      "recommendations",
      `${entry.text} ${entry.because} ${entry.who} ${entry.byWhen}`,
    ]),
    ...opinion.treatmentOptions.map((entry): [string, string] => [
      "treatmentOptions",
      `${entry.option} ${entry.benefit} ${entry.risk} ${entry.invasiveness} ${entry.fitsBecause}`,
    ]),
    ...opinion.keyImages.map((image): [string, string] => ["keyImages", image.caption]),
  ];
  return texts
    .filter(([, text]) => hasPlaceholder(text))
    .map(([field]) => block("placeholder-left", field, "A placeholder ([ ], ___ or xx) was left in the text."));
}

/** M37: the pages would have to stop at such a character, so it is named where it can still be written in another way. */
function openCharacters(opinion: Opinion, questions: readonly Question[], marks: SigningFacts["marks"]): OpenPoint[] {
  const point = (name: string, field: string, key: string | null, text: string): OpenPoint[] => {
    const words = unprintableWords(text);
    return words === null ? [] : [block("character-unprintable", field, `${name}: the fonts of the pages cannot print ${words}.`, key)];
  };
  return [
    ...printedTexts(opinion, questions).flatMap((entry) => point(entry.name, entry.field, entry.key, entry.text)),
    ...questions.flatMap((question, index) => point(`The patient's question ${index + 1}`, "case", null, question.text)),
    ...marks.flatMap(({ name, text }) => point(`The words of ${name}`, "images", null, text)),
  ];
}

/** M8: a recommendation at the reviewer's own institution needs a disclosure. */
function openDisclosure(opinion: Opinion, own: readonly string[]): OpenPoint[] {
  if (!empty(opinion.disclosures)) return [];
  const texts = [
    ...opinion.recommendations.map((entry) => `${entry.text} ${entry.who}`),
    ...opinion.treatmentOptions.map((entry) => entry.option),
  ];
  const named = own.find((name) => !empty(name) && texts.some((text) => plain(text).includes(plain(name))));
  return named === undefined
    ? []
    : [block("disclosure-missing", "disclosures", `You recommend something at ${named}, where you work: say so under disclosures.`)];
}

const plain = (text: string): string =>
  ` ${text
    .normalize("NFKD")
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, " ")
    .trim()} `;

const counted = (count: number, one: string, several: string): string => `${count} ${count === 1 ? one : several}`;

function openFacts(opinion: Opinion, facts: SigningFacts): OpenPoint[] {
  const points: OpenPoint[] = [];
  if (facts.identityConflicts > 0)
    points.push(block("identity-conflict", "images", "Images of this case may belong to another patient. Resolve this first."));
  if (!facts.consentValid) points.push(block("consent-missing", "case", "The patient's consent is not valid now."));
  if (facts.leaseEnded) points.push(block("lease-ended", "case", "The time for which this case may be kept has ended."));
  if (!facts.signerIsAuthor) points.push(block("signer-differs", "case", "The signed-in person is not the reviewer of this case."));
  if (!facts.declared) points.push(block("declaration-missing", "case", "The conflict-of-interest declaration is missing."));
  if (facts.missingItems > 0 && empty(opinion.missingMaterial))
    points.push(
      block(
        "missing-material-unexplained",
        "missingMaterial",
        "Material is missing or unusable: say in a sentence what this means for your opinion.",
      ),
    );
  if (facts.unseenImages > 0)
    points.push(warn("unseen-images", "images", `${counted(facts.unseenImages, "image was", "images were")} not looked at.`));
  if (facts.unseenDocuments > 0)
    points.push(warn("unseen-documents", "records", `${counted(facts.unseenDocuments, "document was", "documents were")} not opened.`));
  if (!facts.licenceCovered)
    points.push(warn("licence-not-covered", "case", "Your licences do not cover the patient's place, or this is unknown."));
  if (!facts.clockCheckedWithin72h)
    points.push(warn("clock-unchecked", "case", "The clock was last compared with the service more than 72 hours ago."));
  return points;
}

/** R8: everything that stands between this draft and a signature, blocking points first. */
export function openPoints(opinion: Opinion, questions: readonly Question[], facts: SigningFacts): OpenPoint[] {
  const points = [
    ...openAnswers(opinion, questions),
    ...openParts(opinion),
    ...openAgreement(opinion),
    ...openPlaceholders(opinion),
    ...openCharacters(opinion, questions, facts.marks),
    ...openMeasurements(opinion, questions, facts.marks).map(
      ({ isSure, field, key, text }): OpenPoint =>
        isSure
          ? { code: "measurement-differs", severity: "blocking", field, key, text }
          : { code: "measurement-unclear", severity: "warning", field, key, text },
    ),
    ...openDisclosure(opinion, facts.ownOrganisations),
    ...openFacts(opinion, facts),
  ];
  return [...points.filter((point) => point.severity === "blocking"), ...points.filter((point) => point.severity === "warning")];
}
