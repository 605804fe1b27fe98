import { createHash } from "node:crypto";
import { z } from "zod";
import type { ReportPart } from "#shared/fhir/report-resources.ts";
import { ReportId } from "#shared/result/ids.ts";
import { ReviewerProfile, ServiceProfile } from "../store/setting-store.ts";
import type { BlobStore } from "../vault/blob-store.ts";

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
  /** Key Object Selections that follow the report into the image archive, one for each study; reports of earlier versions have none. */
  keyObjects: z
    .array(
      z.object({
        /** DICOMweb root of the archive; null when nobody says where the study lies. */
        root: z.string().nullable(),
        studyUid: z.string(),
        seriesUid: z.string(),
        sopInstanceUid: z.string(),
        images: z.int(),
        /** SOP Instance UIDs of the images that it names. */
        names: z.array(z.string()),
        sha256: z.string(),
        base64: z.string(),
      }),
    )
    .default([]),
  /** Whose report it is and where it goes: with it, the spool alone is enough to send everything when the database is lost. */
  account: z.object({ service: ServiceProfile, reviewer: ReviewerProfile }).optional(),
});
export type SpoolPayload = z.infer<typeof SpoolPayload>;

/** Spool files belong to no case: they outlive it. */
const NO_CASE = "0".repeat(32);
const spoolId = (reportId: string): string => reportId.replaceAll("-", "");

/** The report that a file of the spool belongs to, by its name. */
export const reportIdOf = (blobId: string): ReportId =>
  ReportId.parse(blobId.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5"));

export const encodePayload = (payload: SpoolPayload): Buffer => Buffer.from(JSON.stringify(payload), "utf8");

export function decodePayload(bytes: Uint8Array): SpoolPayload | null {
  try {
    const parsed = SpoolPayload.safeParse(JSON.parse(new TextDecoder().decode(bytes)));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

export const sha256Hex = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

/** Writes the spool file and reads it back: only then may the row be written. Throws when what is on the disk is not what was meant. */
export async function writeSpool(spool: BlobStore, key: Buffer, reportId: string, bytes: Buffer): Promise<void> {
  await spool.put("spool", NO_CASE, key, bytes, spoolId(reportId));
  const back = await spool.read({ blobId: spoolId(reportId), caseId: NO_CASE, kind: "spool" }, key);
  if (!back.equals(bytes)) throw new Error("the spool file differs from what was written");
}

/** Null when the file cannot be read, whatever the reason: one bad file must not keep the vault shut. */
export const readSpool = (spool: BlobStore, key: Buffer, blobId: string): Promise<Buffer | null> =>
  spool.read({ blobId, caseId: NO_CASE, kind: "spool" }, key).catch(() => null);

/** All reports of the spool that can be read. */
export async function readAllSpool(spool: BlobStore, key: Buffer): Promise<SpoolPayload[]> {
  const payloads: SpoolPayload[] = [];
  for (const blobId of await spool.list()) {
    const bytes = await readSpool(spool, key, blobId);
    const payload = bytes === null ? null : decodePayload(bytes);
    if (payload !== null) payloads.push(payload);
  }
  return payloads;
}

export const removeSpool = (spool: BlobStore, reportId: string): Promise<void> => spool.remove(spoolId(reportId));

export const spoolIdOf = spoolId;
