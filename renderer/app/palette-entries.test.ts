import { describe, expect, test } from "vitest";
import type { CaseRow } from "#shared/case/case.ts";
import type { CaseId } from "#shared/result/ids.ts";
import { paletteEntries } from "./palette-entries.ts";
import { themeFor } from "./theme.ts";

const now = new Date("2026-11-24T09:42:00").getTime();
const row = (name: string, caseNumber: string, at: string): CaseRow =>
  ({ caseId: caseNumber, caseNumber, state: { at }, patient: { name, identifier: null }, dueAt: null }) as unknown as CaseRow;
const rows = [row("Okafor-Lind, Ruth", "SO-2026-0417", "drafted"), row("Novák, Petra", "SO-2026-0428", "assigned")];
const keys = (typed: string, current: string | null = null) =>
  paletteEntries({ typed, rows, current: current as CaseId | null, place: "worklist", changed: {}, now }).map((entry) => entry.key);

describe("the palette (guide §4)", () => {
  test("a name offers the case and its views", () => {
    expect(keys("oka")).toEqual(["SO-2026-0417", "SO-2026-0417-images", "SO-2026-0417-records", "SO-2026-0417-opinion"]);
  });

  test("M7: an undecided case has no views to go to", () => {
    expect(keys("novak")).toEqual(["SO-2026-0428"]);
  });

  test("> finds commands only, # case numbers only", () => {
    expect(keys(">lock")).toEqual(["session.lock"]);
    expect(keys("#0428")).toEqual(["SO-2026-0428"]);
  });

  test("commands of another place are not offered", () => {
    expect(keys(">invert")).toEqual([]);
  });
});

test("guide §2: dark for images and sign-in, light for what is read, unless the reader chose one", () => {
  const caseId = "c" as CaseId;
  expect(themeFor("follow-view", "unlock")).toBe("dark");
  expect(themeFor("follow-view", { at: "case", caseId, view: "images" })).toBe("dark");
  expect(themeFor("follow-view", { at: "case", caseId, view: "opinion" })).toBe("light");
  expect(themeFor("light", "unlock")).toBe("light");
});
