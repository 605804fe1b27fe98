import Database from "better-sqlite3-multiple-ciphers";
import { migrate } from "./migrate.ts";
import { DatabaseRefused, type Db } from "./transaction.ts";

const APPLICATION_ID = 0x4f565244;

/** What is set on every open, and what must be read back. Unknown pragmas are ignored silently, so a difference is a refusal. */
const SETTINGS: readonly (readonly [name: string, set: string, expected: string | number])[] = [
  ["locking_mode", "EXCLUSIVE", "exclusive"], // before WAL: then no -shm file is made
  ["journal_mode", "WAL", "wal"],
  ["synchronous", "FULL", 2], // a WAL database opened a second time falls back to NORMAL
  ["fullfsync", "ON", 1],
  ["checkpoint_fullfsync", "ON", 1],
  ["temp_store", "MEMORY", 2], // the cipher does not cover temporary files
  ["secure_delete", "ON", 1],
  ["cell_size_check", "ON", 1],
  ["trusted_schema", "OFF", 0],
  ["foreign_keys", "ON", 1],
  ["recursive_triggers", "ON", 1],
  ["mmap_size", "0", 0],
  ["wal_autocheckpoint", "0", 0], // a failed sync inside an automatic checkpoint would go unreported
  ["journal_size_limit", "0", 0],
  ["application_id", String(APPLICATION_ID), APPLICATION_ID],
];

/** Opens (or makes) the encrypted database and brings its schema up to date. The key buffer is zeroed here. Throws `DatabaseRefused`. */
export function openDatabase(file: string, key: Buffer): Db {
  const db = new Database(file, { timeout: 0 });
  try {
    unlock(db, key);
    for (const [name, value] of SETTINGS) db.pragma(`${name}=${value}`);
    readBack(db);
    migrate(db);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

function unlock(db: Db, key: Buffer): void {
  db.pragma("cipher='chacha20'");
  const raw = Buffer.concat([Buffer.from("raw:"), key]);
  db.key(raw);
  raw.fill(0);
  key.fill(0);
  try {
    db.prepare("SELECT count(*) FROM sqlite_master").get();
  } catch (error) {
    throw new DatabaseRefused("wrong-key", error instanceof Error ? error.message : String(error));
  }
  if (db.pragma("cipher", { simple: true }) !== "chacha20") throw new DatabaseRefused("settings", "cipher is not chacha20");
}

function readBack(db: Db): void {
  for (const [name, , expected] of SETTINGS) {
    const value = db.pragma(name, { simple: true });
    if (value !== expected) throw new DatabaseRefused("settings", `${name} is ${String(value)}, not ${expected}`);
  }
}

/** Writes the log into the database file and empties it; false when it could not be done now. */
export function checkpoint(db: Db): boolean {
  const row = db.pragma("wal_checkpoint(TRUNCATE)") as readonly { readonly busy: number }[];
  return row[0]?.busy === 0;
}
