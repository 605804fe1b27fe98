import { randomBytes } from "node:crypto";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { alignmentOf } from "#shared/imaging/alignment.ts";
import { CaseId, SeriesId } from "#shared/result/ids.ts";
import { listAlignments, putAlignment, removeAlignment } from "./alignment-store.ts";
import { openDatabase } from "./database.ts";
import { removeOtherStacks } from "./instance-store.ts";
import { type Db, inTransaction, type Tx } from "./transaction.ts";

const CASE = CaseId.parse("f".repeat(32));
const [A, B, C] = ["a", "b", "c"].map((letter) => SeriesId.parse(letter.repeat(32))) as [SeriesId, SeriesId, SeriesId];
const KEY = randomBytes(32);
let folder = "";
let db: Db;
const open = (): Db => openDatabase(path.join(folder, "vault.db"), Buffer.from(KEY));
const write = (work: (tx: Tx) => void): void => inTransaction(db, work);

beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "overread-alignments-"));
  db = open();
  db.prepare(`INSERT INTO "case" (case_id, task_id, task_version, state, facts, created_at) VALUES (?, 't', '1', '{}', '{}', 5)`).run(CASE);
  for (const id of [A, B, C])
    db.prepare(
      "INSERT INTO series (series_id, case_id, study_uid, series_uid, stack, frames, facts, position) VALUES (?, ?, '1', ?, 's', '', '', 0)",
    ).run(id, CASE, `uid ${id}`);
});
afterEach(() => {
  db.close();
  fs.rmSync(folder, { recursive: true });
});

test("P3: a shift is there after a restart as it was kept, to the last digit; aligning anew replaces it, from either side", () => {
  write((tx) => putAlignment(tx, CASE, { from: B, to: A, shiftMm: [0.1, -1242.5, 1 / 3] }));
  db.close();
  db = open();
  expect(listAlignments(db, CASE)).toEqual([{ from: A, to: B, shiftMm: [-0.1, 1242.5, -1 / 3] }]);
  write((tx) => putAlignment(tx, CASE, { from: A, to: B, shiftMm: [0, 0, 7.5] }));
  expect(listAlignments(db, CASE)).toEqual([{ from: A, to: B, shiftMm: [0, 0, 7.5] }]);
});

test("P3: a pair is forgotten in whichever order it is named, and no other", () => {
  write((tx) => {
    for (const other of [A, C]) putAlignment(tx, CASE, alignmentOf(B, other, [0, 0, 5]));
    removeAlignment(tx, CASE, B, A);
  });
  expect(listAlignments(db, CASE)).toEqual([alignmentOf(B, C, [0, 0, 5])]);
});

test("P3, P12: a series that is divided anew takes its alignments along; they belonged to another list of images", () => {
  write((tx) => {
    putAlignment(tx, CASE, alignmentOf(A, B, [0, 0, 5]));
    removeOtherStacks(tx, CASE, `uid ${A}`, []);
  });
  expect(listAlignments(db, CASE)).toEqual([]);
});
