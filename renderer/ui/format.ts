/**
 * How times, sizes and numbers are written (guide §5): 24 h clock, today and yesterday as words, a true minus, a space before the
 * unit. Pure: "now" comes in; the zone is the reader's.
 */
const LOCALE = "en-GB";
const DAY_MS = 86_400_000;

const clock = new Intl.DateTimeFormat(LOCALE, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const clockSeconds = new Intl.DateTimeFormat(LOCALE, { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" });
const dayShort = new Intl.DateTimeFormat(LOCALE, { weekday: "short", day: "numeric", month: "short" });
const dayLong = new Intl.DateTimeFormat(LOCALE, { day: "numeric", month: "short", year: "numeric" });
const zone = new Intl.DateTimeFormat(LOCALE, { timeZoneName: "short" });

export const writeClock = (instant: number): string => clock.format(instant);
export const writeClockSeconds = (instant: number): string => clockSeconds.format(instant);

const startOfDay = (instant: number): number => {
  const day = new Date(instant);
  day.setHours(0, 0, 0, 0);
  return day.getTime();
};

/** Whole days from today to the day of the instant; negative in the past. */
export const daysFromToday = (instant: number, now: number): number => Math.round((startOfDay(instant) - startOfDay(now)) / DAY_MS);

/** "Today", "Yesterday", "Thu 26 Nov"; the year only when it is another one. */
export function writeDay(instant: number, now: number): string {
  const days = daysFromToday(instant, now);
  if (days === 0) return "Today";
  if (days === -1) return "Yesterday";
  if (days === 1) return "Tomorrow";
  const sameYear = new Date(instant).getFullYear() === new Date(now).getFullYear();
  return (sameYear ? dayShort.format(instant) : dayLong.format(instant)).replace(",", "");
}

/** "Today 18:00", "Thu 26 Nov 09:00". */
export const writeMoment = (instant: number, now: number): string => `${writeDay(instant, now)} ${writeClock(instant)}`;

/** The same inside a sentence: "today 18:00", but "Thu 26 Nov 09:00". */
export const writeMomentInline = (instant: number, now: number): string =>
  writeMoment(instant, now).replace(/^(Today|Yesterday|Tomorrow)/, (word) => word.toLowerCase());

/** "12 Oct 2026 10:22:07 CET": date with year and time with zone, as on paper. */
export const writeFullMoment = (instant: number): string =>
  `${dayLong.format(instant)} ${writeClockSeconds(instant)} ${zone.formatToParts(instant).find((part) => part.type === "timeZoneName")?.value ?? ""}`.trim();

export type Due = { readonly relative: string; readonly absolute: string; readonly level: "late" | "soon" | "later" };

const count = (value: number, one: string, many: string): string => `${value} ${value === 1 ? one : many}`;

function span(ms: number, withMinutes: boolean): string {
  const minutes = Math.floor(ms / 60_000);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (withMinutes && hours < 10 && minutes % 60 !== 0) return `${hours} h ${minutes % 60} min`;
  return hours < 48 ? `${hours} h` : count(Math.floor(hours / 24), "day", "days");
}

/** Relative first, absolute below (guide §4). Soon = within 24 h. */
export function writeDue(dueAt: number, now: number): Due {
  const left = dueAt - now;
  const absolute = writeMoment(dueAt, now);
  if (left < 0) return { relative: `${span(-left, false)} overdue`, absolute, level: "late" };
  const days = daysFromToday(dueAt, now);
  const relative = left < DAY_MS ? span(left, true) : count(Math.max(1, days), "day", "days");
  return { relative: `in ${relative}`, absolute, level: left < DAY_MS ? "soon" : "later" };
}

/** 1.84 GB, 418 KB: decimal units. */
export function writeBytes(bytes: number): string {
  if (bytes < 1_000) return `${bytes} B`;
  if (bytes < 1_000_000) return `${Math.round(bytes / 1_000)} KB`;
  if (bytes < 1_000_000_000) return `${(bytes / 1_000_000).toFixed(bytes < 10_000_000 ? 1 : 0)} MB`;
  return `${(bytes / 1_000_000_000).toFixed(2)} GB`;
}

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** A FHIR date as people write it, with its year: 14 Mar 1965, Mar 1965, 1965. An instant keeps its day only. */
export function writeDate(date: string | null): string {
  const match = /^(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?/.exec(date ?? "");
  if (match === null) return "no date";
  const [, year, month, day] = match;
  const words = [day === undefined ? "" : String(Number(day)), month === undefined ? "" : (MONTHS[Number(month) - 1] ?? ""), year];
  return words.filter((word) => word !== "").join(" ");
}

/** Completed years on the day of `now`; null when the birth date has no year and month. */
export function ageInYears(birthDate: string | null, now: number): number | null {
  const match = /^(\d{4})-(\d{2})(?:-(\d{2}))?$/.exec(birthDate ?? "");
  if (match === null) return null;
  const today = new Date(now);
  const before = (today.getMonth() + 1) * 100 + today.getDate() < Number(match[2]) * 100 + Number(match[3] ?? "1");
  return today.getFullYear() - Number(match[1]) - (before ? 1 : 0);
}

const languageNames = new Intl.DisplayNames(LOCALE, { type: "language", fallback: "code" });
const regionNames = new Intl.DisplayNames(LOCALE, { type: "region", fallback: "code" });

function named(names: Intl.DisplayNames, shape: RegExp, code: string): string {
  if (!shape.test(code)) return code;
  try {
    return names.of(code) ?? code;
  } catch {
    return code; // shaped like a code and none: shown as it was sent
  }
}

/** "en" is English, "AT" is Austria; what is no code stays as it was sent. */
export const writeLanguage = (code: string): string => named(languageNames, /^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, code);
export const writeCountry = (code: string): string => named(regionNames, /^[A-Z]{2}$/, code);

/** −600, not -600. */
export const writeNumber = (value: number): string => String(value).replace("-", "−");

/** A hash for people: the first and last groups. */
export const writeHash = (hex: string): string =>
  hex.length < 16 ? hex : `${hex.slice(0, 4)} ${hex.slice(4, 8)} … ${hex.slice(-8, -4)} ${hex.slice(-4)}`;
