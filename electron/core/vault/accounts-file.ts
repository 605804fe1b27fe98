import { randomBytes } from "node:crypto";
import fs from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import { AccountId } from "#shared/result/ids.ts";
import { writeDurable } from "./durable-file.ts";

/** One account as it stands outside its vault: nothing of any patient. */
const AccountLine = z.object({
  accountId: AccountId,
  label: z.string(),
  serviceBase: z.string(),
  /** Name of the folder below `vaults/`. */
  folder: z.string().regex(/^[0-9a-f]{32}$/),
  lastContactAt: z.int().nullable(),
});
export type AccountLine = z.infer<typeof AccountLine>;

const AccountsFile = z.object({ version: z.literal(1), accounts: z.array(AccountLine) });

/** The label of a vault whose line was lost. */
export const NAMELESS = "Account found on this device";

const fileOf = (dataDir: string): string => path.join(dataDir, "accounts.json");

/** The accounts of this device. A file that is gone or damaged loses no vault: one without a line is found by its folder. */
export async function readAccounts(dataDir: string): Promise<AccountLine[]> {
  const text = await fs.readFile(fileOf(dataDir), "utf8").catch(() => null);
  const listed = text === null ? [] : accountsIn(text);
  return [...listed, ...(await withoutLine(dataDir, new Set(listed.map((line) => line.folder))))];
}

function accountsIn(text: string): AccountLine[] {
  try {
    const parsed = AccountsFile.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data.accounts : [];
  } catch {
    return [];
  }
}

/** Vaults that no line names. They get their name and service back when they are unlocked. */
async function withoutLine(dataDir: string, known: ReadonlySet<string>): Promise<AccountLine[]> {
  const names = await fs.readdir(path.join(dataDir, "vaults")).catch(() => []);
  const found: AccountLine[] = [];
  for (const folder of names.filter((name) => /^[0-9a-f]{32}$/.test(name) && !known.has(name)).sort()) {
    const files = new Set(await fs.readdir(vaultFolder(dataDir, folder)).catch(() => []));
    const isWhole = (files.has("vault.hdr") || files.has("vault.hdr2")) && files.has("vault.db");
    if (isWhole) found.push({ accountId: AccountId.parse(folder), label: NAMELESS, serviceBase: "", folder, lastContactAt: null });
  }
  return found;
}

export async function saveAccount(dataDir: string, account: AccountLine): Promise<void> {
  const accounts = await readAccounts(dataDir);
  // by folder, too: a new vault lies there before its line does, and would be kept as a second, nameless account
  const next = [...accounts.filter((entry) => entry.accountId !== account.accountId && entry.folder !== account.folder), account];
  await writeDurable(fileOf(dataDir), [Buffer.from(`${JSON.stringify({ version: 1, accounts: next }, null, 2)}\n`)]);
}

export const vaultFolder = (dataDir: string, folder: string): string => path.join(dataDir, "vaults", folder);

export const newFolderName = (): string => randomBytes(16).toString("hex");

/** Bytes of all files below a folder. */
export async function bytesBelow(folder: string): Promise<number> {
  const entries = await fs.readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const sizes = await Promise.all(
    entries
      .filter((entry) => entry.isFile())
      .map((entry) =>
        fs.stat(path.join(entry.parentPath, entry.name)).then(
          (stat) => stat.size,
          () => 0,
        ),
      ),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}

export const hasDatabase = (folder: string): Promise<boolean> =>
  fs.stat(path.join(folder, "vault.db")).then(
    () => true,
    () => false,
  );

/** Files of the spool: signed reports that have not been proved delivered (and those delivered less than a week ago). */
export async function spoolFiles(folder: string): Promise<number> {
  const names = await fs.readdir(path.join(folder, "spool")).catch(() => []);
  return names.filter((name) => name.endsWith(".ovs")).length;
}
