const DAY_MS = 86_400_000;
const DATE = /^(\d{4}-\d{2}-\d{2})(T.*)?$/;

/** Calendar days (UTC) from a FHIR date or dateTime to a moment. */
export const wholeDaysBetween = (from: string, to: Date): number =>
  Math.round((Date.parse(to.toISOString().slice(0, 10)) - Date.parse(from.slice(0, 10))) / DAY_MS);

/** The value with every full date and dateTime in it moved by whole days; years and months alone stay, times of day stay. */
export function shiftDates<T>(value: T, days: number): T {
  if (typeof value === "string") return shiftText(value, days) as T;
  if (Array.isArray(value)) return value.map((each) => shiftDates(each as unknown, days)) as T;
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, shiftDates(inner as unknown, days)])) as T;
}

function shiftText(text: string, days: number): string {
  const [, date, time = ""] = DATE.exec(text) ?? [];
  if (date === undefined || Number.isNaN(Date.parse(date))) return text;
  return `${new Date(Date.parse(date) + days * DAY_MS).toISOString().slice(0, 10)}${time}`;
}
