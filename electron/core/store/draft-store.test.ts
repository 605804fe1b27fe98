import { randomBytes } from "node:crypto";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { OpinionChange } from "#shared/opinion/opinion.ts";
import { CaseId, ReportId } from "#shared/result/ids.ts";
import type { Instant } from "#shared/result/instant.ts";
import { openDatabase } from "./database.ts";
import { appendChanges, casesWithDraft, freezeDraft, readDraft, removeDraft, thawDraft, thawForgotten } from "./draft-store.ts";
import { type Db, inTransaction } from "./transaction.ts";

const CASE = CaseId.parse("a".repeat(32));
const REPORT = ReportId.parse("0a000000-0000-4000-8000-000000000000");
const at = (ms: number): Instant => ms as Instant;
let folder = "";
let db: Db;
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "overread-drafts-"));
  db = openDatabase(path.join(folder, "vault.db"), randomBytes(32));
});
afterEach(() => {
  db.close();
  fs.rmSync(folder, { recursive: true });
});

const findings = (text: string): OpinionChange => ({ field: "findings", value: text });
const append = (changes: readonly (readonly [string, OpinionChange])[], now = 1) =>
  inTransaction(db, (tx) =>
    appendChanges(
      tx,
      CASE,
      changes.map(([changeId, change]) => ({ changeId, change })),
      at(now),
    ),
  );

describe("draft", () => {
  test("before the first edit it is empty, revision 0, never saved", () =>
    expect(readDraft(db, CASE)).toMatchObject({ revision: 0, savedAt: null, frozenFor: null }));

  test("row 81: an edit whose answer was lost is applied once, and the ones after it in their order", () => {
    append([["1", findings("a")]]);
    append(
      [
        ["1", findings("a")],
        ["2", findings("ab")],
      ],
      2,
    );
    append([["1", findings("a")]], 3);
    expect(readDraft(db, CASE)).toMatchObject({ revision: 2, savedAt: 2, opinion: { findings: "ab" } });
  });

  test("two answers never overwrite each other", () => {
    const answer = (key: string, text: string): OpinionChange => ({
      field: "answers",
      key,
      value: { text, cannotAnswer: false, because: "" },
    });
    append([["1", answer("q1", "one")]]);
    append([["2", answer("q2", "two")]]);
    expect(readDraft(db, CASE).opinion.answers).toMatchObject({ q1: { text: "one" }, q2: { text: "two" } });
  });

  test("a value that does not fit its field stores nothing of the batch", () => {
    append([["1", findings("a")]]);
    const refused = append([
      ["2", findings("b")],
      ["3", { field: "findings", value: 7 }],
    ]);
    expect(refused).toBeNull();
    expect(readDraft(db, CASE)).toMatchObject({ revision: 1, opinion: { findings: "a" } });
    // and the good edit of that batch is not known as applied
    append([["2", findings("b")]]);
    expect(readDraft(db, CASE).opinion.findings).toBe("b");
  });

  test("the text of old edits is not kept for ever, their ids are", () => {
    for (let edit = 0; edit < 260; edit++) append([[`id ${edit}`, findings("x".repeat(edit))]]);
    const rows = db.prepare("SELECT count(*) AS all_, sum(change <> '') AS kept FROM draft_change").get() as { all_: number; kept: number };
    expect(rows).toEqual({ all_: 260, kept: 200 });
    append([["id 3", findings("again")]]);
    expect(readDraft(db, CASE).opinion.findings).toBe("x".repeat(259));
  });

  test("S4: removed, nothing of it is left", () => {
    append([["1", findings("a")]]);
    expect(casesWithDraft(db)).toEqual([CASE]);
    inTransaction(db, (tx) => removeDraft(tx, CASE));
    expect([casesWithDraft(db), db.prepare("SELECT count(*) AS n FROM draft_change").get()]).toEqual([[], { n: 0 }]);
  });
});

describe("freezing (D24)", () => {
  test("only the revision that was looked at is frozen", () => {
    append([["1", findings("a")]]);
    expect(inTransaction(db, (tx) => freezeDraft(tx, CASE, 0, REPORT))).toBeNull();
    expect(inTransaction(db, (tx) => freezeDraft(tx, CASE, 1, REPORT))).toMatchObject({ frozenFor: REPORT });
    inTransaction(db, (tx) => thawDraft(tx, CASE));
    expect(readDraft(db, CASE).frozenFor).toBeNull();
  });

  test("row 4: a kill between freezing and the preview leaves a draft that thaws; one that was signed stays frozen", () => {
    append([["1", findings("a")]]);
    inTransaction(db, (tx) => freezeDraft(tx, CASE, 1, REPORT));
    inTransaction(db, thawForgotten);
    expect(readDraft(db, CASE).frozenFor).toBeNull();
    inTransaction(db, (tx) => {
      freezeDraft(tx, CASE, 1, REPORT);
      tx.prepare("INSERT INTO report VALUES (?, ?, 1, '{}', x'00', 'h', 6)").run(REPORT, CASE);
      thawForgotten(tx);
    });
    expect(readDraft(db, CASE).frozenFor).toBe(REPORT);
  });
});
