import { z } from "zod";

/** Milliseconds since 1970-01-01T00:00:00Z. Stored and computed in UTC; shown in the reader's zone. */
export const Instant = z.int().min(0).brand<"Instant">();
export type Instant = z.infer<typeof Instant>;

export const instantFromIso = (iso: string | undefined): Instant | null => {
  const ms = iso === undefined ? Number.NaN : Date.parse(iso);
  return Number.isFinite(ms) && ms >= 0 ? (Math.trunc(ms) as Instant) : null;
};

export const isoFromInstant = (instant: Instant): string => new Date(instant).toISOString();
