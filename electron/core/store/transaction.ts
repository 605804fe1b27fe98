import type Database from "better-sqlite3-multiple-ciphers";

export type Db = Database.Database;

declare const tx: unique symbol;
/** A database inside a transaction. Only `inTransaction` makes one, so a write that asks for it cannot run outside. */
export type Tx = Db & { readonly [tx]: true };

/** Runs the work in one immediate transaction; when it returns, the commit is on the disk (FULL sync). */
export const inTransaction = <T>(db: Db, work: (tx: Tx) => T): T => db.transaction(() => work(db as Tx)).immediate();

/** Expected refusals of `openDatabase`. */
export class DatabaseRefused extends Error {
  override readonly name = "DatabaseRefused";
  readonly why: "wrong-key" | "newer" | "settings" | "damaged";
  constructor(why: DatabaseRefused["why"], detail: string) {
    super(detail);
    this.why = why;
  }
}
