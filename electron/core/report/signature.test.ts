import { spawnSync } from "node:child_process";
import { createHash, randomBytes, webcrypto } from "node:crypto";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import PDFDocument from "pdfkit";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { exampleReport } from "#shared/opinion/report.example.ts";
import type { Instant } from "#shared/result/instant.ts";
import { type HostCrypto, verifyJws, verifyPdf } from "#shared/verify/report-signature.ts";
import { openDatabase } from "../store/database.ts";
import { readSigningKey } from "../store/report-store.ts";
import type { ReviewerProfile, ServiceProfile } from "../store/setting-store.ts";
import type { Db } from "../store/transaction.ts";
import { BlobStore } from "../vault/blob-store.ts";
import { certificateFacts, ensureSigningKey, openSigningIdentity, type SigningIdentity } from "./certificate.ts";
import { addSlot, fillSlot, type PreparedPdf, signedBytes, signedRangeSha256 } from "./pdf-slot.ts";
import { newReportId, newUuid, signReport } from "./sign-report.ts";
import { detachedJws, padesCms } from "./signature.ts";
import { decodePayload, encodePayload, readAllSpool, readSpool, removeSpool, reportIdOf, spoolIdOf, writeSpool } from "./spool.ts";

const NOW = Date.UTC(2026, 10, 24, 17, 5) as Instant;
const crypto = webcrypto as unknown as HostCrypto;
const folder = fs.mkdtempSync(path.join(os.tmpdir(), "overread-sign-"));
let db: Db;
let identity: SigningIdentity;
let prepared: PreparedPdf;
let signed: Buffer;

async function smallPdf(): Promise<Buffer> {
  const doc = new PDFDocument({ compress: false });
  const pieces: Buffer[] = [];
  const done = new Promise((resolve) => doc.on("end", resolve));
  doc.on("data", (piece: Buffer) => pieces.push(piece));
  doc.text("A small report");
  doc.end();
  await done;
  return Buffer.concat(pieces);
}

beforeAll(async () => {
  db = openDatabase(path.join(folder, "vault.db"), randomBytes(32));
  await ensureSigningKey(db, { name: [{ prefix: ["Dr."], given: ["Mára"], family: "Lindqvist" }] }, NOW);
  const opened = await openSigningIdentity(db);
  if (opened === null) throw new Error("no identity");
  identity = opened;
  prepared = addSlot(await smallPdf(), { name: "Dr. Mára Lindqvist", reason: "author", when: new Date(NOW) });
  signed = fillSlot(prepared, await padesCms(signedBytes(prepared), identity));
});
afterAll(() => {
  db.close();
  fs.rmSync(folder, { recursive: true });
});

const genuine = async (pdf: Uint8Array): Promise<boolean> => (await verifyPdf(pdf, crypto)).genuine;

describe("certificate", () => {
  test("made once: a self-signed one of three years with the reviewer's name; the second start keeps it", async () => {
    const before = readSigningKey(db)?.certificateDer;
    await ensureSigningKey(db, { name: [{ family: "Other" }] }, NOW);
    expect(readSigningKey(db)?.certificateDer).toEqual(before);
    expect(certificateFacts(identity.certificateDer)).toMatchObject({
      subject: "Dr. Mára Lindqvist",
      issuer: "Dr. Mára Lindqvist",
      selfSigned: true,
      validUntil: Date.UTC(2029, 10, 24, 17, 5),
      fingerprintSha256: createHash("sha256").update(identity.certificateDer).digest("hex"),
    });
  });

  test("without a key there is no identity", async () => {
    const empty = openDatabase(path.join(folder, "empty.db"), randomBytes(32));
    expect(await openSigningIdentity(empty)).toBeNull();
    empty.close();
  });
});

