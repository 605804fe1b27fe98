import { up as up0001 } from "./migrations/0001-cases.ts";
import { up as up0002 } from "./migrations/0002-reports.ts";
import { up as up0003 } from "./migrations/0003-waiting.ts";
import { up as up0004 } from "./migrations/0004-packs.ts";
import { up as up0005 } from "./migrations/0005-marks.ts";
import { up as up0006 } from "./migrations/0006-objects.ts";
import { up as up0007 } from "./migrations/0007-alignments.ts";
import { up as up0008 } from "./migrations/0008-counts.ts";
import { up as up0009 } from "./migrations/0009-key-objects.ts";
import { type Db, inTransaction, type Tx } from "./transaction.ts";

/** In order; the number of a migration is its place plus one. A shipped one is never edited. */
const migrations: readonly ((tx: Tx) => void)[] = [up0001, up0002, up0003, up0004, up0005, up0006, up0007, up0008, up0009];

/** The newest schema this program knows. */
export const SCHEMA_VERSION = migrations.length;

/** Brings the schema up to date, one transaction for all steps, `user_version` last. A newer file was refused before (`openDatabase`). */
export function migrate(db: Db): void {
  const version = db.pragma("user_version", { simple: true }) as number;
  if (version >= SCHEMA_VERSION) return;
  inTransaction(db, (tx) => {
    for (const up of migrations.slice(version)) up(tx);
    tx.pragma(`user_version=${SCHEMA_VERSION}`);
  });
}
