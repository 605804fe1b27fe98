import { randomBytes } from "node:crypto";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { markName } from "#shared/measure/kept-mark.ts";
import { madeMark } from "#shared/measure/made-mark.ts";
import { CaseId } from "#shared/result/ids.ts";
import { openDatabase } from "./database.ts";
import { canRedoMarks, canUndoMarks, changeMarks, givenMarkNames, listMarks, redoMarks, undoMarks } from "./mark-store.ts";
import { type Db, inTransaction, type Tx } from "./transaction.ts";

const CASE = CaseId.parse("a".repeat(32));
const KEY = randomBytes(32);
let folder = "";
let db: Db;

/** Marks alone: the row of their case is another store's. */
function open(): Db {
  const opened = openDatabase(path.join(folder, "vault.db"), Buffer.from(KEY));
  opened.pragma("foreign_keys=OFF");
  return opened;
}
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "overread-marks-"));
  db = open();
});
afterEach(() => {
  db.close();
  fs.rmSync(folder, { recursive: true });
});
const write = (work: (tx: Tx) => void): void => inTransaction(db, work);
const names = (): string[] => listMarks(db, CASE).map((mark) => `${markName(mark)} ${mark.text}`.trim());

test("P13: marks are kept in their order, each with a number of its own", () => {
  write((tx) => changeMarks(tx, CASE, [madeMark("a"), madeMark("b", { letter: "R" }), madeMark("c")], []));
  expect(names()).toEqual(["M1", "R1", "M2"]);
  write((tx) => changeMarks(tx, CASE, [{ ...madeMark("a", { number: 1 }), text: "solid part" }], []));
  expect(names()).toEqual(["M1 solid part", "R1", "M2"]);
});

test("P16: all are removed in one step, and one undo brings all back as they were", () => {
  write((tx) => changeMarks(tx, CASE, [madeMark("a"), madeMark("b")], []));
  const before = listMarks(db, CASE);
  write((tx) => changeMarks(tx, CASE, [], ["a", "b"]));
  expect(listMarks(db, CASE)).toEqual([]);
  write((tx) => undoMarks(tx, CASE));
  expect(listMarks(db, CASE)).toEqual(before);
});

test("P16: undo and redo go through all steps, also after a restart; a new step ends what could be taken again", () => {
  write((tx) => changeMarks(tx, CASE, [madeMark("a")], []));
  write((tx) => changeMarks(tx, CASE, [{ ...madeMark("a", { number: 1 }), text: "one" }], []));
  write((tx) => undoMarks(tx, CASE));
  db.close();
  db = open();
  expect([names(), canUndoMarks(db, CASE), canRedoMarks(db, CASE)]).toEqual([["M1"], true, true]);
  write((tx) => redoMarks(tx, CASE));
  expect(names()).toEqual(["M1 one"]);
  write((tx) => undoMarks(tx, CASE));
  write((tx) => undoMarks(tx, CASE));
  expect([names(), canUndoMarks(db, CASE), canRedoMarks(db, CASE)]).toEqual([[], false, true]);
  write((tx) => undoMarks(tx, CASE));
  write((tx) => changeMarks(tx, CASE, [madeMark("b")], []));
  expect([names(), canUndoMarks(db, CASE), canRedoMarks(db, CASE)]).toEqual([["M2"], true, false]);
});

test("P15: a name that was given once is never given to another mark, and stays known when its mark is gone", () => {
  write((tx) => changeMarks(tx, CASE, [madeMark("a")], []));
  write((tx) => undoMarks(tx, CASE));
  write((tx) => changeMarks(tx, CASE, [madeMark("b")], []));
  expect(names()).toEqual(["M2"]);
  expect(givenMarkNames(db, CASE)).toEqual(["M1", "M2"]);
});
