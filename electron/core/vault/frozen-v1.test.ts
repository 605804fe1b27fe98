import { createHash } from "node:crypto";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import type { Host } from "#shared/contract/host.ts";
import { BlobStore } from "./blob-store.ts";
import { unlockVault } from "./vault.ts";

/**
 * Bytes that version 1 of the formats wrote (made once, in November 2026, with counting bytes as keys): they must open for ever.
 * Passphrase, device secret and case key stand here because they protect nothing.
 */
const frozen = (parts: readonly string[]): Buffer => Buffer.from(parts.join(""), "hex");
const counting = (length: number, from: number): Buffer => Buffer.from(Array.from({ length }, (_, index) => from + index));

const HEADER = frozen([
  "4f565244564c543100010001000100000000000301010000303132333435363738393a3b3c3d3e3f101112131415161718191a1b1c1d1e1f0000019c167fcc00",
  "996bcedde32966ab61819dd65a7b09571f185759ce4b5a741aa7c4cb6b28d4cdc299a83a3e8f9db8ada5c1e2c005bb45391906c9b38328f1d7a2cfb305e4f77e",
  "b1e042ac8ed5b74fed335f64022022681b84ac2c74de3b94ba609ccd000000000000000000000000000000000000000000000000000000000000000000000000",
  "00000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000",
  "00000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000",
  "000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000001b94b9885303f76e2ca08737ad7b9adbe",
  "54ef96193ffa8954f4e4310e4f290ce1000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000",
  "00000000000000000000000000000000000000000000000000000000000000009d204cbe9e7a0afb8533cfdb2c5120d3fe7866bc38b23903b8d90a526173bc20",
]);
const DOCUMENT_BLOB = frozen([
  "4f565244424c423101011002000000000000007ba0a1a2a3a4a5a6a7a8a9aaabacadaeafb0b1b2b3b4b5b6b7b8b9babbbcbdbebf651570281a59022ab620e6a4",
  "c183671a14eee6ae20a80813b79e5b5af84b4b3846e9cb412dee12380bc7da3d86adf1f0f4427db55c52d0d3686a6ebb3476eabe6a3965141f7f2bcc3b3f5e5c",
  "213b7eb550666821c9393efc86a6a9a6d29c2bf5256bab5adb5c73b63d749bb339f501597d4a05efdc7cdbd2a6a5b79d4647d5d1559bf150bc9fb2772b29b45e",
  "3fbcbaf4fd94a97d3728d5c9d6134108c85e66c5d4bff92899eb3924f8f1567b3d704dcab581be39c7139313bd651e",
]);
const SPOOL_FILE = frozen([
  "4f565244424c423101011003000000000000007ba0a1a2a3a4a5a6a7a8a9aaabacadaeaf000000000000000000000000000000008a2a9d6804a54f745a200a8f",
  "0787a79b1ebb76dc63fe5bcff491b5d7553b740887e72e4b8d57c4a86fed90117df7456855e0926d95af1991ae1cd05ec1c49da81136dd87ca557a604aa7962a",
  "efbc565b7a2e5b9d99c2c2c4ff122724ce8228ada6fc0636c81aa611e6a8a537ba2680289c3a1837c98e71c82e66424b03cf45ddd67f4f3164c613c551a9ed4e",
  "7f5a652a94fd4f7a12175d7719d19903191336ce6412fc5b2403747412b351a158fdfeaf6e1ddd7dcc10a5a292a646",
]);
const PASSPHRASE = "correct horse battery staple \u00fcn\u00ef";
const CONTENT = "The frozen document of format version 1.\n".repeat(3);
const BLOB_ID = counting(16, 0xa0).toString("hex");

const folder = fs.mkdtempSync(path.join(os.tmpdir(), "overread-frozen-"));
afterAll(() => fs.rmSync(folder, { recursive: true }));

describe("a vault of format version 1 as it was written", () => {
  const vaultFolder = path.join(folder, "vault");
  const configDir = path.join(folder, "config");
  for (const [file, bytes] of [
    [path.join(vaultFolder, "vault.hdr"), HEADER],
    [path.join(vaultFolder, "vault.hdr2"), HEADER],
    [path.join(vaultFolder, "spool", `${BLOB_ID}.ovs`), SPOOL_FILE],
    [path.join(vaultFolder, "blobs", BLOB_ID.slice(0, 2), `${BLOB_ID}.ovb`), DOCUMENT_BLOB],
    [path.join(configDir, "device.secret"), counting(32, 0x80)],
  ] as const) {
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, bytes);
  }
  const host = { deviceSecret: null } as Host;

  test("row 21: header, spool and blob open with the passphrase of then", async () => {
    const vault = await unlockVault({ folder: vaultFolder, configDir, host }, PASSPHRASE);
    if (typeof vault === "string") throw new Error(vault);
    const spoolKey = vault.keys.subkey("spool/v1");
    expect(vault.vaultId).toBe(counting(16, 0x10).toString("hex"));
    expect(vault.headerRepaired).toBe(false);
    expect((await vault.spool.read({ blobId: BLOB_ID, caseId: "0".repeat(32), kind: "spool" }, spoolKey)).toString()).toBe(CONTENT);
    // HKDF-SHA-256(VK, vaultId, "db/v1"), VK = 50 51 … 6f: what a database of then was encrypted with
    expect(createHash("sha256").update(vault.keys.subkey("db/v1")).digest("hex")).toBe(
      "e94ce4257817c45c0f6e08f4f5bceb67bf4215097c65f6db5a326f600a4ed973",
    );
    vault.close();
  });

  test("row 21: the passphrase is compared after NFKC, so another way of typing the same letters opens too", async () => {
    const vault = await unlockVault({ folder: vaultFolder, configDir, host }, PASSPHRASE.normalize("NFD"));
    expect(typeof vault).toBe("object");
    if (typeof vault !== "string") vault.close();
  });

  test("row 21: a document opens with its case key", async () => {
    const blobs = new BlobStore(path.join(vaultFolder, "blobs"));
    const caseId = counting(16, 0xb0).toString("hex");
    expect((await blobs.read({ blobId: BLOB_ID, caseId, kind: "document" }, counting(32, 0xc0))).toString()).toBe(CONTENT);
  });
});
