import { randomBytes } from "node:crypto";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { CaseId, SeriesId } from "#shared/result/ids.ts";
import { openDatabase } from "../store/database.ts";
import { putSeries } from "../store/instance-store.ts";
import { type Db, inTransaction } from "../store/transaction.ts";
import { FrameTables } from "./frame-tables.ts";

const CASE = CaseId.parse("a".repeat(32));
const SERIES = SeriesId.parse("b".repeat(32));
let folder: string;
let db: Db;

beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "overread-tables-"));
  db = openDatabase(path.join(folder, "vault.db"), randomBytes(32));
  db.prepare(`INSERT INTO "case" (case_id, task_id, task_version, state, facts, created_at) VALUES (?, 't', '1', '{}', '{}', 1)`).run(CASE);
});

afterEach(() => {
  db.close();
  fs.rmSync(folder, { recursive: true });
});

const put = (revision: string, identityConflict: string | null = null): void =>
  inTransaction(db, (tx) =>
    putSeries(tx, {
      seriesId: SERIES,
      caseId: CASE,
      studyUid: "1.2",
      seriesUid: "1.2.3",
      stack: "whole",
      frames: JSON.stringify({ revision }),
      facts: JSON.stringify({ revision }),
      thumbnail: null,
      seen: [],
      identityConflict,
      position: 0,
    }),
  );

test("row 76: a table is read once as long as it is true, and anew when the list of frames has grown", () => {
  const tables = new FrameTables(db);
  expect(tables.open(CASE, SERIES)).toBe("no-such-series");
  put("one");
  const first = tables.open(CASE, SERIES);
  expect(first).toEqual({ revision: "one" });
  expect(tables.open(CASE, SERIES)).toBe(first);
  put("two");
  expect(tables.open(CASE, SERIES)).toEqual({ revision: "two" });
});

test("M20: a kept table opens no series that has come to name another patient", () => {
  const tables = new FrameTables(db);
  put("one");
  tables.open(CASE, SERIES);
  put("one", "names another patient");
  expect(tables.open(CASE, SERIES)).toBe("identity-conflict");
});
