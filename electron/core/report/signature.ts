import { createHash, webcrypto } from "node:crypto";
import * as asn1js from "asn1js";
import * as pkijs from "pkijs";
import { type Instant, isoFromInstant } from "#shared/result/instant.ts";
import { engine, type SigningIdentity } from "./certificate.ts";

const ID_DATA = "1.2.840.113549.1.7.1";
const ID_SIGNED_DATA = "1.2.840.113549.1.7.2";
const CONTENT_TYPE = "1.2.840.113549.1.9.3";
const MESSAGE_DIGEST = "1.2.840.113549.1.9.4";
const SIGNING_CERTIFICATE_V2 = "1.2.840.113549.1.9.16.2.47";

const sha256 = (bytes: Uint8Array): Uint8Array<ArrayBuffer> => new Uint8Array(createHash("sha256").update(bytes).digest());
const attribute = (type: string, value: asn1js.BaseBlock): pkijs.Attribute => new pkijs.Attribute({ type, values: [value] });

/** ESSCertIDv2 with the default hash, SHA-256 (RFC 5035): ties the signature to this certificate. */
function signingCertificate(certificateDer: Uint8Array): asn1js.Sequence {
  const certHash = new asn1js.OctetString({ valueHex: sha256(certificateDer).buffer });
  return new asn1js.Sequence({ value: [new asn1js.Sequence({ value: [new asn1js.Sequence({ value: [certHash] })] })] });
}

/** A detached CMS over the PDF's byte range: PAdES baseline B-B. No signingTime attribute: the time stands in the PDF's dictionary. */
export async function padesCms(content: Uint8Array, identity: SigningIdentity): Promise<Uint8Array> {
  const { certificate } = identity;
  const signedAttrs = new pkijs.SignedAndUnsignedAttributes({
    type: 0,
    attributes: [
      attribute(CONTENT_TYPE, new asn1js.ObjectIdentifier({ value: ID_DATA })),
      attribute(MESSAGE_DIGEST, new asn1js.OctetString({ valueHex: sha256(content).buffer })),
      attribute(SIGNING_CERTIFICATE_V2, signingCertificate(identity.certificateDer)),
    ],
  });
  const sid = new pkijs.IssuerAndSerialNumber({ issuer: certificate.issuer, serialNumber: certificate.serialNumber });
  const signedData = new pkijs.SignedData({
    version: 1,
    encapContentInfo: new pkijs.EncapsulatedContentInfo({ eContentType: ID_DATA }),
    signerInfos: [new pkijs.SignerInfo({ version: 1, sid, signedAttrs })],
    certificates: [certificate],
  });
  await signedData.sign(identity.privateKey, 0, "SHA-256", new Uint8Array(content).buffer, engine);
  return new Uint8Array(new pkijs.ContentInfo({ contentType: ID_SIGNED_DATA, content: signedData.toSchema(true) }).toSchema().toBER(false));
}

const base64url = (bytes: Uint8Array | string): string => Buffer.from(bytes).toString("base64url");

/** A detached JWS over the FHIR document's bytes (RFC 7515 appendix F): `header..signature`, ES256. */
export async function detachedJws(document: Uint8Array, identity: SigningIdentity, when: Instant): Promise<string> {
  const header = {
    alg: "ES256",
    cty: "application/fhir+json",
    kid: createHash("sha256").update(identity.certificateDer).digest("base64url"),
    sigT: isoFromInstant(when),
    x5c: [identity.certificateDer.toString("base64")],
  };
  const head = base64url(JSON.stringify(header));
  const input = Buffer.from(`${head}.${base64url(document)}`, "latin1");
  const signature = await webcrypto.subtle.sign({ name: "ECDSA", hash: "SHA-256" }, identity.privateKey, input);
  return `${head}..${base64url(new Uint8Array(signature))}`;
}
