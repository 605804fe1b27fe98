import { randomBytes, webcrypto } from "node:crypto";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { exampleReport } from "#shared/opinion/report.example.ts";
import type { Instant } from "#shared/result/instant.ts";
import { type HostCrypto, verifyPdf } from "#shared/verify/report-signature.ts";
import { openDatabase } from "../store/database.ts";
import { ensureSigningKey, openSigningIdentity } from "./certificate.ts";
import { addSlot, fillSlot, type PreparedPdf, signedBytes } from "./pdf-slot.ts";
import { reportPdf } from "./report-pdf.ts";
import { padesCms } from "./signature.ts";

const NOW = Date.UTC(2026, 10, 24, 17, 5) as Instant;
const crypto = webcrypto as unknown as HostCrypto;
const folder = fs.mkdtempSync(path.join(os.tmpdir(), "overread-bytes-"));
let prepared: PreparedPdf;
let signed: Buffer;

beforeAll(async () => {
  const db = openDatabase(path.join(folder, "vault.db"), randomBytes(32));
  await ensureSigningKey(db, { name: [{ family: "Lindqvist" }] }, NOW);
  const identity = await openSigningIdentity(db);
  db.close();
  if (identity === null) throw new Error("no identity");
  prepared = addSlot((await reportPdf(exampleReport())).pdf, { name: "Lindqvist", reason: "author", when: new Date(NOW) });
  signed = fillSlot(prepared, await padesCms(signedBytes(prepared), identity));
});
afterAll(() => fs.rmSync(folder, { recursive: true }));

const genuine = async (pdf: Uint8Array): Promise<boolean> => (await verifyPdf(pdf, crypto)).genuine;

test("row 82: a changed byte anywhere is not genuine: a real report, every 71st of its pages, every 5th of the signature, some of its padding", async () => {
  const [, from, to] = prepared.byteRange;
  const cmsEnd = from + 1 + signed.toString("latin1", from + 1, to - 1).replace(/0+$/, "").length;
  const places = [
    ...Array.from({ length: Math.floor(from / 71) }, (_, index) => index * 71),
    ...Array.from({ length: Math.floor((signed.length - to) / 71) }, (_, index) => to + index * 71),
    ...Array.from({ length: Math.floor((cmsEnd - from) / 5) }, (_, index) => from + index * 5),
    ...Array.from({ length: 40 }, (_, index) => cmsEnd + index * 701),
    to - 1,
    to - 2,
  ].filter((place) => place < signed.length);
  expect(await genuine(signed)).toBe(true);
  for (const place of places) {
    const changed = Buffer.from(signed);
    // a letter's case, or the lowest bit
    changed[place] = (changed[place] ?? 0) ^ (place % 2 === 0 ? 0x20 : 0x01);
    expect(await genuine(changed), `byte ${place}`).toBe(false);
  }
});
