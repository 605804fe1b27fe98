import { createHash, randomUUID } from "node:crypto";
import type { Json } from "#shared/fhir/json.ts";
import type { BinaryFacts } from "#shared/fhir/report-resources.ts";
import { documentParts, documentText, envelopeParts } from "#shared/fhir/report-to-fhir.ts";
import type { ReportContent } from "#shared/opinion/report.ts";
import { ReportId } from "#shared/result/ids.ts";
import { type Instant, isoFromInstant } from "#shared/result/instant.ts";
import type { SigningIdentity } from "./certificate.ts";
import { type ArchiveSelection, keyObjectFiles } from "./key-object-files.ts";
import { fillSlot, type PreparedPdf, signedBytes } from "./pdf-slot.ts";
import { detachedJws, padesCms } from "./signature.ts";
import type { SpoolPayload } from "./spool.ts";

/** A UUID with at least one letter: some servers refuse purely numeric ids. */
export function newUuid(): string {
  for (;;) {
    const uuid = randomUUID();
    if (/[a-f]/.test(uuid)) return uuid;
  }
}

export const newReportId = (): ReportId => ReportId.parse(newUuid());

function binaryFacts(bytes: Uint8Array): BinaryFacts {
  const hash = (algorithm: string) => createHash(algorithm).update(bytes);
  return { uuid: newUuid(), bytes: bytes.length, sha1Base64: hash("sha1").digest("base64"), sha256: hash("sha256").digest("hex") };
}

export type SignInput = {
  readonly content: ReportContent;
  readonly prepared: PreparedPdf;
  readonly pages: number;
  readonly caseId: string;
  readonly taskId: string;
  /** Patient, Practitioner, Organization as received, with their addresses: copied into the signed document. */
  readonly copies: readonly { readonly fullUrl: string; readonly resource: Json }[];
  /** The key images that go back into the archive, study by study. */
  readonly selections: readonly ArchiveSelection[];
  readonly signedAt: Instant;
  readonly appVersion: string;
  readonly account: NonNullable<SpoolPayload["account"]>;
};

/** One act, both signatures (R11): the PDF's slot is filled, the FHIR document made and signed over its bytes. Nothing is stored here. */
export async function signReport(input: SignInput, identity: SigningIdentity): Promise<SpoolPayload> {
  const { content, signedAt } = input;
  const signed = fillSlot(input.prepared, await padesCms(signedBytes(input.prepared), identity));
  const pdf = binaryFacts(signed);
  const document = documentParts(content, pdf, newUuid);
  const text = documentText(content, document, input.copies);
  const bytes = Buffer.from(text, "utf8");
  const jws = await detachedJws(bytes, identity, signedAt);
  const documentBinary = binaryFacts(bytes);
  const envelope = envelopeParts(
    content,
    {
      document,
      pdf,
      documentBinary,
      jws,
      jwsBase64: Buffer.from(jws, "latin1").toString("base64"),
      signedAt: isoFromInstant(signedAt),
      version: input.appVersion,
    },
    newUuid,
  );
  return {
    format: 1,
    reportId: content.reportId,
    caseId: input.caseId,
    taskId: input.taskId,
    version: content.version,
    signedAt,
    caseNumber: content.caseNumber,
    patientName: content.patient.name,
    patientReference: content.references.patient,
    pages: input.pages,
    demo: content.demo,
    questions: content.questions.map(({ key, text: question }) => ({ key, text: question })),
    pdf,
    pdfBase64: signed.toString("base64"),
    document: documentBinary,
    documentText: text,
    jws,
    parts: [...document.parts, ...envelope],
    keyObjects: keyObjectFiles(input.selections, { at: signedAt, timeZone: content.timeZone }, newUuid),
    account: input.account,
  };
}
