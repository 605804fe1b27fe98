import type { CaseRow } from "#shared/case/case.ts";
import type { CaseStateName } from "#shared/case/case-state.ts";
import { daysFromToday } from "../../ui/format.ts";

/** The groups of the worklist (mission S12). `open` is everything that still asks something of the reviewer. */
export type WorklistGroup = "open" | "decide" | "do" | "waiting" | "sign" | "outbox" | "follow-up" | "done";
export const worklistGroups: readonly WorklistGroup[] = ["open", "decide", "do", "waiting", "sign", "outbox", "follow-up", "done"];

export type Section = "decide" | "today" | "week" | "later" | "waiting" | "sign" | "outbox" | "done";
export type SortBy = "due" | "patient" | "size";

export type WorklistFilter = {
  readonly group: WorklistGroup;
  readonly search: string;
  readonly readyOnly: boolean;
  readonly specialties: readonly string[];
  readonly modalities: readonly string[];
  readonly sortBy: SortBy;
};

export const noFilter: WorklistFilter = {
  group: "open",
  search: "",
  readyOnly: false,
  specialties: [],
  modalities: [],
  sortBy: "due",
};

const GROUP_OF: Readonly<Record<CaseStateName, Exclude<WorklistGroup, "open" | "sign" | "follow-up">>> = {
  assigned: "decide",
  accepted: "do",
  downloading: "do",
  ready: "do",
  "in-review": "do",
  drafted: "do",
  waiting: "waiting",
  expired: "waiting",
  signed: "outbox",
  queued: "outbox",
  conflict: "outbox",
  delivered: "done",
  declined: "done",
  revoked: "done",
  closed: "done",
};

/** A draft in which every question is answered waits for its signature. */
export function groupOf(row: CaseRow): WorklistGroup {
  const complete = row.state.at === "drafted" && row.questionCount > 0 && row.answeredCount === row.questionCount;
  return complete ? "sign" : GROUP_OF[row.state.at];
}

const inGroup = (row: CaseRow, group: WorklistGroup): boolean => (group === "open" ? groupOf(row) !== "done" : groupOf(row) === group);

export function countGroups(rows: readonly CaseRow[]): Readonly<Record<WorklistGroup, number>> {
  const count = (group: WorklistGroup) => rows.filter((row) => inGroup(row, group)).length;
  return Object.fromEntries(worklistGroups.map((group) => [group, count(group)])) as Record<WorklistGroup, number>;
}

function sectionOf(row: CaseRow, now: number): Section {
  const group = groupOf(row);
  if (group !== "do") return group as Section;
  if (row.dueAt === null) return "later";
  const days = daysFromToday(row.dueAt, now);
  return days <= 0 ? "today" : days < 7 ? "week" : "later";
}

const fold = (text: string): string => text.normalize("NFD").replace(/\p{M}/gu, "").toLocaleLowerCase();

function matches(row: CaseRow, words: readonly string[]): boolean {
  const text = fold(
    [row.patient.name, row.patient.identifier ?? "", row.caseNumber, row.headline ?? "", row.specialty ?? "", ...row.modalities].join(" "),
  );
  return words.every((word) => text.includes(word));
}

const URGENCY: Readonly<Record<CaseRow["priority"], number>> = { stat: 0, asap: 1, urgent: 2, routine: 3 };

/** M28: overdue first, then urgent ones of the same day, then by due time. */
function compare(a: CaseRow, b: CaseRow, sortBy: SortBy): number {
  if (sortBy === "patient") return a.patient.name.localeCompare(b.patient.name);
  if (sortBy === "size") return (b.availability.bytesAnnounced ?? 0) - (a.availability.bytesAnnounced ?? 0);
  const due = (a.dueAt ?? Number.MAX_SAFE_INTEGER) - (b.dueAt ?? Number.MAX_SAFE_INTEGER);
  const sameDay = Math.abs(due) < 12 * 3_600_000;
  return sameDay && a.priority !== b.priority ? URGENCY[a.priority] - URGENCY[b.priority] : due;
}

const SECTION_ORDER: readonly Section[] = ["decide", "today", "week", "later", "waiting", "sign", "outbox", "done"];

/** What the list shows: filtered, sorted, in sections. */
export function arrange(rows: readonly CaseRow[], filter: WorklistFilter, now: number) {
  const words = fold(filter.search)
    .split(/\s+/)
    .filter((word) => word !== "");
  const shown = rows
    .filter((row) => inGroup(row, filter.group))
    .filter((row) => !filter.readyOnly || row.availability.readyOffline)
    .filter((row) => filter.specialties.length === 0 || filter.specialties.includes(row.specialty ?? ""))
    .filter((row) => filter.modalities.length === 0 || row.modalities.some((modality) => filter.modalities.includes(modality)))
    .filter((row) => matches(row, words))
    .sort((a, b) => compare(a, b, filter.sortBy));
  return SECTION_ORDER.map((section) => ({ section, rows: shown.filter((row) => sectionOf(row, now) === section) })).filter(
    (part) => part.rows.length > 0,
  );
}
