import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { AccountId } from "#shared/result/ids.ts";
import { bytesBelow, NAMELESS, readAccounts, saveAccount, spoolFiles, vaultFolder } from "./accounts-file.ts";

let dataDir = "";
beforeEach(() => {
  dataDir = fs.mkdtempSync(path.join(os.tmpdir(), "overread-accounts-"));
});
afterEach(() => fs.rmSync(dataDir, { recursive: true }));

const line = (letter: string, label = letter) => ({
  accountId: AccountId.parse(letter.repeat(32)),
  label,
  serviceBase: "https://service.example/fhir",
  folder: letter.repeat(32),
  lastContactAt: null,
});

function makeVault(folder: string, files: readonly string[] = ["vault.hdr", "vault.hdr2", "vault.db"]): void {
  fs.mkdirSync(vaultFolder(dataDir, folder), { recursive: true });
  for (const file of files) fs.writeFileSync(path.join(vaultFolder(dataDir, folder), file), "x");
}

test("an account is saved once, and changed in place", async () => {
  await saveAccount(dataDir, line("a"));
  await saveAccount(dataDir, line("b"));
  await saveAccount(dataDir, line("a", "renamed"));
  expect((await readAccounts(dataDir)).map((entry) => entry.label)).toEqual(["b", "renamed"]);
});

test.each(["", "{", '{"version":2,"accounts":[]}', "null", "[1]"])(
  "a list that reads %j loses no vault: it is found by its folder",
  async (text) => {
    fs.writeFileSync(path.join(dataDir, "accounts.json"), text);
    makeVault("c".repeat(32));
    expect(await readAccounts(dataDir)).toEqual([{ ...line("c", NAMELESS), serviceBase: "" }]);
  },
);

test("saving after the list was damaged keeps the vaults that were found", async () => {
  fs.writeFileSync(path.join(dataDir, "accounts.json"), "{");
  makeVault("c".repeat(32));
  await saveAccount(dataDir, line("d"));
  expect((await readAccounts(dataDir)).map((entry) => entry.folder[0])).toEqual(["c", "d"]);
});

test("a new vault, which lies there before its line is saved, is one account and not a nameless second one", async () => {
  makeVault("c".repeat(32));
  await saveAccount(dataDir, { ...line("d", "mine"), folder: "c".repeat(32) });
  expect((await readAccounts(dataDir)).map((entry) => entry.label)).toEqual(["mine"]);
});

test("half-made folders and foreign names are no vaults", async () => {
  makeVault("e".repeat(32), ["lock"]);
  makeVault("f".repeat(32), ["vault.hdr"]);
  makeVault("old-backup");
  expect(await readAccounts(dataDir)).toEqual([]);
});

test("sizes and signed reports are counted without opening anything", async () => {
  makeVault("a".repeat(32));
  const folder = vaultFolder(dataDir, "a".repeat(32));
  fs.mkdirSync(path.join(folder, "spool"));
  fs.writeFileSync(path.join(folder, "spool", `${"1".repeat(32)}.ovs`), "1234");
  fs.writeFileSync(path.join(folder, "spool", ".tmp-1"), "1");
  expect([await bytesBelow(folder), await spoolFiles(folder)]).toEqual([8, 1]);
  expect([await bytesBelow(path.join(dataDir, "none")), await spoolFiles(dataDir)]).toEqual([0, 0]);
});
