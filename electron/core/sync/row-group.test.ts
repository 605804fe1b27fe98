import { randomBytes } from "node:crypto";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openDatabase } from "../store/database.ts";
import type { Db, Tx } from "../store/transaction.ts";
import { RowGroup } from "./row-group.ts";

let folder: string;
let db: Db;

beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "overread-rows-"));
  db = openDatabase(path.join(folder, "vault.db"), randomBytes(32));
  db.exec("CREATE TABLE kept (name TEXT PRIMARY KEY) STRICT");
});

afterEach(() => {
  db.close();
  fs.rmSync(folder, { recursive: true });
});

const insert =
  (name: string) =>
  (tx: Tx): void =>
    void tx.prepare("INSERT INTO kept VALUES (?)").run(name);
const names = (): unknown[] => db.prepare("SELECT name FROM kept ORDER BY name").pluck().all();

test("row 76: rows that come together are committed together, and each caller waits for the commit", async () => {
  const rows = new RowGroup(db);
  const inside: boolean[] = [];
  const written = ["a", "b", "c"].map((name) =>
    rows.write((tx) => {
      insert(name)(tx);
      inside.push(tx.inTransaction);
    }),
  );
  expect(names()).toEqual([]);
  await Promise.all(written);
  expect([names(), inside]).toEqual([
    ["a", "b", "c"],
    [true, true, true],
  ]);
});

test("row 76: a row that cannot be written fails alone; what came with it is kept", async () => {
  const rows = new RowGroup(db);
  const settled = await Promise.allSettled([rows.write(insert("a")), rows.write(insert("a")), rows.write(insert("b"))]);
  expect(settled.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
  expect(names()).toEqual(["a", "b"]);
});
