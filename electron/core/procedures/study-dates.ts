import type { AnnouncedStudy } from "#shared/fhir/imaging-study.ts";
import type { SeriesSummary } from "../imaging/index-series.ts";
import type { SeriesEntry } from "../store/instance-store.ts";

/** The study's date: from the image headers, else as the service announced it; YYYY-MM-DD or null. */
export function studyDate(study: AnnouncedStudy, stored: readonly SeriesEntry[]): string | null {
  const entry = stored.find((series) => series.studyUid === study.studyUid);
  const header = entry === undefined ? "" : (JSON.parse(entry.facts) as SeriesSummary).studyDate;
  if (/^\d{8}$/.test(header)) return `${header.slice(0, 4)}-${header.slice(4, 6)}-${header.slice(6)}`;
  return /^\d{4}-\d{2}-\d{2}/.exec(study.startedAt ?? "")?.[0] ?? null;
}

/** "−14 months", "−9 days": how long before the newer study an older one was made. */
export function monthsBetween(newer: string | null, older: string | null): string | null {
  if (newer === null || older === null) return null;
  const days = Math.round((Date.parse(newer) - Date.parse(older)) / 86_400_000);
  if (days < 60) return `−${days} ${days === 1 ? "day" : "days"}`;
  const [a, b] = [new Date(newer), new Date(older)];
  const months =
    (a.getUTCFullYear() - b.getUTCFullYear()) * 12 + a.getUTCMonth() - b.getUTCMonth() - (a.getUTCDate() < b.getUTCDate() ? 1 : 0);
  return `−${months} months`;
}
