import { z } from "zod";
import { CaseId, RecordId } from "../result/ids.ts";
import { Instant } from "../result/instant.ts";
import { nothing, procedure } from "./procedure.ts";

/** One record of a case: a document, or a FHIR resource shown in words. */
export const RecordItem = z.object({
  recordId: RecordId,
  group: z.enum(["letters", "reports", "pathology", "results", "medication", "history", "other"]),
  kind: z.enum([
    "document",
    "condition",
    "medication",
    "allergy",
    "procedure",
    "family-history",
    "diagnostic-report",
    "observation",
    "questionnaire",
    "other",
  ]),
  title: z.string(),
  /** As sent: a day, a month, a year or an instant in ISO form. */
  date: z.string().nullable(),
  source: z.string().nullable(),
  /** Tagged by the service as stating the first diagnosis or plan. */
  firstOpinion: z.boolean(),
  /** New or changed since the reviewer last looked. */
  isNew: z.boolean(),
  document: z
    .object({
      contentType: z.string(),
      bytes: z.int(),
      /** `/documents/<case>/<record>`: the bytes, opened in core. */
      path: z.string(),
    })
    .nullable(),
  state: z.discriminatedUnion("at", [
    z.object({ at: z.literal("here") }),
    z.object({ at: z.literal("waiting") }),
    z.object({ at: z.literal("failed"), why: z.string() }),
    z.object({ at: z.literal("withheld") }),
  ]),
  seen: z.boolean(),
});
export type RecordItem = z.infer<typeof RecordItem>;

/** One value of a laboratory series; text and unit exactly as given (M17). */
export const LabValue = z.object({
  recordId: RecordId,
  at: Instant.nullable(),
  date: z.string(),
  value: z.number().nullable(),
  text: z.string(),
  flag: z.enum(["low", "high", "normal", "unknown"]),
});
export type LabValue = z.infer<typeof LabValue>;

/** Values of one code in one unit; two units of one code are two series, never converted. */
export const LabSeries = z.object({
  key: z.string(),
  name: z.string(),
  unit: z.string(),
  category: z.enum(["laboratory", "vital-signs", "other"]),
  referenceLow: z.number().nullable(),
  referenceHigh: z.number().nullable(),
  referenceText: z.string().nullable(),
  values: z.array(LabValue),
});
export type LabSeries = z.infer<typeof LabSeries>;

/** A resource in words: captions and values in reading order, and the JSON as received. */
export const RecordDetail = z.object({
  item: RecordItem,
  lines: z.array(z.object({ caption: z.string(), value: z.string() })),
  json: z.string(),
});
export type RecordDetail = z.infer<typeof RecordDetail>;

export const records = {
  list: procedure({ input: z.object({ caseId: CaseId }), output: z.array(RecordItem), failures: ["no-such-case", "not-readable"] }),
  get: procedure({
    input: z.object({ caseId: CaseId, recordId: RecordId }),
    output: RecordDetail,
    failures: ["no-such-case", "not-readable", "no-such-record"],
  }),
  labs: procedure({ input: z.object({ caseId: CaseId }), output: z.array(LabSeries), failures: ["no-such-case", "not-readable"] }),
  /** T12: a page counts as seen after one second with at least half of it on the screen. Pages are 1-based. */
  markSeen: procedure({
    input: z.object({ caseId: CaseId, recordId: RecordId, pages: z.array(z.int().min(1)), pageCount: z.int().min(1) }),
    output: nothing,
    failures: ["no-such-case", "not-readable", "no-such-record"],
  }),
};
