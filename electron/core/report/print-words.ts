import type { PatientFacts } from "#shared/case/case.ts";
import type { ReportContent } from "#shared/opinion/report.ts";
import type { Instant } from "#shared/result/instant.ts";

const MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];

/** "1 image", "2 images". */
export const counted = (count: number, one: string, several: string): string => `${count} ${count === 1 ? one : several}`;

/** "14 March 1965", "March 1965" or "1965": never numbers alone, so that day and month cannot be confused (M37). */
export function dateWords(date: string | null): string {
  const match = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?/.exec(date ?? "");
  if (match === null) return "date not stated";
  const [, year, month, day] = match;
  const name = month === undefined ? null : (MONTHS[Number(month) - 1] ?? null);
  return [day === undefined ? null : String(Number(day)), name, year].filter((part) => part !== null).join(" ");
}

/** An instant in the report's zone, with the zone (U8): "24 November 2026, 18:05 (UTC+1)". */
export function timeWords(instant: Instant, timeZone: string): string {
  const parts = new Intl.DateTimeFormat("en-GB", {
    timeZone,
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
    timeZoneName: "shortOffset",
  }).formatToParts(new Date(instant));
  const get = (type: string): string => parts.find((part) => part.type === type)?.value ?? "";
  const zone = get("timeZoneName").replace("GMT", "UTC").replace(/\+0$/, "");
  return `${dateWords(`${get("year")}-${get("month")}-${get("day")}`)}, ${get("hour")}:${get("minute")} (${zone})`;
}

/** The day of an instant in the report's zone. */
export const dayWords = (instant: Instant, timeZone: string): string => timeWords(instant, timeZone).split(",")[0] ?? "";

export const patientLine = (patient: PatientFacts): string =>
  [dateWords(patient.birthDate), patient.sex, patient.identifier].filter((part) => part !== null && part !== "").join(" · ");

/** Who has this part in the case, or null when nobody is named. */
export function partyText(content: ReportContent, role: ReportContent["parties"][number]["role"]): string | null {
  const names = content.parties.filter((party) => party.role === role).map((party) => party.name);
  return names.length === 0 ? null : names.join(", ");
}
