import { z } from "zod";

/** 32 hex digits: ids that this device makes up. They name rows, blobs and cases here and never leave the device. */
export const LocalId = z.string().regex(/^[0-9a-f]{32}$/);

/** A case on this device (random, not the service's Task id). */
export const CaseId = LocalId.brand<"CaseId">();
export type CaseId = z.infer<typeof CaseId>;

/** An account on this device: one service, one person, one vault. */
export const AccountId = LocalId.brand<"AccountId">();
export type AccountId = z.infer<typeof AccountId>;

/** A record of a case (a FHIR resource or its document). */
export const RecordId = LocalId.brand<"RecordId">();
export type RecordId = z.infer<typeof RecordId>;

/** A series of images on this device. */
export const SeriesId = LocalId.brand<"SeriesId">();
export type SeriesId = z.infer<typeof SeriesId>;

/** An object of a case without pictures: a structured report, key objects, a waveform, a document. */
export const ObjectId = LocalId.brand<"ObjectId">();
export type ObjectId = z.infer<typeof ObjectId>;

/** A report: a bare UUID, `urn:uuid:…` in FHIR; it holds at least one letter. */
export const ReportId = z
  .string()
  .regex(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/)
  .brand<"ReportId">();
export type ReportId = z.infer<typeof ReportId>;
