import { z } from "zod";
import { MAX_PROSE } from "../report/text-limit.ts";
import { SeriesId } from "../result/ids.ts";
import { ClinicalImpact, DiagnosisAgreement, ThirdOpinion, TreatmentAgreement } from "./agreement.ts";

/** Plain text; line breaks kept; no markup (design D17). */
export const Prose = z.string().max(MAX_PROSE);

/** M1: an answer, or the statement that the records do not allow one, with the reason. */
export const Answer = z.object({ text: Prose, cannotAnswer: z.boolean(), because: Prose });
export type Answer = z.infer<typeof Answer>;

/** M2: one row of the options table. */
export const TreatmentOption = z.object({
  id: z.string(),
  option: Prose,
  benefit: Prose,
  risk: Prose,
  invasiveness: Prose,
  fitsBecause: Prose,
});
export type TreatmentOption = z.infer<typeof TreatmentOption>;

/** M3, M19, R1j: what to do, why, who, by when. */
export const Recommendation = z.object({
  id: z.string(),
  kind: z.enum(["treatment", "test", "follow-up", "referral", "other"]),
  text: Prose,
  because: Prose,
  urgency: z.enum(["", "urgent", "soon", "routine"]),
  who: Prose,
  byWhen: Prose,
});
export type Recommendation = z.infer<typeof Recommendation>;

/** P17: an image that proves a statement; enough to show it again and to name it to the service. */
export const KeyImage = z.object({
  id: z.string(),
  seriesId: SeriesId,
  /** Place in the series as displayed, 0-based. */
  frameIndex: z.int().min(0),
  studyUid: z.string(),
  seriesUid: z.string(),
  sopInstanceUid: z.string(),
  sopClassUid: z.string(),
  /** 1-based, within the instance. */
  frameNumber: z.int().min(1),
  caption: Prose,
  /** The window it was chosen with, in modality units; null = the file's own. */
  window: z.object({ center: z.number(), width: z.number() }).nullable(),
  inverted: z.boolean(),
  /** "CT chest, 12 Mar 2026, image 45 of 120" as shown when it was chosen. */
  label: z.string(),
});
export type KeyImage = z.infer<typeof KeyImage>;

/** The reviewer's draft: structured fields of plain text (mission §5.1). */
export const Opinion = z.object({
  answers: z.record(z.string(), Answer),
  patientSummary: Prose,
  historyUsed: Prose,
  findings: Prose,
  impression: Prose,
  diagnosisAgreement: DiagnosisAgreement.nullable(),
  diagnosisReason: Prose,
  diagnosisImpact: ClinicalImpact.nullable(),
  treatmentAgreement: TreatmentAgreement.nullable(),
  treatmentReason: Prose,
  treatmentImpact: ClinicalImpact.nullable(),
  thirdOpinion: ThirdOpinion.nullable(),
  treatmentOptions: z.array(TreatmentOption),
  prognosis: Prose,
  recommendations: z.array(Recommendation),
  keyImages: z.array(KeyImage),
  limits: Prose,
  disclosures: Prose,
  /** Written when announced material is missing or unusable: goes into the report. */
  missingMaterial: Prose,
});
export type Opinion = z.infer<typeof Opinion>;

export const emptyAnswer: Answer = { text: "", cannotAnswer: false, because: "" };

export const emptyOpinion: Opinion = {
  answers: {},
  patientSummary: "",
  historyUsed: "",
  findings: "",
  impression: "",
  diagnosisAgreement: null,
  diagnosisReason: "",
  diagnosisImpact: null,
  treatmentAgreement: null,
  treatmentReason: "",
  treatmentImpact: null,
  thirdOpinion: null,
  treatmentOptions: [],
  prognosis: "",
  recommendations: [],
  keyImages: [],
  limits: "",
  disclosures: "",
  missingMaterial: "",
};

export const OpinionField = z.enum(Object.keys(emptyOpinion) as [keyof Opinion, ...(keyof Opinion)[]]);
export type OpinionField = keyof Opinion;

/**
 * One edit: a whole field replaced by its new value. `answers` is edited key by key, so that two questions never overwrite each other.
 */
export const OpinionChange = z.union([
  z.object({ field: z.literal("answers"), key: z.string().min(1), value: Answer }),
  z.object({ field: OpinionField.exclude(["answers"]), value: z.unknown() }),
]);
export type OpinionChange = z.infer<typeof OpinionChange>;

/** The opinion with the changes applied in order; null when a value does not fit its field (then nothing applies). */
export function applyChanges(opinion: Opinion, changes: readonly OpinionChange[]): Opinion | null {
  let next: Record<string, unknown> = { ...opinion };
  for (const change of changes) {
    next =
      "key" in change
        ? { ...next, answers: { ...(next["answers"] as object), [change.key]: change.value } }
        : { ...next, [change.field]: change.value };
  }
  const parsed = Opinion.safeParse(next);
  return parsed.success ? parsed.data : null;
}

/** A question counts as answered by text, or by "cannot be answered" with its reason (M1). */
export const isAnswered = (answer: Answer | undefined): boolean =>
  answer !== undefined && (answer.cannotAnswer ? answer.because.trim() !== "" : answer.text.trim() !== "");
