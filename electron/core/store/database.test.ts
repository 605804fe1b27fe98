import { createHash, randomBytes } from "node:crypto";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import Database from "better-sqlite3-multiple-ciphers";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { ReportId } from "#shared/result/ids.ts";
import { checkpoint, checkpointLargeLog, openDatabase, SETTINGS } from "./database.ts";
import { listKeyObjects } from "./key-object-store.ts";
import { SCHEMA_VERSION } from "./migrate.ts";
import { up as up0001 } from "./migrations/0001-cases.ts";
import { up as up0002 } from "./migrations/0002-reports.ts";
import { DatabaseRefused, type Db, inTransaction, type Tx } from "./transaction.ts";

const KEY = randomBytes(32);
let folder = "";
let file = "";
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "overread-db-"));
  file = path.join(folder, "vault.db");
});
afterEach(() => fs.rmSync(folder, { recursive: true }));

const open = (key = KEY): Db => openDatabase(file, Buffer.from(key));
const hash = (): string => createHash("sha256").update(fs.readFileSync(file)).digest("hex");

/** Opened with the key only, as another program would: for making files of other versions. */
function bare(): Db {
  const db = new Database(file);
  db.pragma("cipher='chacha20'");
  db.key(Buffer.concat([Buffer.from("raw:"), KEY]));
  return db;
}

const refusal = (key = KEY): string => {
  try {
    open(key).close();
    return "opened";
  } catch (error) {
    if (error instanceof DatabaseRefused) return error.why;
    throw error;
  }
};

describe("opening", () => {
  test("§3.4: every setting is read back, at the first and at the second opening", () => {
    for (let time = 0; time < 2; time++) {
      const db = open();
      for (const [name, , expected] of SETTINGS) expect(db.pragma(name, { simple: true }), name).toBe(expected);
      expect(db.pragma("cipher", { simple: true })).toBe("chacha20");
      expect(db.pragma("user_version", { simple: true })).toBe(SCHEMA_VERSION);
      db.exec("INSERT INTO setting (name, value) VALUES ('time', 'x') ON CONFLICT DO NOTHING");
      db.close();
    }
  });

  test("§3.4: a database opened a second time makes no -shm file; db and log are 0600", () => {
    open().close();
    const db = open();
    db.exec("INSERT INTO setting (name, value) VALUES ('a', 'b')");
    expect(fs.readdirSync(folder).sort()).toEqual(["vault.db", "vault.db-wal"]);
    if (process.platform !== "win32")
      for (const name of fs.readdirSync(folder)) expect(fs.statSync(path.join(folder, name)).mode & 0o777, name).toBe(0o600);
    db.close();
  });

  test("the key buffer is zeroed, and nothing of the content stands in the files", () => {
    const key = Buffer.from(KEY);
    const db = openDatabase(file, key);
    expect(key).toEqual(Buffer.alloc(32));
    db.prepare("INSERT INTO setting (name, value) VALUES ('canary', ?)").run("Okafor-Lind, Ruth");
    const inFiles = (): boolean => fs.readdirSync(folder).some((name) => fs.readFileSync(path.join(folder, name)).includes("Okafor"));
    expect(inFiles()).toBe(false);
    expect(checkpoint(db)).toBe(true);
    expect(inFiles()).toBe(false);
    db.close();
  });

  test("row 9: another key is refused and changes nothing", () => {
    open().close();
    const before = hash();
    expect(refusal(randomBytes(32))).toBe("wrong-key");
    expect(hash()).toBe(before);
    expect(refusal()).toBe("opened");
  });

  test("row 5: a file of noise is refused as one that this key does not fit", () => {
    fs.writeFileSync(file, randomBytes(40_960));
    expect(refusal()).toBe("wrong-key");
  });

  test("row 9: a flipped bit in a page that is read is refused, never silently other content", () => {
    const db = open();
    db.prepare("INSERT INTO setting (name, value) VALUES ('text', ?)").run("x".repeat(20_000));
    checkpoint(db);
    db.close();
    const whole = fs.readFileSync(file);
    const verdicts = new Set<string>();
    for (let byte = 300; byte < whole.length; byte += 1_777) {
      const changed = Buffer.from(whole);
      changed[byte] = (changed[byte] ?? 0) ^ 0x10;
      fs.writeFileSync(file, changed);
      try {
        const opened = open();
        const row = opened.prepare("SELECT value FROM setting WHERE name = 'text'").get() as { value: string } | undefined;
        verdicts.add(row?.value === "x".repeat(20_000) ? "unchanged" : "changed");
        opened.close();
      } catch {
        verdicts.add("refused");
      }
    }
    expect(verdicts).not.toContain("changed");
    expect(verdicts).toContain("refused");
  });

  test("row 17: a second opener gets none", () => {
    const db = open();
    expect(() => open()).toThrow(/locked/);
    db.close();
  });
});

