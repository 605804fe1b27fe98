import fs from "node:fs";
import Database from "better-sqlite3-multiple-ciphers";

/**
 * One program per vault: an empty SQLite file with an exclusive transaction held. It is gone with the process, so a lock left by a
 * kill cannot stay behind. Null = somebody else has the vault open.
 */
export function takeInstanceLock(file: string): { release(): void } | null {
  // never opened when it is there: closing any descriptor of a file gives up this process's locks on it (POSIX)
  if (!fs.existsSync(file)) fs.closeSync(fs.openSync(file, "wx", 0o600));
  const db = new Database(file, { timeout: 0 });
  try {
    db.exec("BEGIN EXCLUSIVE");
  } catch (error) {
    db.close();
    if (error instanceof Error && "code" in error && error.code === "SQLITE_BUSY") return null;
    throw error;
  }
  return {
    release: () => {
      db.exec("ROLLBACK");
      db.close();
    },
  };
}
