import * as asn1js from "asn1js";
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

const sha256 = async (bytes: Uint8Array, crypto: HostCrypto): Promise<string> =>
  hexOf(await crypto.subtle.digest("SHA-256", new Uint8Array(bytes)));

async function genuineVerdict(certificate: Uint8Array, statedTime: string | null, crypto: HostCrypto): Promise<SignatureVerdict> {
  const read = pkijs.Certificate.fromBER(new Uint8Array(certificate));
  const at = statedTime === null ? Number.NaN : Date.parse(statedTime);
  return {
    genuine: true,
    signer: nameOf(read.subject),
    selfSigned: read.issuer.isEqual(read.subject),
    fingerprintSha256: await sha256(certificate, crypto),
    statedTime,
    certificateValidThen: !(at < read.notBefore.value.getTime() || at > read.notAfter.value.getTime()),
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
  const hex = /^<([0-9a-f]*|[0-9A-F]*)>$/.exec(text.slice(b, c))?.[1];
  const cms = hex === undefined ? null : withoutPadding(hex);
  if (cms === null) return "the signature's place is damaged";
  const content = new Uint8Array(b + d);
  content.set(pdf.subarray(0, b), 0);
  content.set(pdf.subarray(c, c + d), b);
  const dictionary = text.slice(text.lastIndexOf(" obj", at), text.indexOf("endobj", at));
  return { content, cms, time: pdfTime(dictionary) };
}

/** The bytes that stand in the slot, cut at the length that they state themselves; what follows may only be zeros. */
function withoutPadding(hex: string): Uint8Array<ArrayBuffer> | null {
  const bytes = Uint8Array.from({ length: Math.floor(hex.length / 2) }, (_, index) =>
    Number.parseInt(hex.slice(index * 2, index * 2 + 2), 16),
  );
  const { offset } = asn1js.fromBER(bytes);
  if (hex.length % 2 !== 0 || offset <= 0 || bytes.subarray(offset).some((byte) => byte !== 0)) return null;
  return bytes.slice(0, offset);
}

const ID_DATA = "1.2.840.113549.1.7.1";
const ID_SIGNED_DATA = "1.2.840.113549.1.7.2";
const SHA_256 = "2.16.840.1.101.3.4.2.1";
const ECDSA_WITH_SHA256 = "1.2.840.10045.4.3.2";
const SIGNING_CERTIFICATE_V2 = "1.2.840.113549.1.9.16.2.47";

/** The algorithm, with no parameters or NULL for them (RFC 5754). */
const isAlgorithm = (named: pkijs.AlgorithmIdentifier | undefined, id: string): boolean => {
  const parameters: unknown = named?.algorithmParams;
  const isNone = parameters === undefined || (parameters instanceof asn1js.Null && !parameters.idBlock.isConstructed);
  return named?.algorithmId === id && isNone;
};

const same = (a: Uint8Array, b: Uint8Array): boolean => a.length === b.length && a.every((byte, index) => byte === b[index]);

const derOf = (name: pkijs.RelativeDistinguishedNames): Uint8Array => new Uint8Array(name.toSchema().toBER(false));

/** Two whole numbers of P-256 in the one way that DER has for them (X.690 §8.3.2): readers of ECDSA signatures take others too. */
function isDerSignature(bytes: Uint8Array): boolean {
  const numberEnd = (at: number): number => {
    const [tag, length = 0, first = 0xff, second = 0] = bytes.subarray(at, at + 4);
    const isShortest = first < 0x80 && (first !== 0 || (length > 1 && second >= 0x80));
    return tag === 2 && length >= 1 && length <= 33 && isShortest ? at + 2 + length : Number.POSITIVE_INFINITY;
  };
  return bytes[0] === 0x30 && bytes[1] === bytes.length - 2 && numberEnd(numberEnd(2)) === bytes.length;
}

/**
 * The certificate of the one signer, as it stands in the signature. A CMS leaves much unsigned: names and numbers around the signed
 * attributes, other certificates, other ways to encode the same. None of that is accepted: what could be changed without breaking the
 * signature could show another name.
 */
function signerOf(cms: Uint8Array, signedData: pkijs.SignedData): Uint8Array | null {
  const [info, ...otherInfos] = signedData.signerInfos;
  const [certificate, ...otherCertificates] = signedData.certificates ?? [];
  if (info === undefined || otherInfos.length > 0 || !(certificate instanceof pkijs.Certificate) || otherCertificates.length > 0)
    return null;
  const isPlain =
    signedData.version === 1 &&
    signedData.encapContentInfo.eContentType === ID_DATA &&
    signedData.digestAlgorithms.length === 1 &&
    isAlgorithm(signedData.digestAlgorithms[0], SHA_256) &&
    signedData.crls === undefined &&
    info.version === 1 &&
    isAlgorithm(info.digestAlgorithm, SHA_256) &&
    isAlgorithm(info.signatureAlgorithm, ECDSA_WITH_SHA256) &&
    info.unsignedAttrs === undefined;
  const again = new pkijs.ContentInfo({ contentType: ID_SIGNED_DATA, content: signedData.toSchema(true) }).toSchema().toBER(false);
  const { sid } = info;
  const isNamed =
    sid instanceof pkijs.IssuerAndSerialNumber &&
    same(derOf(sid.issuer), derOf(certificate.issuer)) &&
    sid.serialNumber.isEqual(certificate.serialNumber);
  const isOneSpelling = isDerSignature(info.signature.valueBlock.valueHexView);
  return isPlain && isNamed && isOneSpelling && same(new Uint8Array(again), cms)
    ? new Uint8Array(certificate.toSchema(false).toBER(false))
    : null;
}

/** The hash of the certificate that the signer signed along with the content (RFC 5035): the name shown is covered by it. */
function signedCertificateHash(signedData: pkijs.SignedData): string | null {
  const attribute = signedData.signerInfos[0]?.signedAttrs?.attributes.find(({ type }) => type === SIGNING_CERTIFICATE_V2);
  const inner = (block: unknown): unknown => (block instanceof asn1js.Sequence ? block.valueBlock.value[0] : undefined);
  const hash = inner(inner(inner(attribute?.values[0])));
  return hash instanceof asn1js.OctetString ? hexOf(hash.valueBlock.valueHexView.slice().buffer) : null;
}

/** Is this PDF unchanged since its signer signed it? */
export async function verifyPdf(pdf: Uint8Array, crypto: HostCrypto): Promise<SignatureVerdict> {
  try {
    const slot = slotOf(pdf);
    if (typeof slot === "string") return { genuine: false, why: slot };
    const signedData = new pkijs.SignedData({ schema: pkijs.ContentInfo.fromBER(slot.cms).content });
    const certificate = signerOf(slot.cms, signedData);
    if (certificate === null || signedCertificateHash(signedData) !== (await sha256(certificate, crypto)))
      return { genuine: false, why: "its signature is not of the kind that this report carries, or was changed" };
    const engine = new pkijs.CryptoEngine({ name: "host", crypto });
    const fits = await signedData.verify({ signer: 0, data: slot.content.buffer, checkChain: false }, engine);
    return fits ? await genuineVerdict(certificate, slot.time, crypto) : { genuine: false, why: "its content was changed after signing" };
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

/** Text of base64url without padding, and without bits that no byte needs: then each signature has one spelling only (RFC 4648 §3.5). */
const isCanonical = (text: string): boolean => /^[A-Za-z0-9_-]*$/.test(text) && toBase64url(fromBase64(text)) === text;

/** Does the detached JWS (RFC 7515 appendix F, ES256) fit these document bytes? */
export async function verifyJws(document: Uint8Array, jws: string, crypto: HostCrypto): Promise<SignatureVerdict> {
  const [head, payload, signature, ...more] = jws.split(".");
  if (head === undefined || payload !== "" || signature === undefined || more.length > 0 || !isCanonical(head) || !isCanonical(signature))
    return { genuine: false, why: "it is no detached signature" };
  try {
    const header = JSON.parse(new TextDecoder().decode(fromBase64(head))) as { alg?: string; x5c?: string[]; sigT?: string };
    if (header.alg !== "ES256" || header.x5c?.[0] === undefined) return { genuine: false, why: "the signature is of an unknown kind" };
    const certificate = fromBase64(header.x5c[0]);
    const engine = new pkijs.CryptoEngine({ name: "host", crypto });
    const key = await pkijs.Certificate.fromBER(certificate).getPublicKey(
      { algorithm: { algorithm: { name: "ECDSA", namedCurve: "P-256" }, usages: ["verify"] } },
      engine,
    );
    const input = new TextEncoder().encode(`${head}.${toBase64url(document)}`);
    const fits = await crypto.subtle.verify({ name: "ECDSA", hash: "SHA-256" }, key, fromBase64(signature), input);
    return fits
      ? await genuineVerdict(certificate, header.sigT ?? null, crypto)
      : { genuine: false, why: "its content was changed after signing" };
  } catch {
    return { genuine: false, why: "the signature is damaged" };
  }
}
