import { randomBytes, webcrypto } from "node:crypto";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import PDFDocument from "pdfkit";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Instant } from "#shared/result/instant.ts";
import { type HostCrypto, verifyPdf } from "#shared/verify/report-signature.ts";
import { ensureSigningKey, openSigningIdentity } from "../../electron/core/report/certificate.ts";
import { addSlot, fillSlot, signedBytes } from "../../electron/core/report/pdf-slot.ts";
import { padesCms } from "../../electron/core/report/signature.ts";
import { openDatabase } from "../../electron/core/store/database.ts";

const now = Date.UTC(2026, 10, 24, 17, 5) as Instant;
const crypto = webcrypto as unknown as HostCrypto;
const folder = fs.mkdtempSync(path.join(os.tmpdir(), "overread-every-byte-"));
let signed: Buffer;
/** Where the zeros behind the signature stand in its slot: very many, all of one kind. */
let padding: readonly [from: number, to: number];
let slotFrom: number;

beforeAll(async () => {
  const doc = new PDFDocument({ compress: false });
  const pieces: Buffer[] = [];
  const ended = new Promise((resolve) => doc.on("end", resolve));
  doc.on("data", (piece: Buffer) => pieces.push(piece));
  doc.text("A small report");
  doc.end();
  await ended;
  const db = openDatabase(path.join(folder, "key.db"), randomBytes(32));
  await ensureSigningKey(db, { name: [{ family: "Lindqvist" }] }, now);
  const identity = await openSigningIdentity(db);
  db.close();
  if (identity === null) throw new Error("no key");
  const prepared = addSlot(Buffer.concat(pieces), { name: "Lindqvist", reason: "author", when: new Date(now) });
  signed = fillSlot(prepared, await padesCms(signedBytes(prepared), identity));
  const to = prepared.byteRange[2] - 1;
  slotFrom = prepared.byteRange[1];
  padding = [signed.subarray(0, to).toString("latin1").replace(/0+$/, "").length, to];
});
afterAll(() => fs.rmSync(folder, { recursive: true }));

test("row 82: with one bit changed, whichever of the signature, or one in every 3rd byte of the rest, the report is not genuine", async () => {
  expect((await verifyPdf(signed, crypto)).genuine).toBe(true);
  const passed: string[] = [];
  for (const [at, before] of signed.entries()) {
    const isSignature = at >= slotFrom && at <= padding[0];
    const isPadding = at > padding[0] + 20 && at < padding[1] - 20;
    if (!isSignature && at % (isPadding ? 33 : 3) !== 0) continue;
    // around the signature the kind of change matters, everywhere else one hash sees it
    for (const bit of isSignature ? [0, 1, 2, 3, 4, 5, 6, 7] : [at % 8]) {
      signed[at] = before ^ (1 << bit);
      if ((await verifyPdf(signed, crypto)).genuine) passed.push(`bit ${bit} of byte ${at}`);
    }
    signed[at] = before;
  }
  expect(passed).toEqual([]);
  expect((await verifyPdf(signed, crypto)).genuine).toBe(true);
});

test("row 82: with one byte taken out or put in, whichever, the report is not genuine", async () => {
  const passed: number[] = [];
  for (let at = 0; at < signed.length; at += 29) {
    const [head, tail] = [signed.subarray(0, at), signed.subarray(at)];
    for (const changed of [Buffer.concat([head, tail.subarray(1)]), Buffer.concat([head, Buffer.from("0"), tail])])
      if ((await verifyPdf(changed, crypto)).genuine) passed.push(at);
  }
  expect(passed).toEqual([]);
});
