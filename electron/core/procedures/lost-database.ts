import { randomBytes } from "node:crypto";
import fs from "node:fs/promises";
import { readAllSpool } from "../report/spool.ts";
import { openDatabase } from "../store/database.ts";
import { readSetting, writeSetting } from "../store/setting-store.ts";
import { DatabaseRefused, type Db, inTransaction } from "../store/transaction.ts";
import type { Vault } from "../vault/vault.ts";

const exists = (file: string): Promise<boolean> =>
  fs.stat(file).then(
    () => true,
    () => false,
  );

/**
 * The database of an unlocked vault. One that is missing or unreadable is set aside (never deleted) and made anew when the spool holds
 * signed reports: they name the reviewer and the service, so that header, vault key and spool are enough to send them (row 5). Without
 * any there is nothing to send, and the vault stays as it is. Throws `DatabaseRefused`.
 */
export async function openVaultDatabase(vault: Vault): Promise<{ readonly db: Db; readonly remark: string | null }> {
  const whole = (await exists(vault.databaseFile)) ? openIfWhole(vault) : null;
  if (whole !== null) return { db: whole, remark: null };
  const account = await accountOfSpool(vault);
  if (account === null) throw new DatabaseRefused("damaged", "no database, and no signed report that could stand for it");
  await setAside(vault.databaseFile);
  const db = openDatabase(vault.databaseFile, vault.keys.subkey("db/v1"));
  inTransaction(db, (tx) => {
    writeSetting(tx, "service", account.service);
    writeSetting(tx, "reviewer", account.reviewer);
  });
  return {
    db,
    remark:
      "The database of this vault could not be read. Its file was set aside, and your signed reports were taken from their own files. Sign in again: cases come back from the service; drafts that were not signed do not.",
  };
}

function openIfWhole(vault: Vault): Db | null {
  try {
    const db = openDatabase(vault.databaseFile, vault.keys.subkey("db/v1"));
    if (readSetting(db, "service") !== null && readSetting(db, "reviewer") !== null) return db;
    db.close();
    return null;
  } catch (error) {
    if (error instanceof DatabaseRefused && (error.why === "wrong-key" || error.why === "damaged")) return null;
    throw error;
  }
}

async function accountOfSpool(vault: Vault) {
  const key = vault.keys.subkey("spool/v1");
  const payloads = await readAllSpool(vault.spool, key);
  key.fill(0);
  return payloads.sort((a, b) => b.signedAt - a.signedAt).find((payload) => payload.account !== undefined)?.account ?? null;
}

async function setAside(file: string): Promise<void> {
  const mark = randomBytes(4).toString("hex");
  for (const ending of ["", "-wal", "-shm"]) {
    if (await exists(`${file}${ending}`)) await fs.rename(`${file}${ending}`, `${file}.unreadable-${mark}${ending}`);
  }
}
