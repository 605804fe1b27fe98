import { webcrypto } from "node:crypto";
import fs from "node:fs";
import { at, type Json, listAt, textAt } from "#shared/fhir/json.ts";
import { type HostCrypto, type SignatureVerdict, verifyJws, verifyPdf } from "#shared/verify/report-signature.ts";

const say = (line: string): void => void process.stdout.write(`${line}\n`);
const crypto = webcrypto as unknown as HostCrypto;

function tell(file: string, verdict: SignatureVerdict): boolean {
  if (!verdict.genuine) {
    say(`${file}: NOT GENUINE: ${verdict.why}`);
    return false;
  }
  say(`${file}: genuine, unchanged since it was signed`);
  say(`  signer       ${verdict.signer}`);
  say(`  time         ${verdict.statedTime ?? "not stated"} (the signer's clock)`);
  say(
    `  certificate  ${verdict.selfSigned ? "made by the signer's own program" : "issued by an authority"}, SHA-256 ${verdict.fingerprintSha256}`,
  );
  if (!verdict.certificateValidThen) say("  careful      the certificate was not valid at the stated time");
  return true;
}

/** A collection as the demo writes it: the signed document is checked against the signature in its Provenance, byte for byte as sent. */
async function verifyBundle(file: string, bundle: Json): Promise<boolean> {
  const resources = listAt(bundle, "entry").map((entry) => at(entry, "resource"));
  const provenance = resources.find((resource) => textAt(resource, "resourceType") === "Provenance");
  const document = resources.find((resource) => textAt(resource, "type") === "document");
  const data = textAt(listAt(provenance, "signature")[0], "data");
  if (document === undefined || data === null) {
    say(`${file}: holds no signed document with its Provenance`);
    return false;
  }
  const jws = Buffer.from(data, "base64").toString("latin1");
  return tell(file, await verifyJws(new TextEncoder().encode(JSON.stringify(document)), jws, crypto));
}

/** `npm run verify -- FILE…`: is each report genuine. Exit code 0 only when all are. */
export async function verifyFiles(files: readonly string[]): Promise<number> {
  if (files.length === 0) {
    say("npm run verify -- REPORT.pdf … (or a FHIR bundle with its Provenance)");
    return 2;
  }
  let genuine = 0;
  for (const file of files) {
    const bytes = fs.existsSync(file) ? new Uint8Array(fs.readFileSync(file)) : null;
    if (bytes === null) say(`${file}: there is no such file`);
    else if (new TextDecoder().decode(bytes.subarray(0, 5)) === "%PDF-") genuine += tell(file, await verifyPdf(bytes, crypto)) ? 1 : 0;
    else if (bytes[0] === 0x7b) genuine += (await verifyBundle(file, JSON.parse(new TextDecoder().decode(bytes)) as Json)) ? 1 : 0;
    else say(`${file}: neither a PDF nor a FHIR bundle`);
  }
  say(`${genuine} of ${files.length} genuine`);
  return genuine === files.length ? 0 : 1;
}
