import { describe, expect, test } from "vitest";
import type { CaseRow } from "#shared/case/case.ts";
import type { CaseState } from "#shared/case/case-state.ts";
import { arrange, countGroups, groupOf, noFilter } from "./worklist-groups.ts";

const now = new Date("2026-11-24T09:42:00").getTime();
const hours = (count: number) => now + count * 3_600_000;

function row(name: string, state: CaseState, more: Partial<CaseRow> = {}): CaseRow {
  return {
    caseId: name,
    caseNumber: `SO-${name}`,
    state,
    patient: { name, birthDate: null, sex: "unknown", identifier: null },
    headline: null,
    questionCount: 2,
    answeredCount: 0,
    specialty: "Neurology",
    modalities: ["MR"],
    documentCount: 0,
    dueAt: null,
    priority: "routine",
    leaseUntil: null,
    availability: { readyOffline: false, bytesAnnounced: null },
    notices: [],
    changed: false,
    demo: true,
    ...more,
  } as unknown as CaseRow;
}

const ready: CaseState = { at: "ready" };
const drafted = { at: "drafted", since: now } as CaseState;

describe("S12: the groups of the worklist", () => {
  test.each([
    [{ at: "assigned" } as CaseState, 0, "decide"],
    [ready, 0, "do"],
    [drafted, 1, "do"],
    [drafted, 2, "sign"],
    [{ at: "waiting", since: now } as CaseState, 0, "waiting"],
    [{ at: "conflict", reportId: "r", why: "" } as unknown as CaseState, 2, "outbox"],
    [{ at: "declined", reason: "", sent: true } as CaseState, 0, "done"],
  ])("%o with %i of 2 answers is in %s", (state, answeredCount, group) => {
    expect(groupOf(row("a", state, { answeredCount }))).toBe(group);
  });

  test("counts add up: open is everything but done", () => {
    const counts = countGroups([row("a", ready), row("b", { at: "assigned" }), row("c", { at: "closed", since: now } as CaseState)]);
    expect(counts).toMatchObject({ open: 2, decide: 1, do: 1, done: 1 });
  });
});

describe("M28: order of the list", () => {
  test("overdue, urgent, due tomorrow, routine sort in that order", () => {
    const rows = [
      row("routine", ready, { dueAt: hours(72) as never }),
      row("tomorrow", ready, { dueAt: hours(26) as never }),
      row("urgent", ready, { dueAt: hours(11) as never, priority: "urgent" }),
      row("calm", ready, { dueAt: hours(8) as never }),
      row("overdue", ready, { dueAt: hours(-20) as never }),
    ];
    const order = arrange(rows, noFilter, now).flatMap((part) => part.rows.map((entry) => entry.patient.name));
    expect(order).toEqual(["overdue", "urgent", "calm", "tomorrow", "routine"]);
  });

  test("what is due today, this week and later stands in its section", () => {
    const rows = [row("a", ready, { dueAt: hours(3) as never }), row("b", ready, { dueAt: hours(60) as never }), row("c", ready)];
    expect(arrange(rows, noFilter, now).map((part) => part.section)).toEqual(["today", "week", "later"]);
  });
});

describe("filter and search", () => {
  test("every word must be found, accents and case do not matter", () => {
    const rows = [row("Novák, Petra", ready), row("Grant, Douglas", ready)];
    const found = (search: string) => arrange(rows, { ...noFilter, search }, now).flatMap((part) => part.rows.length);
    expect(found("novak")).toEqual([1]);
    expect(found("petra mr")).toEqual([1]);
    expect(found("petra ct")).toEqual([]);
  });

  test("M39: two thousand rows are filtered in well under a frame's patience", () => {
    const rows = Array.from({ length: 2_000 }, (_, index) => row(`Patient ${index}`, ready, { dueAt: hours(index) as never }));
    expect(arrange(rows, { ...noFilter, search: "1999" }, now)[0]?.rows).toHaveLength(1);
  });
});
