import { z } from "zod";
import { Party, PatientFacts, Question } from "../case/case.ts";
import { ReportId } from "../result/ids.ts";
import { Instant } from "../result/instant.ts";
import { Opinion } from "./opinion.ts";

/** A document of the case, as the report names it. */
export const ReviewedDocument = z.object({
  reference: z.string(),
  title: z.string(),
  date: z.string().nullable(),
  source: z.string().nullable(),
  firstOpinion: z.boolean(),
  pagesSeen: z.int(),
  pageCount: z.int().nullable(),
  state: z.enum(["here", "missing"]),
  why: z.string().nullable(),
});

/** An imaging study of the case, with the three numbers and what was looked at (S13, T12). */
export const ReviewedStudy = z.object({
  reference: z.string(),
  studyUid: z.string(),
  description: z.string(),
  date: z.string().nullable(),
  modalities: z.array(z.string()),
  prior: z.boolean(),
  announced: z.int().nullable(),
  usable: z.int(),
  seen: z.int(),
  frames: z.int(),
  notRelevant: z.array(z.string()),
  lossy: z.string().nullable(),
});

/** A mark as a key image shows it; `parts` are its lines in shares of the picture's width and height. */
export const PrintedMark = z.object({
  name: z.string(),
  kind: z.string(),
  label: z.string(),
  parts: z.array(z.array(z.tuple([z.number(), z.number()]))),
});

/** A mark as the report lists it (R1f): what was measured, by which scale (T4), on which image. */
export const ReviewedMark = z.object({
  name: z.string(),
  kind: z.string(),
  text: z.string(),
  measured: z.string(),
  /** Where the millimetre comes from; empty for what needs none. */
  scale: z.string(),
  studyUid: z.string(),
  seriesUid: z.string(),
  sopInstanceUid: z.string(),
  frameNumber: z.int(),
  /** Its place in the series, null when the image is not there any more. */
  image: z.object({ number: z.int(), of: z.int(), series: z.string() }).nullable(),
  /** The number of the key image that shows it. */
  keyImage: z.int().nullable(),
});

/** A key image as printed: PNG bytes, and where it stands in the archive. */
export const ReportImage = z.object({
  id: z.string(),
  caption: z.string(),
  label: z.string(),
  studyUid: z.string(),
  seriesUid: z.string(),
  sopInstanceUid: z.string(),
  frameNumber: z.int(),
  /** WADO-RS address of the instance (or frame) at the service. */
  wadoUrl: z.string(),
  studyReference: z.string(),
  pngBase64: z.string(),
  /** Letters of the patient's sides at the four edges; null where nothing is known. */
  sides: z.object({ top: z.string(), right: z.string(), bottom: z.string(), left: z.string() }).nullable().default(null),
  /** Height of a pixel through its width. */
  pixelAspect: z.number().positive().default(1),
  marks: z.array(PrintedMark).default([]),
});

/**
 * Everything a report says, frozen when “Review and sign” was pressed. The printed pages and the FHIR document are both made from
 * this and from nothing else, so they say the same.
 */
export const ReportContent = z.object({
  reportId: ReportId,
  version: z.int().min(1),
  caseNumber: z.string(),
  demo: z.boolean(),
  paper: z.enum(["A4", "Letter"]),
  service: z.object({ name: z.string(), organizationReference: z.string().nullable() }),
  patient: PatientFacts,
  parties: z.array(Party),
  recipients: z.array(z.string()),
  reviewer: z.object({
    practitionerId: z.string(),
    name: z.string(),
    credentials: z.array(z.string()),
    organisation: z.string().nullable(),
    specialty: z.string().nullable(),
  }),
  receivedAt: Instant,
  startedAt: Instant.nullable(),
  preparedAt: Instant,
  /** IANA name of the zone in which times are printed. */
  timeZone: z.string(),
  clockCheckedAt: Instant.nullable(),
  reason: z.string().nullable(),
  questions: z.array(Question),
  opinion: Opinion,
  documents: z.array(ReviewedDocument),
  /** Records without a document: conditions, medication, laboratory values. */
  recordCount: z.int(),
  studies: z.array(ReviewedStudy),
  missing: z.array(z.string()),
  images: z.array(ReportImage),
  /** Marks that the text names or a key image shows. */
  marks: z.array(ReviewedMark).default([]),
  /** Warnings of the check and the reviewer's written reasons. */
  limits: z.array(z.object({ text: z.string(), reason: z.string() })),
  /** Images that named another patient, and why the reviewer used them all the same (M20). */
  identityResolutions: z.array(z.string()),
  declaration: z.object({ text: z.string(), at: Instant }),
  references: z.object({
    task: z.string(),
    request: z.string(),
    patient: z.string(),
    list: z.string().nullable(),
    firstDiagnosis: z.string().nullable(),
  }),
  auditHead: z.string(),
});
export type ReportContent = z.infer<typeof ReportContent>;