describe("PDF signature", () => {
  test("D24: signing fills the slot and changes no other byte; the hash shown is that of the signed range", () => {
    const [, from, to] = prepared.byteRange;
    expect(signed).toHaveLength(prepared.pdf.length);
    expect(signed.subarray(0, from)).toEqual(prepared.pdf.subarray(0, from));
    expect(signed.subarray(to)).toEqual(prepared.pdf.subarray(to));
    expect(signedRangeSha256(prepared)).toBe(
      createHash("sha256")
        .update(signedBytes({ ...prepared, pdf: signed }))
        .digest("hex"),
    );
    expect(() => fillSlot(prepared, new Uint8Array(20_000))).toThrow("larger than its slot");
  });

  test("M40: an unchanged file is genuine, with name, fingerprint and the time it states", async () =>
    expect(await verifyPdf(signed, crypto)).toEqual({
      genuine: true,
      signer: "Dr. Mára Lindqvist",
      selfSigned: true,
      fingerprintSha256: createHash("sha256").update(identity.certificateDer).digest("hex"),
      statedTime: "2026-11-24T17:05:00Z",
      certificateValidThen: true,
    }));

  test("row 82: a changed byte anywhere is not genuine: a sample of text, signature and padding (all: signature.system.test.ts)", async () => {
    const [, from, to] = prepared.byteRange;
    const cmsEnd = from + 1 + signed.toString("latin1", from + 1, to - 1).replace(/0+$/, "").length;
    const places = [
      ...Array.from({ length: Math.floor(from / 97) }, (_, index) => index * 97),
      ...Array.from({ length: Math.floor((signed.length - to) / 97) }, (_, index) => to + index * 97),
      ...Array.from({ length: Math.floor((cmsEnd - from) / 41) }, (_, index) => from + index * 41),
      ...Array.from({ length: 6 }, (_, index) => cmsEnd + index * 4_001),
      to - 1,
      to - 2,
    ].filter((place) => place < signed.length);
    for (const place of places) {
      const changed = Buffer.from(signed);
      // a letter's case, or the lowest bit
      changed[place] = (changed[place] ?? 0) ^ (place % 2 === 0 ? 0x20 : 0x01);
      expect(await genuine(changed), `byte ${place}`).toBe(false);
    }
  });

  test("row 82: bytes added after the end, cut off, or a second signature dictionary", async () => {
    expect(await genuine(Buffer.concat([signed, Buffer.from("\n")]))).toBe(false);
    expect(await genuine(signed.subarray(0, -1))).toBe(false);
    expect(await genuine(Buffer.concat([signed, Buffer.from("/ByteRange [0 1 2 3]")]))).toBe(false);
    expect(await genuine(await smallPdf())).toBe(false);
    expect(await genuine(prepared.pdf)).toBe(false);
    expect(await genuine(Buffer.alloc(0))).toBe(false);
  });

  test("M40: another person's certificate beside the signer's does not lend its name", async () => {
    const other = openDatabase(path.join(folder, "other.db"), randomBytes(32));
    await ensureSigningKey(other, { name: [{ family: "Famous" }] }, NOW);
    const famous = await openSigningIdentity(other);
    other.close();
    if (famous === null) throw new Error("no identity");
    // the famous one's certificate in the place of the signer's: the key does not fit
    const mixed = { ...identity, certificate: famous.certificate, certificateDer: famous.certificateDer };
    expect(await genuine(fillSlot(prepared, await padesCms(signedBytes(prepared), mixed)))).toBe(false);
    // and with the signer's own attribute it does not either
    const named = { ...identity, certificate: famous.certificate };
    expect(await genuine(fillSlot(prepared, await padesCms(signedBytes(prepared), named)))).toBe(false);
  });

  test("row 82: a certificate that had ended is told", async () => {
    const late = addSlot(await smallPdf(), { name: "x", reason: "y", when: new Date(Date.UTC(2030, 0, 1)) });
    expect(await verifyPdf(fillSlot(late, await padesCms(signedBytes(late), identity)), crypto)).toMatchObject({
      genuine: true,
      certificateValidThen: false,
    });
  });

  test.skipIf(spawnSync("pdfsig", ["-v"]).error !== undefined)("poppler's pdfsig agrees", () => {
    const file = path.join(folder, "signed.pdf");
    fs.writeFileSync(file, signed);
    const { stdout } = spawnSync("pdfsig", [file], { encoding: "utf8" });
    expect(stdout).toContain("Signature is Valid");
    expect(stdout).toContain("ETSI.CAdES.detached");
    expect(stdout).toContain("Total document signed");
  });
});

