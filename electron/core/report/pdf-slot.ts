import { createHash } from "node:crypto";
import { plainAddPlaceholder } from "@signpdf/placeholder-plain";
import { SUBFILTER_ETSI_CADES_DETACHED } from "@signpdf/utils";

/** Bytes kept for the CMS: enough for a certificate chain and, later, a timestamp. */
const SLOT_BYTES = 16_384;

/** A PDF whose signature slot is empty (zeros) and whose byte range is final: what is shown is what is signed. */
export type PreparedPdf = { readonly pdf: Buffer; readonly byteRange: readonly [number, number, number, number] };

export type SlotFacts = { readonly name: string; readonly reason: string; readonly when: Date };

/** Appends the signature dictionary (PAdES baseline: ETSI.CAdES.detached) and fixes its byte range (PDF 32000-1 §12.8.1). */
export function addSlot(pdf: Buffer, facts: SlotFacts): PreparedPdf {
  const withPlaceholder = plainAddPlaceholder({
    pdfBuffer: pdf,
    name: facts.name,
    reason: facts.reason,
    contactInfo: "",
    location: "",
    signingTime: facts.when,
    signatureLength: SLOT_BYTES,
    subFilter: SUBFILTER_ETSI_CADES_DETACHED,
    appName: "Overread",
  });
  return fixByteRange(copyFileId(withPlaceholder));
}

/** PDF/A asks for the file's id in every trailer; the appended one has none. The xref table stands before it, so no offset moves. */
function copyFileId(pdf: Buffer): Buffer {
  const id = /\/ID\s*\[[^\]]*\]/.exec(pdf.toString("latin1"))?.[0];
  const trailer = pdf.lastIndexOf("trailer");
  const end = pdf.indexOf(">>", trailer);
  if (id === undefined || trailer < 0 || end < 0 || pdf.toString("latin1", trailer, end).includes("/ID")) return pdf;
  return Buffer.concat([pdf.subarray(0, end), Buffer.from(`${id}\n`, "latin1"), pdf.subarray(end)]);
}

function fixByteRange(pdf: Buffer): PreparedPdf {
  const dictionary = pdf.lastIndexOf("/ByteRange [");
  const listEnd = pdf.indexOf("]", dictionary) + 1;
  const from = pdf.indexOf("/Contents <", listEnd) + "/Contents ".length;
  const to = pdf.indexOf(">", from) + 1;
  if (dictionary < 0 || from < dictionary || to <= from) throw new Error("the signature slot was not found");
  const byteRange = [0, from, to, pdf.length - to] as const;
  const text = `/ByteRange [${byteRange.join(" ")}]`.padEnd(listEnd - dictionary, " ");
  const fixed = Buffer.from(pdf);
  fixed.write(text, dictionary, "latin1");
  return { pdf: fixed, byteRange };
}

/** The bytes that the signature covers: everything but the slot. */
export const signedBytes = ({ pdf, byteRange: [a, b, c, d] }: PreparedPdf): Buffer =>
  Buffer.concat([pdf.subarray(a, a + b), pdf.subarray(c, c + d)]);

export const signedRangeSha256 = (prepared: PreparedPdf): string => createHash("sha256").update(signedBytes(prepared)).digest("hex");

/** Writes the CMS into the slot; nothing else of the file changes. */
export function fillSlot(prepared: PreparedPdf, cms: Uint8Array): Buffer {
  const [, from, to] = prepared.byteRange;
  const room = to - from - 2;
  const hex = Buffer.from(cms).toString("hex");
  if (hex.length > room) throw new Error("the signature is larger than its slot");
  const signed = Buffer.from(prepared.pdf);
  signed.write(hex.padEnd(room, "0"), from + 1, "latin1");
  return signed;
}