describe("schema", () => {
  test("row 19: a newer schema is refused by its number, and the file stays as it was, bit for bit", () => {
    open().close();
    const db = bare();
    db.pragma(`user_version=${SCHEMA_VERSION + 1}`);
    db.close();
    const before = hash();
    expect(refusal()).toBe("newer");
    expect(hash()).toBe(before);
    expect(fs.readdirSync(folder)).toEqual(["vault.db"]);
  });

  test("a database of the version before is brought up to date with its rows", () => {
    const old = bare();
    old.pragma("journal_mode=WAL");
    inTransaction(old, (tx) => {
      for (const up of [up0001, up0002]) up(tx);
      tx.pragma("user_version=2");
      tx.prepare(
        `INSERT INTO "case" (case_id, task_id, task_version, state, facts, created_at) VALUES ('c', 't', '1', '{}', '{}', 5)`,
      ).run();
      tx.prepare("INSERT INTO study (case_id, study_uid, facts, position) VALUES ('c', '1.2', '{}', 0)").run();
      const sizes = `{"count":3,"series":[{"bytes":10},{"bytes":5}]}`;
      tx.prepare("INSERT INTO study (case_id, study_uid, facts, position) VALUES ('c', '1.7', ?, 1)").run(sizes);
      const open = `{"count":null,"series":[{"bytes":10},{"bytes":null}]}`;
      tx.prepare("INSERT INTO study (case_id, study_uid, facts, position) VALUES ('c', '1.8', ?, 2)").run(open);
      const image = tx.prepare(
        `INSERT INTO instance (instance_id, case_id, study_uid, series_uid, sop_uid, state, "index", position) VALUES (?, 'c', '1.2', '1.3', ?, 'usable', ?, 0)`,
      );
      image.run("i", "1.4", `{"hasPictures":true,"objectKind":"image"}`);
      image.run("w", "1.5", `{"hasPictures":false,"objectKind":"waveform"}`);
      image.run("n", "1.6", null);
      tx.prepare("INSERT INTO report VALUES ('r', 'c', 1, '{}', x'00', 'h', 6)").run();
      tx.prepare(`INSERT INTO outbox (report_id, state, due_at, steps) VALUES ('r', '{"at":"queued"}', 7, '{}')`).run();
    });
    old.close();
    const db = open();
    expect(db.prepare(`SELECT task_id, notices FROM "case"`).all()).toEqual([{ task_id: "t", notices: "[]" }]);
    expect(db.prepare("SELECT why, announced_images, announced_bytes FROM study ORDER BY position").all()).toEqual([
      { why: null, announced_images: null, announced_bytes: 0 },
      { why: null, announced_images: 3, announced_bytes: 15 },
      { why: null, announced_images: null, announced_bytes: null },
    ]);
    expect(db.prepare("SELECT instance_id, object_kind, seen FROM instance ORDER BY sop_uid").all()).toEqual([
      { instance_id: "i", object_kind: null, seen: 0 },
      { instance_id: "w", object_kind: "waveform", seen: 0 },
      { instance_id: "n", object_kind: null, seen: 0 },
    ]);
    expect(db.prepare("SELECT due_at, not_before FROM outbox").all()).toEqual([{ due_at: 7, not_before: 0 }]);
    expect(db.prepare("SELECT count(*) AS kept FROM alignment").all()).toEqual([{ kept: 0 }]);
    // a report that was signed before has no key objects to send
    expect(listKeyObjects(db, "r" as ReportId)).toEqual([]);
    db.close();
  });

  test("row 19: a migration that fails halfway leaves the version and the tables of before", () => {
    const old = bare();
    inTransaction(old, (tx) => {
      for (const up of [up0001, up0002]) up(tx);
      // in the way of the next migration
      tx.exec("ALTER TABLE outbox ADD COLUMN not_before INTEGER NOT NULL DEFAULT 0");
      tx.pragma("user_version=2");
    });
    old.close();
    expect(() => open()).toThrow(/duplicate column/);
    const after = bare();
    expect(after.pragma("user_version", { simple: true })).toBe(2);
    expect(after.prepare(`SELECT count(*) AS n FROM pragma_table_info('case') WHERE name = 'notices'`).get()).toEqual({ n: 0 });
    after.close();
  });

  test("all tables are STRICT", () => {
    const db = open();
    const loose = db.prepare("SELECT name FROM pragma_table_list WHERE schema = 'main' AND strict = 0 AND name NOT LIKE 'sqlite_%'").all();
    expect(loose).toEqual([]);
    db.close();
  });
});

describe("transactions", () => {
  test("what belongs together happens together or not at all", () => {
    const db = open();
    const half = (tx: Tx): void => {
      tx.prepare("INSERT INTO setting (name, value) VALUES ('a', '1')").run();
      throw new Error("the second half failed");
    };
    expect(() => inTransaction(db, half)).toThrow("the second half failed");
    expect(db.prepare("SELECT count(*) AS n FROM setting").get()).toEqual({ n: 0 });
    db.close();
  });

  test("row 77: the log is written back once it is large, not before", () => {
    const db = open();
    expect(checkpointLargeLog(db)).toBe(false);
    const insert = db.prepare("INSERT INTO setting (name, value) VALUES (?, ?)");
    for (let row = 0; row < 30; row++) insert.run(`row ${row}`, "y".repeat(200_000));
    expect(fs.statSync(`${file}-wal`).size).toBeGreaterThan(4_096_000);
    expect(checkpointLargeLog(db)).toBe(true);
    expect(fs.statSync(`${file}-wal`).size).toBe(0);
    db.close();
  });
});
