import { createHash } from "node:crypto";
import { z } from "zod";
import type { ReportPart } from "#shared/fhir/report-resources.ts";
import { ReportId } from "#shared/result/ids.ts";
import type { BlobStore } from "../vault/blob-store.ts";
import { BlobDamaged } from "../vault/sealed-blob.ts";

const Binary = z.object({ uuid: z.string(), bytes: z.int(), sha1Base64: z.string(), sha256: z.string() });

/**
 * Everything that a signed report needs to be sent, frozen at signing: the same bytes for every attempt. It is the content of the spool
 * file and of the database row; either can rebuild the other.
 */
export const SpoolPayload = z.object({
  format: z.literal(1),
  reportId: ReportId,
  caseId: z.string(),
  taskId: z.string(),
  version: z.int(),
  signedAt: z.int(),
  caseNumber: z.string(),
  patientName: z.string(),
  patientReference: z.string(),
  pages: z.int(),
  demo: z.boolean(),
  /** The questions as they were answered: a change of them at the service must not pass unseen. */
  questions: z.array(z.object({ key: z.string(), text: z.string() })),
  pdf: Binary,
  pdfBase64: z.string(),
  document: Binary,
  documentText: z.string(),
  jws: z.string(),
  parts: z.array(z.custom<ReportPart>((value) => typeof value === "object" && value !== null && "uuid" in value)),
});
export type SpoolPayload = z.infer<typeof SpoolPayload>;

/** Spool files belong to no case: they outlive it. */
const NO_CASE = "0".repeat(32);
const spoolId = (reportId: string): string => reportId.replaceAll("-", "");

export const encodePayload = (payload: SpoolPayload): Buffer => Buffer.from(JSON.stringify(payload), "utf8");

export function decodePayload(bytes: Uint8Array): SpoolPayload | null {
  const parsed = SpoolPayload.safeParse(JSON.parse(new TextDecoder().decode(bytes)));
  return parsed.success ? parsed.data : null;
}

export const sha256Hex = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

/** Writes the spool file and reads it back: only then may the row be written. Throws when what is on the disk is not what was meant. */
export async function writeSpool(spool: BlobStore, key: Buffer, reportId: string, bytes: Buffer): Promise<void> {
  await spool.put("spool", NO_CASE, key, bytes, spoolId(reportId));
  const back = await spool.read({ blobId: spoolId(reportId), caseId: NO_CASE, kind: "spool" }, key);
  if (!back.equals(bytes)) throw new Error("the spool file differs from what was written");
}

export const readSpool = (spool: BlobStore, key: Buffer, blobId: string): Promise<Buffer | null> =>
  spool.read({ blobId, caseId: NO_CASE, kind: "spool" }, key).catch((error: unknown) => {
    if (error instanceof BlobDamaged) return null;
    throw error;
  });

export const removeSpool = (spool: BlobStore, reportId: string): Promise<void> => spool.remove(spoolId(reportId));

export const spoolIdOf = spoolId;
