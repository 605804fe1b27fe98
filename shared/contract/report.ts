import { z } from "zod";
import { CaseId, ReportId } from "../result/ids.ts";
import { Instant } from "../result/instant.ts";
import { nothing, procedure } from "./procedure.ts";

/** What the sign dialog shows beside the pages (R9, R10). */
export const PreparedReport = z.object({
  reportId: ReportId,
  preparedAt: Instant,
  /** After this the preview is thrown away and the draft thaws. */
  expiresAt: Instant,
  pages: z.int().min(1),
  bytes: z.int(),
  /** SHA-256 (hex) of the byte range that the signature covers. */
  signedRangeSha256: z.string(),
  /** `/reports/<report>/preview`: the very bytes that are signed. */
  path: z.string(),
  signer: z.object({ name: z.string(), credentials: z.array(z.string()), organisation: z.string().nullable() }),
  meaning: z.string(),
  certificate: z.object({
    subject: z.string(),
    issuer: z.string(),
    selfSigned: z.boolean(),
    validUntil: Instant,
    fingerprintSha256: z.string(),
  }),
  recipients: z.array(z.string()),
  lastClockCheckAt: Instant.nullable(),
});
export type PreparedReport = z.infer<typeof PreparedReport>;

export const SignedReport = z.object({
  reportId: ReportId,
  caseId: CaseId,
  version: z.int().min(1),
  signedAt: Instant,
  pages: z.int(),
  pdfSha256: z.string(),
  path: z.string(),
});
export type SignedReport = z.infer<typeof SignedReport>;

export const report = {
  /** "Review and sign": freezes the draft, makes the ids, writes the PDF with an empty signature slot (design D24). */
  prepare: procedure({
    input: z.object({
      caseId: CaseId,
      revision: z.int().min(0),
      paper: z.enum(["A4", "Letter"]),
      /** A written reason for each warning of the check; printed as limits. */
      warningReasons: z.array(z.object({ code: z.string(), reason: z.string().min(1) })),
    }),
    output: PreparedReport,
    failures: [
      "no-such-case",
      "not-draftable",
      "draft-changed",
      "draft-incomplete",
      "warning-without-reason",
      "certificate-expired",
      "glyph-missing",
    ],
  }),
  /** Fills the slot, makes the FHIR document and its signature, spools, queues. Needs no network and is never stopped halfway. */
  sign: procedure({
    input: z.object({ reportId: ReportId, passphrase: z.string() }),
    output: SignedReport,
    failures: ["no-such-report", "preview-expired", "wrong-passphrase", "certificate-expired"],
  }),
  /** Throws the preview away; the draft can be written again. */
  cancel: procedure({ input: z.object({ reportId: ReportId }), output: nothing, failures: ["no-such-report"] }),
  list: procedure({ input: z.object({ caseId: CaseId }), output: z.array(SignedReport), failures: ["no-such-case"] }),
  /** Writes the signed PDF into a folder outside the vault, after a click that says so; audited (U4). */
  export: procedure({
    input: z.object({ reportId: ReportId }),
    output: z.object({ file: z.string() }),
    failures: ["no-such-report"],
  }),
};