/** Where a listed mark is to be found: in its series, and on which key image. */
export const markPlaceWords = ({ image, keyImage }: ReportContent["marks"][number]): string =>
  [
    image === null ? "image not on this device" : `${image.series === "" ? "" : `${image.series}, `}image ${image.number} of ${image.of}`,
    keyImage === null ? "" : `key image ${keyImage}`,
  ]
    .filter((part) => part !== "")
    .join("; ");

/** R10: what the signature means, printed and coded. */
export const MEANING = "I am the author of this second opinion and have verified it.";

/** M21: sentences that every report carries and nobody can remove. */
export const FIXED_LIMITS = [
  "No physical examination was done.",
  "This opinion is based only on the material listed.",
  "It does not replace care by the treating physician.",
] as const;

export const agreementWords = {
  diagnosis: {
    confirmed: "The same as the first diagnosis",
    refined: "The first diagnosis, better defined",
    changed: "Distinctly different from the first diagnosis",
    "cannot-determine": "The material does not allow a statement",
    "not-applicable": "There was no first diagnosis",
  },
  treatment: {
    confirmed: "The same as the first plan",
    "minor-change": "A minor change of the first plan",
    "major-change": "A major change of the first plan",
    "cannot-determine": "The material does not allow a statement",
    "not-addressed": "Not addressed",
  },
  thirdOpinion: {
    advised: "A third opinion is advised",
    optional: "A third opinion is optional",
    "not-needed": "A third opinion is not needed",
  },
  impact: { none: "none", minor: "minor", moderate: "moderate", major: "major" },
} as const;

/** The same codes as the two lines that stand first in the report. */
export const verdictWords = {
  diagnosis: {
    confirmed: { title: "Diagnosis: agree", text: agreementWords.diagnosis.confirmed },
    refined: { title: "Diagnosis: agree in part", text: agreementWords.diagnosis.refined },
    changed: { title: "Diagnosis: differ", text: agreementWords.diagnosis.changed },
    "cannot-determine": { title: "Diagnosis: cannot be judged", text: agreementWords.diagnosis["cannot-determine"] },
    "not-applicable": { title: "Diagnosis: a first statement", text: agreementWords.diagnosis["not-applicable"] },
  },
  treatment: {
    confirmed: { title: "Treatment: agree", text: agreementWords.treatment.confirmed },
    "minor-change": { title: "Treatment: agree in part", text: agreementWords.treatment["minor-change"] },
    "major-change": { title: "Treatment: differ", text: agreementWords.treatment["major-change"] },
    "cannot-determine": { title: "Treatment: cannot be judged", text: agreementWords.treatment["cannot-determine"] },
    "not-addressed": { title: "Treatment: not addressed", text: "This opinion says nothing about the plan" },
  },
} as const;

/** Modality and description of a study as one name: many descriptions begin with the modality, and it is not said twice. */
export function studyName({ modalities, description }: Pick<ReportContent["studies"][number], "modalities" | "description">): string {
  const codes = modalities.join(", ");
  const isSaid = modalities.some((code) => new RegExp(`^${code}\\b`, "i").test(description));
  return isSaid || codes === "" ? description : `${codes} ${description}`.trim();
}
