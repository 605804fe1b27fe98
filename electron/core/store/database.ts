import fs from "node:fs";
import Database from "better-sqlite3-multiple-ciphers";
import { migrate, SCHEMA_VERSION } from "./migrate.ts";
import { DatabaseRefused, type Db } from "./transaction.ts";

const APPLICATION_ID = 0x4f565244;

/** What is set on every open, and what must be read back. Unknown pragmas are ignored silently, so a difference is a refusal. */
export const SETTINGS: readonly (readonly [name: string, set: string, expected: string | number])[] = [
  ["locking_mode", "EXCLUSIVE", "exclusive"],
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

/**
 * Opens (or makes) the encrypted database and brings its schema up to date. The key buffer is zeroed here. Throws `DatabaseRefused`; a
 * newer schema is refused before anything is set, so that its file stays as it is.
 */
export function openDatabase(file: string, key: Buffer): Db {
  // made here with its permissions (SQLite gives its log the same ones), and only when new: closing a descriptor would end its locks
  if (!fs.existsSync(file)) fs.closeSync(fs.openSync(file, "wx", 0o600));
  const endedWell = (fs.statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0) === 0;
  const db = new Database(file, { timeout: 0 });
  try {
    unlock(db, key);
    refuseNewer(db);
    // what stands in the file is not written again: that takes room, and a full disk keeps nobody from reading
    for (const [name, value, expected] of SETTINGS)
      if (name !== "application_id" || db.pragma(name, { simple: true }) !== expected) db.pragma(`${name}=${value}`);
    readBack(db);
    if (!endedWell && db.pragma("quick_check", { simple: true }) !== "ok") throw new DatabaseRefused("damaged", "quick_check");
    migrate(db);
    return db;
  } catch (error) {
    db.close();
    throw codeOf(error) === "SQLITE_CORRUPT" ? new DatabaseRefused("damaged", "SQLITE_CORRUPT") : error;
  }
}

const codeOf = (error: unknown): string => (error instanceof Error && "code" in error ? String(error.code) : "");

function unlock(db: Db, key: Buffer): void {
  db.pragma("cipher='chacha20'");
  const raw = Buffer.concat([Buffer.from("raw:"), key]);
  db.key(raw);
  raw.fill(0);
  key.fill(0);
  // before the first read: once the log was read in the ordinary mode, a -shm file lies beside it for good
  db.pragma("locking_mode=EXCLUSIVE");
  try {
    db.prepare("SELECT count(*) FROM sqlite_master").get();
  } catch (error) {
    throw codeOf(error) === "SQLITE_NOTADB" ? new DatabaseRefused("wrong-key", "SQLITE_NOTADB") : error;
  }
  if (db.pragma("cipher", { simple: true }) !== "chacha20") throw new DatabaseRefused("settings", "cipher is not chacha20");
}

function refuseNewer(db: Db): void {
  const version = db.pragma("user_version", { simple: true }) as number;
  if (version > SCHEMA_VERSION) throw new DatabaseRefused("newer", `schema ${version}, this program knows ${SCHEMA_VERSION}`);
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

/** 1,000 frames of 4 KiB: the log is written back when it has grown past this, while nothing else is done. */
const LARGE_LOG_BYTES = 4_000 * 1024;

export function checkpointLargeLog(db: Db): boolean {
  const bytes = fs.statSync(`${db.name}-wal`, { throwIfNoEntry: false })?.size ?? 0;
  return bytes > LARGE_LOG_BYTES && checkpoint(db);
}
