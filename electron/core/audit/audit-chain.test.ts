import { randomBytes } from "node:crypto";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Instant } from "#shared/result/instant.ts";
import { openDatabase } from "../store/database.ts";
import { type Db, inTransaction } from "../store/transaction.ts";
import { AuditChain } from "./audit-chain.ts";

const KEY = randomBytes(32);
let folder = "";
let db: Db;
let chain: AuditChain;
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "overread-audit-"));
  db = openDatabase(path.join(folder, "vault.db"), randomBytes(32));
  chain = new AuditChain(Buffer.from(KEY));
  inTransaction(db, (tx) => {
    for (let entry = 1; entry <= 20; entry++) chain.append(tx, "item.opened", { recordId: `r${entry}` }, (1_000 + entry) as Instant);
  });
});
afterEach(() => {
  db.close();
  fs.rmSync(folder, { recursive: true });
});

describe("audit chain", () => {
  test("a whole chain is whole, and its head is that of the last entry", () => {
    expect(chain.verify(db)).toEqual({ entries: 20, brokenAt: null });
    expect(chain.head(db)).toMatch(/^[0-9a-f]{64}$/);
    const before = chain.head(db);
    inTransaction(db, (tx) => chain.append(tx, "locked", {}, 2_000 as Instant));
    expect(chain.head(db)).not.toBe(before);
  });

  test.each([
    ["an entry is removed", "DELETE FROM audit WHERE sequence = 7", 7],
    ["the first entry is removed", "DELETE FROM audit WHERE sequence = 1", 1],
    [
      "an entry is removed and the others move up",
      "DELETE FROM audit WHERE sequence = 7; UPDATE audit SET sequence = sequence - 1 WHERE sequence > 7",
      7,
    ],
    ["a field is changed", `UPDATE audit SET fields = '{"recordId":"r99"}' WHERE sequence = 7`, 7],
    ["an event is changed", "UPDATE audit SET event = 'unlocked' WHERE sequence = 7", 7],
    ["a time is changed", "UPDATE audit SET at = at + 1 WHERE sequence = 7", 7],
    ["a hash is changed", "UPDATE audit SET hash = zeroblob(32) WHERE sequence = 7", 7],
    [
      "two entries change places",
      "UPDATE audit SET sequence = 100 WHERE sequence = 7; UPDATE audit SET sequence = 7 WHERE sequence = 8; UPDATE audit SET sequence = 8 WHERE sequence = 100",
      7,
    ],
    ["an entry is put in", "INSERT INTO audit SELECT 21, at, event, fields, hash FROM audit WHERE sequence = 20", 21],
  ])("row 78, U23: %s: found at that entry", (_, sql, brokenAt) => {
    db.exec(sql);
    expect(chain.verify(db)).toEqual({ entries: brokenAt - 1, brokenAt });
  });

  test("row 78: without the key nobody makes a chain that fits", () => {
    const forged = new AuditChain(randomBytes(32));
    db.exec("DELETE FROM audit WHERE sequence = 20");
    inTransaction(db, (tx) => forged.append(tx, "item.opened", { recordId: "r20" }, 1_020 as Instant));
    expect(chain.verify(db)).toEqual({ entries: 19, brokenAt: 20 });
  });

  test("what happened and its entry exist together or not at all", () => {
    const fail = (): void =>
      inTransaction(db, (tx) => {
        chain.append(tx, "case.erased", { caseId: "c" }, 3_000 as Instant);
        throw new Error("the act failed");
      });
    expect(fail).toThrow("the act failed");
    expect(chain.verify(db)).toEqual({ entries: 20, brokenAt: null });
  });
});
