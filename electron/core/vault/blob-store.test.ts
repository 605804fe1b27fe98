import { createHash, randomBytes } from "node:crypto";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { BlobStore } from "./blob-store.ts";
import { BlobDamaged } from "./sealed-blob.ts";

const KEY = randomBytes(32);
const CASE = randomBytes(16).toString("hex");
let folder = "";
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "overread-blobs-"));
});
afterEach(() => fs.rmSync(folder, { recursive: true }));

test("what is put comes back; the facts hold length and hash of the plaintext", async () => {
  const store = new BlobStore(folder);
  const content = randomBytes(5_000);
  const facts = await store.put("document", CASE, KEY, content);
  expect(facts).toMatchObject({ length: 5_000, sha256: createHash("sha256").update(content).digest("hex") });
  expect(await store.read(facts, KEY)).toEqual(content);
  expect(await store.list()).toEqual([facts.blobId]);
  expect(fs.readFileSync(store.file(facts.blobId)).includes(content.subarray(0, 32))).toBe(false);
});

test("row 14: every other file of the store in a file's place is refused", async () => {
  const store = new BlobStore(folder);
  const all = await Promise.all(
    Array.from({ length: 20 }, (_, index) =>
      store.put(index % 2 === 0 ? "document" : "attachment", index < 10 ? CASE : randomBytes(16).toString("hex"), KEY, randomBytes(64)),
    ),
  );
  const bytes = new Map(all.map(({ blobId }) => [blobId, fs.readFileSync(store.file(blobId))]));
  for (const mine of all) {
    for (const other of all) {
      if (other === mine) continue;
      fs.writeFileSync(store.file(mine.blobId), bytes.get(other.blobId) ?? "");
      await expect(store.read(mine, KEY)).rejects.toThrow(BlobDamaged);
    }
    fs.writeFileSync(store.file(mine.blobId), bytes.get(mine.blobId) ?? "");
    expect(await store.read(mine, KEY)).toHaveLength(64);
  }
});

test("row 66: only an id of this store becomes a path", () => {
  const store = new BlobStore(folder);
  for (const name of ["../x", "", "A".repeat(32), "g".repeat(32), `${"a".repeat(32)}/..`])
    expect(() => store.file(name)).toThrow("not a blob id");
});

test("stray and half-written files are not listed", async () => {
  const spool = new BlobStore(folder, { ending: "ovs", spread: false });
  const facts = await spool.put("spool", "0".repeat(32), KEY, Buffer.from("report"));
  for (const name of ["notes.ovs", ".tmp-0123", `${"a".repeat(31)}.ovs`, `${"b".repeat(32)}.ovb`])
    fs.writeFileSync(path.join(folder, name), "x");
  expect(await spool.list()).toEqual([facts.blobId]);
});

test("a missing file is an error of its own, not damage", async () => {
  const store = new BlobStore(folder);
  const facts = await store.put("document", CASE, KEY, Buffer.from("x"));
  await store.remove(facts.blobId);
  await expect(store.read(facts, KEY)).rejects.toMatchObject({ code: "ENOENT" });
});

test("readers of one file at the same time share it, and it is closed with the last of them", async () => {
  const store = new BlobStore(folder);
  const content = randomBytes(3_000);
  const facts = await store.put("pack", CASE, KEY, content);
  const [one, other] = await Promise.all([store.openShared(facts, KEY), store.openShared(facts, KEY)]);
  await one.close();
  await one.close();
  expect(await other.read(0, 3_000)).toEqual(content);
  await other.close();
  await expect(other.read(0, 3_000)).rejects.toThrow();
  await expect(store.openShared(facts, randomBytes(32))).rejects.toThrow(BlobDamaged);
  // after a failure, and after the last one has left, it is opened anew
  const again = await store.openShared(facts, KEY);
  expect(await again.read(10, 20)).toEqual(content.subarray(10, 20));
  await again.close();
  fs.rmSync(store.file(facts.blobId));
  await expect(store.openShared(facts, KEY)).rejects.toMatchObject({ code: "ENOENT" });
});
