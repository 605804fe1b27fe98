import { createHmac } from "node:crypto";
import type { Instant } from "#shared/result/instant.ts";
import type { Db, Tx } from "../store/transaction.ts";

export type AuditEvent =
  | "vault.created"
  | "unlocked"
  | "locked"
  | "signed-in"
  | "case.received"
  | "case.accepted"
  | "case.declined"
  | "case.opened"
  | "case.downloaded"
  | "case.revoked"
  | "case.erased"
  | "item.opened"
  | "identity.resolved"
  | "series.not-relevant"
  | "report.prepared"
  | "report.cancelled"
  | "report.signed"
  | "report.sent"
  | "report.delivered"
  | "report.conflict"
  | "report.stopped"
  | "report.exported"
  | "key-images.sent"
  | "key-images.stored"
  | "key-images.refused"
  | "settings.changed"
  | "error";

/** Random local ids, codes and counts only: never a name, a text or an address. */
export type AuditFields = Readonly<Record<string, string | number | boolean>>;

const START = Buffer.alloc(32);

const canonical = (sequence: number, at: number, event: string, fields: string): Buffer =>
  Buffer.from(JSON.stringify([sequence, at, event, fields]), "utf8");

const link = (key: Uint8Array, before: Uint8Array, entry: Buffer): Buffer =>
  createHmac("sha256", key).update(before).update(entry).digest();

type Row = { sequence: number; at: number; event: string; fields: string; hash: Buffer };

/** A tamper-evident list: each entry's hash covers the one before (`h(n) = HMAC(audit key, h(n−1) ‖ entry)`). */
export class AuditChain {
  readonly #key: Buffer;

  constructor(key: Buffer) {
    this.#key = key;
  }

  /** Appends inside the caller's transaction: what happened and its entry exist together or not at all. */
  append(tx: Tx, event: AuditEvent, fields: AuditFields, now: Instant): void {
    const last = tx.prepare("SELECT sequence, hash FROM audit ORDER BY sequence DESC LIMIT 1").get() as
      | Pick<Row, "sequence" | "hash">
      | undefined;
    const sequence = (last?.sequence ?? 0) + 1;
    const text = JSON.stringify(fields);
    const hash = link(this.#key, last?.hash ?? START, canonical(sequence, now, event, text));
    tx.prepare("INSERT INTO audit (sequence, at, event, fields, hash) VALUES (?, ?, ?, ?, ?)").run(sequence, now, event, text, hash);
  }

  /** The hash of the last entry, hex: goes into each report's Provenance. */
  head(db: Db): string {
    const last = db.prepare("SELECT hash FROM audit ORDER BY sequence DESC LIMIT 1").get() as { hash: Buffer } | undefined;
    return (last?.hash ?? START).toString("hex");
  }

  /** The number of entries, and the first one that does not fit its predecessor (null = whole). */
  verify(db: Db): { readonly entries: number; readonly brokenAt: number | null } {
    let before: Uint8Array = START;
    let expected = 1;
    for (const row of db
      .prepare("SELECT sequence, at, event, fields, hash FROM audit ORDER BY sequence")
      .iterate() as IterableIterator<Row>) {
      const hash = link(this.#key, before, canonical(row.sequence, row.at, row.event, row.fields));
      if (row.sequence !== expected || !hash.equals(row.hash)) return { entries: expected - 1, brokenAt: expected };
      before = row.hash;
      expected++;
    }
    return { entries: expected - 1, brokenAt: null };
  }

  zero(): void {
    this.#key.fill(0);
  }
}
