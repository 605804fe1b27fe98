import * as pkijs from "pkijs";

/** The host's WebCrypto, handed in: this module runs in core, in the command and in a page alike. */
export type HostCrypto = ConstructorParameters<typeof pkijs.CryptoEngine>[0]["crypto"];

/** What a check of a signed PDF or document found. `genuine` says nothing about trust in the certificate, only about the bytes. */
export type SignatureVerdict =
  | {
      readonly genuine: true;
      readonly signer: string;
      readonly selfSigned: boolean;
      readonly fingerprintSha256: string;
      /** As the signature's dictionary or header states it: the signer's clock. */
      readonly statedTime: string | null;
      readonly certificateValidThen: boolean;
    }
  | { readonly genuine: false; readonly why: string };

const hexOf = (bytes: ArrayBuffer): string => [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
const latin1 = (bytes: Uint8Array): string => {
  let text = "";
  for (let at = 0; at < bytes.length; at += 8_192) text += String.fromCharCode(...bytes.subarray(at, at + 8_192));
  return text;
};
const nameOf = (name: pkijs.RelativeDistinguishedNames): string =>
  name.typesAndValues.map((entry) => String((entry.value as { valueBlock: { value: string } }).valueBlock.value)).join(", ");

async function genuineVerdict(certificate: pkijs.Certificate, statedTime: string | null, crypto: HostCrypto): Promise<SignatureVerdict> {
  const at = statedTime === null ? Number.NaN : Date.parse(statedTime);
  return {
    genuine: true,
    signer: nameOf(certificate.subject),
    selfSigned: certificate.issuer.isEqual(certificate.subject),
    fingerprintSha256: hexOf(await crypto.subtle.digest("SHA-256", new Uint8Array(certificate.toSchema(true).toBER(false)))),
    statedTime,
    certificateValidThen: !(at < certificate.notBefore.value.getTime() || at > certificate.notAfter.value.getTime()),
  };
}

/** `D:20261124180512Z` as ISO (PDF 32000-1 §7.9.4). */
function pdfTime(text: string): string | null {
  const match = /\/M\s*\(D:(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})(?:Z|([+-]\d{2})'?(\d{2})'?)?/.exec(text);
  if (match === null) return null;
  const [, year, month, day, hour, minute, second, zoneHour, zoneMinute] = match;
  return `${year}-${month}-${day}T${hour}:${minute}:${second}${zoneHour === undefined ? "Z" : `${zoneHour}:${zoneMinute ?? "00"}`}`;
}

type Slot = { readonly content: Uint8Array<ArrayBuffer>; readonly cms: Uint8Array<ArrayBuffer>; readonly time: string | null };

/** The last signature of the file; it must cover the whole file but its own slot. */
function slotOf(pdf: Uint8Array): Slot | string {
  const text = latin1(pdf);
  const at = text.lastIndexOf("/ByteRange");
  const range = /^\/ByteRange\s*\[\s*(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s*\]/.exec(text.slice(at, at + 200));
  if (at < 0 || range === null) return "it carries no signature";
  const [a, b, c, d] = range.slice(1, 5).map(Number) as [number, number, number, number];
  if (a !== 0 || b > c || c + d !== pdf.length)
    return "the signature does not cover the whole file: something was added or cut off after signing";
  const hex = /^<([0-9A-Fa-f]*)>$/.exec(text.slice(b, c));
  if (hex?.[1] === undefined) return "the signature's place is damaged";
  const cms = new Uint8Array(hex[1].length / 2).map((_, index) => Number.parseInt(hex[1]?.slice(index * 2, index * 2 + 2) ?? "0", 16));
  const content = new Uint8Array(b + d);
  content.set(pdf.subarray(0, b), 0);
  content.set(pdf.subarray(c, c + d), b);
  const dictionary = text.slice(text.lastIndexOf(" obj", at), text.indexOf("endobj", at));
  return { content, cms, time: pdfTime(dictionary) };
}

/** Is this PDF unchanged since its signer signed it? */
export async function verifyPdf(pdf: Uint8Array, crypto: HostCrypto): Promise<SignatureVerdict> {
  const slot = slotOf(pdf);
  if (typeof slot === "string") return { genuine: false, why: slot };
  try {
    const info = pkijs.ContentInfo.fromBER(slot.cms);
    const signedData = new pkijs.SignedData({ schema: info.content });
    const certificate = signedData.certificates?.[0];
    if (!(certificate instanceof pkijs.Certificate)) return { genuine: false, why: "the signature holds no certificate" };
    const engine = new pkijs.CryptoEngine({ name: "host", crypto });
    const fits = await signedData.verify({ signer: 0, data: slot.content.buffer, checkChain: false }, engine);
    return fits ? genuineVerdict(certificate, slot.time, crypto) : { genuine: false, why: "its content was changed after signing" };
  } catch {
    return { genuine: false, why: "its content was changed after signing, or the signature is damaged" };
  }
}

const fromBase64 = (text: string): Uint8Array<ArrayBuffer> => {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  const clean = text
    .replaceAll("-", "+")
    .replaceAll("_", "/")
    .replaceAll(/[^A-Za-z0-9+/]/g, "");
  const bytes = new Uint8Array(Math.floor((clean.length * 3) / 4));
  let [bits, held, at] = [0, 0, 0];
  for (const letter of clean) {
    held = ((held << 6) | alphabet.indexOf(letter)) & 0xffffff;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      bytes[at++] = (held >> bits) & 0xff;
    }
  }
  return bytes.subarray(0, at);
};

const toBase64url = (bytes: Uint8Array): string => {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  const pieces: string[] = [];
  for (let at = 0; at < bytes.length; at += 3) {
    const [a, b, c] = [bytes[at] ?? 0, bytes[at + 1], bytes[at + 2]];
    pieces.push(alphabet[a >> 2] ?? "", alphabet[((a & 3) << 4) | ((b ?? 0) >> 4)] ?? "");
    if (b !== undefined) pieces.push(alphabet[((b & 15) << 2) | ((c ?? 0) >> 6)] ?? "");
    if (c !== undefined) pieces.push(alphabet[c & 63] ?? "");
  }
  return pieces.join("");
};

/** Does the detached JWS (RFC 7515 appendix F, ES256) fit these document bytes? */
export async function verifyJws(document: Uint8Array, jws: string, crypto: HostCrypto): Promise<SignatureVerdict> {
  const [head, payload, signature] = jws.split(".");
  if (head === undefined || payload !== "" || signature === undefined) return { genuine: false, why: "it is no detached signature" };
  try {
    const header = JSON.parse(new TextDecoder().decode(fromBase64(head))) as { alg?: string; x5c?: string[]; sigT?: string };
    if (header.alg !== "ES256" || header.x5c?.[0] === undefined) return { genuine: false, why: "the signature is of an unknown kind" };
    const certificate = pkijs.Certificate.fromBER(fromBase64(header.x5c[0]));
    const engine = new pkijs.CryptoEngine({ name: "host", crypto });
    const key = await certificate.getPublicKey(
      { algorithm: { algorithm: { name: "ECDSA", namedCurve: "P-256" }, usages: ["verify"] } },
      engine,
    );
    const input = new TextEncoder().encode(`${head}.${toBase64url(document)}`);
    const fits = await crypto.subtle.verify({ name: "ECDSA", hash: "SHA-256" }, key, fromBase64(signature), input);
    return fits
      ? genuineVerdict(certificate, header.sigT ?? null, crypto)
      : { genuine: false, why: "its content was changed after signing" };
  } catch {
    return { genuine: false, why: "the signature is damaged" };
  }
}