describe("JWS over the document", () => {
  const document = Buffer.from('{"resourceType":"Bundle"}');

  test("fits its bytes and no others, in one spelling only", async () => {
    const jws = await detachedJws(document, identity, NOW);
    expect(await verifyJws(document, jws, crypto)).toMatchObject({
      genuine: true,
      signer: "Dr. Mára Lindqvist",
      statedTime: "2026-11-24T17:05:00.000Z",
    });
    const [head = "", , signature = ""] = jws.split(".");
    for (const other of [
      `${head}.${signature}`,
      `${head}.x.${signature}`,
      `${jws}.`,
      `${jws}=`,
      ` ${jws}`,
      `${head}..${signature.slice(0, -1)}`,
      "",
    ])
      expect((await verifyJws(document, other, crypto)).genuine, other.slice(-20)).toBe(false);
    for (let place = 0; place < document.length; place++) {
      const changed = Buffer.from(document);
      changed[place] = (changed[place] ?? 0) ^ 1;
      expect((await verifyJws(changed, jws, crypto)).genuine).toBe(false);
    }
    for (let place = 0; place < jws.length; place += 7) {
      const letter = jws[place] === "A" ? "B" : "A";
      const changed = jws.slice(0, place) + letter + jws.slice(place + 1);
      expect((await verifyJws(document, changed, crypto)).genuine, `character ${place}`).toBe(false);
    }
  });
});

describe("ids", () => {
  test("hold a letter: some servers refuse numeric ones", () => {
    for (let made = 0; made < 200; made++) expect(newUuid()).toMatch(/[a-f]/);
    const reportId = newReportId();
    expect(reportIdOf(spoolIdOf(reportId))).toBe(reportId);
  });
});

describe("spool", () => {
  const KEY = randomBytes(32);
  const account = {
    service: {
      base: "https://service.example/fhir",
      name: "Service",
      clientId: "overread-desktop",
      issuer: "https://service.example",
      authorizeUrl: "https://service.example/a",
      tokenUrl: "https://service.example/t",
      revokeUrl: null,
      jwksUrl: null,
      origins: ["https://service.example"],
      dicomweb: null,
      demo: true,
      mode: "put",
      hasTransactions: true,
      atomic: true,
      hasBatch: true,
      binaryForm: null,
      software: "",
      stow: false,
    } satisfies ServiceProfile,
    reviewer: { practitionerId: "demo-reviewer", practitioner: {}, roles: [], organisations: [] } satisfies ReviewerProfile,
  };
  const payload = () =>
    signReport(
      {
        content: exampleReport(),
        prepared,
        pages: 1,
        selections: [],
        caseId: "a".repeat(32),
        taskId: "t",
        copies: [],
        signedAt: NOW,
        appVersion: "1",
        account,
      },
      identity,
    );
  const spoolIn = (name: string) => new BlobStore(path.join(folder, name), { ending: "ovs", spread: false });

  test("S2: one act, both signatures; everything that is sent is frozen, and comes back byte for byte", async () => {
    const made = await payload();
    expect(await genuine(Buffer.from(made.pdfBase64, "base64"))).toBe(true);
    expect((await verifyJws(Buffer.from(made.documentText), made.jws, crypto)).genuine).toBe(true);
    expect(made.documentText).toContain(made.pdf.sha256);
    expect(made.pdf.sha256).toBe(createHash("sha256").update(Buffer.from(made.pdfBase64, "base64")).digest("hex"));
    const bytes = encodePayload(made);
    const spool = spoolIn("spool");
    await writeSpool(spool, KEY, made.reportId, bytes);
    expect(await readSpool(spool, KEY, spoolIdOf(made.reportId))).toEqual(bytes);
    expect(decodePayload(bytes)).toEqual(made);
    await removeSpool(spool, made.reportId);
    expect(await spool.list()).toEqual([]);
  });

  test("row 5: the spool alone says whose report it is and where it goes, and never holds a token", async () => {
    const made = await payload();
    expect(made.account).toEqual(account);
    expect(JSON.stringify(made)).not.toMatch(/token"|refresh/i);
  });

  test("a damaged or foreign file is left out, the others are read", async () => {
    const spool = spoolIn("mixed");
    const made = await payload();
    await writeSpool(spool, KEY, made.reportId, encodePayload(made));
    await writeSpool(spool, KEY, newReportId(), Buffer.from("no JSON"));
    await writeSpool(spool, KEY, newReportId(), Buffer.from('{"format":2}'));
    fs.writeFileSync(spool.file("b".repeat(32)), randomBytes(500));
    expect((await readAllSpool(spool, KEY)).map((one) => one.reportId)).toEqual([made.reportId]);
    expect(await readSpool(spool, KEY, "c".repeat(32))).toBeNull();
    expect(await readAllSpool(spool, randomBytes(32))).toEqual([]);
  });
});
