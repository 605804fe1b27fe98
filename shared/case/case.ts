import { z } from "zod";
import { CaseId } from "../result/ids.ts";
import { Instant } from "../result/instant.ts";
import { CaseState } from "./case-state.ts";

/** A FHIR date as sent: YYYY, YYYY-MM or YYYY-MM-DD. Never turned into an instant: a birth date has no time zone. */
export const PartialDate = z.string().regex(/^\d{4}(-\d{2}(-\d{2})?)?$/);

/** Who the case is about (mission U25). `name` is for people to read, `family`/`given` for comparing with image headers. */
export const PatientFacts = z.object({
  name: z.string(),
  family: z.string(),
  given: z.string(),
  birthDate: PartialDate.nullable(),
  sex: z.enum(["female", "male", "other", "unknown"]),
  /** The service's identifier of the patient, for the banner. */
  identifier: z.string().nullable(),
  /** All identifier values: what image headers are compared with (M20). */
  identifiers: z.array(z.string()),
  language: z.string().nullable(),
  country: z.string().nullable(),
  allergies: z.array(z.string()),
});
export type PatientFacts = z.infer<typeof PatientFacts>;

/** One of the patient's questions, verbatim (M1). `key` is the element id at the service. */
export const Question = z.object({
  key: z.string().min(1),
  text: z.string(),
  kind: z.enum(["diagnosis", "treatment", "drug", "prognosis", "other"]),
});
export type Question = z.infer<typeof Question>;

export const Priority = z.enum(["routine", "urgent", "asap", "stat"]);
export type Priority = z.infer<typeof Priority>;

/** A count of what the service announced and what is here (S13); `announced` null = the service did not say. */
export const Progress = z.object({ announced: z.int().nullable(), received: z.int(), usable: z.int() });
export type Progress = z.infer<typeof Progress>;

/** What is on this device of one case. Bytes are of the originals. */
export const Availability = z.object({
  records: Progress,
  documents: Progress,
  images: Progress,
  bytesAnnounced: z.int().nullable(),
  bytesReceived: z.int(),
  /** Every announced item is here and usable: the case can be read without a network. */
  readyOffline: z.boolean(),
  fetching: z.boolean(),
  /** Items that could not be fetched or used, in words. */
  problems: z.array(z.string()),
});
export type Availability = z.infer<typeof Availability>;

/** A short notice on a case: taken back, clock, other patient's images, questions changed. */
export const CaseNotice = z.object({ kind: z.enum(["info", "warning", "danger"]), code: z.string(), text: z.string() });
export type CaseNotice = z.infer<typeof CaseNotice>;

/** One row of the worklist. Of an undecided case it holds only what is needed to decide (mission §6 `assigned`, M7). */
export const CaseRow = z.object({
  caseId: CaseId,
  /** The service's case number, for people. */
  caseNumber: z.string(),
  state: CaseState,
  patient: PatientFacts.pick({ name: true, birthDate: true, sex: true, identifier: true }),
  /** The first question; null while the case is undecided (then only how many). */
  headline: z.string().nullable(),
  questionCount: z.int(),
  answeredCount: z.int(),
  specialty: z.string().nullable(),
  modalities: z.array(z.string()),
  documentCount: z.int(),
  dueAt: Instant.nullable(),
  priority: Priority,
  leaseUntil: Instant.nullable(),
  availability: Availability,
  notices: z.array(CaseNotice),
  /** Changed since the reviewer last opened it (S12). */
  changed: z.boolean(),
  demo: z.boolean(),
});
export type CaseRow = z.infer<typeof CaseRow>;

/** A person or organisation named in the case (M7, M9, M33). */
export const Party = z.object({
  role: z.enum(["requester", "payer", "original-doctor", "original-organisation", "service", "recipient"]),
  name: z.string(),
  detail: z.string().nullable(),
});
export type Party = z.infer<typeof Party>;

/** What the reviewer sees before accepting or declining. Nothing clinical (M7). */
export const DecisionFacts = z.object({
  row: CaseRow,
  parties: z.array(Party),
  package: z.string().nullable(),
  feeText: z.string().nullable(),
  /** Hints found by comparing organisations and names with the reviewer's own. */
  conflictHints: z.array(z.string()),
  licence: z.object({ verdict: z.enum(["covered", "physician-to-physician", "not-covered", "unknown"]), text: z.string() }),
});
export type DecisionFacts = z.infer<typeof DecisionFacts>;

/** Everything about an accepted case besides records, images and the opinion. */
export const CaseDetail = z.object({
  row: CaseRow,
  patient: PatientFacts,
  questions: z.array(Question),
  reason: z.string().nullable(),
  parties: z.array(Party),
  consent: z.object({ valid: z.boolean(), until: Instant.nullable(), text: z.string() }),
  recipients: z.array(z.string()),
  service: z.object({ name: z.string(), base: z.string().nullable() }),
});
export type CaseDetail = z.infer<typeof CaseDetail>;

/** Why a reviewer gives a case back before starting (mission R15). The wire codes stand in shared/fhir. */
export const DeclineReason = z.enum([
  "conflict-of-interest",
  "outside-expertise",
  "no-capacity",
  "records-unusable",
  "not-licensed",
  "in-person-care",
  "not-useful",
  "technical",
  "other",
]);
export type DeclineReason = z.infer<typeof DeclineReason>;
