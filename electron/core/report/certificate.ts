import { createHash, webcrypto } from "node:crypto";
import * as asn1js from "asn1js";
import * as pkijs from "pkijs";
import type { Json } from "#shared/fhir/json.ts";
import { humanName } from "#shared/fhir/patient.ts";
import type { Instant } from "#shared/result/instant.ts";
import { readSigningKey, writeSigningKey } from "../store/report-store.ts";
import { type Db, inTransaction } from "../store/transaction.ts";

const YEARS = 3;
const COMMON_NAME = "2.5.4.3";
const BASIC_CONSTRAINTS = "2.5.29.19";
const KEY_USAGE = "2.5.29.15";
const SUBJECT_KEY_ID = "2.5.29.14";
const ALGORITHM = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" } as const;

/** The crypto engine that pkijs uses; handed over with each call, nothing global is set. */
export const engine = new pkijs.CryptoEngine({ name: "node", crypto: webcrypto });

/** The reviewer's signing key, opened: the key never leaves this process. */
export type SigningIdentity = {
  readonly privateKey: webcrypto.CryptoKey;
  readonly certificate: pkijs.Certificate;
  readonly certificateDer: Buffer;
};

/** At first run: an ECDSA P-256 key and a certificate that it signs itself. One that a service or authority gave comes later. */
export async function ensureSigningKey(db: Db, practitioner: Json, now: Instant): Promise<void> {
  if (readSigningKey(db) !== null) return;
  const pair = (await webcrypto.subtle.generateKey(ALGORITHM, true, ["sign", "verify"])) as webcrypto.CryptoKeyPair;
  const certificate = await selfSigned(pair, humanName(practitioner), now);
  const privatePkcs8 = Buffer.from(await webcrypto.subtle.exportKey("pkcs8", pair.privateKey));
  inTransaction(db, (tx) => writeSigningKey(tx, { privatePkcs8, certificateDer: Buffer.from(certificate.toSchema(true).toBER()) }, now));
}

async function selfSigned(pair: webcrypto.CryptoKeyPair, name: string, now: Instant): Promise<pkijs.Certificate> {
  const certificate = new pkijs.Certificate();
  certificate.version = 2;
  const serial = webcrypto.getRandomValues(new Uint8Array(16));
  serial[0] = (serial[0] ?? 0) & 0x7f;
  certificate.serialNumber = new asn1js.Integer({ valueHex: serial.buffer });
  for (const party of [certificate.subject, certificate.issuer]) {
    party.typesAndValues.push(new pkijs.AttributeTypeAndValue({ type: COMMON_NAME, value: new asn1js.Utf8String({ value: name }) }));
  }
  certificate.notBefore.value = new Date(now - 60_000);
  const until = new Date(now);
  until.setUTCFullYear(until.getUTCFullYear() + YEARS);
  certificate.notAfter.value = until;
  await certificate.subjectPublicKeyInfo.importKey(pair.publicKey, engine);
  const keyId = createHash("sha1")
    .update(new Uint8Array(certificate.subjectPublicKeyInfo.subjectPublicKey.valueBlock.valueHexView))
    .digest();
  const constraints = new pkijs.BasicConstraints({ cA: false });
  certificate.extensions = [
    new pkijs.Extension({ extnID: BASIC_CONSTRAINTS, critical: true, extnValue: constraints.toSchema().toBER(false) }),
    // digitalSignature and nonRepudiation
    new pkijs.Extension({
      extnID: KEY_USAGE,
      critical: true,
      extnValue: new asn1js.BitString({ valueHex: new Uint8Array([0xc0]).buffer, unusedBits: 6 }).toBER(false),
    }),
    new pkijs.Extension({
      extnID: SUBJECT_KEY_ID,
      critical: false,
      extnValue: new asn1js.OctetString({ valueHex: new Uint8Array(keyId).buffer }).toBER(false),
    }),
  ];
  await certificate.sign(pair.privateKey, "SHA-256", engine);
  return certificate;
}

/** Opens the key for one signature; null when there is none. */
export async function openSigningIdentity(db: Db): Promise<SigningIdentity | null> {
  const row = readSigningKey(db);
  if (row === null) return null;
  const privateKey = await webcrypto.subtle.importKey("pkcs8", new Uint8Array(row.privatePkcs8), ALGORITHM, false, ["sign"]);
  row.privatePkcs8.fill(0);
  return { privateKey, certificate: pkijs.Certificate.fromBER(new Uint8Array(row.certificateDer)), certificateDer: row.certificateDer };
}

export type CertificateFacts = {
  readonly subject: string;
  readonly issuer: string;
  readonly selfSigned: boolean;
  readonly validUntil: Instant;
  readonly fingerprintSha256: string;
};

const nameOf = (name: pkijs.RelativeDistinguishedNames): string =>
  name.typesAndValues.map((entry) => String((entry.value as { valueBlock: { value: string } }).valueBlock.value)).join(", ");

export function certificateFacts(certificateDer: Buffer): CertificateFacts {
  const certificate = pkijs.Certificate.fromBER(new Uint8Array(certificateDer));
  return {
    subject: nameOf(certificate.subject),
    issuer: nameOf(certificate.issuer),
    selfSigned: certificate.issuer.isEqual(certificate.subject),
    validUntil: certificate.notAfter.value.getTime() as Instant,
    fingerprintSha256: createHash("sha256").update(certificateDer).digest("hex"),
  };
}
