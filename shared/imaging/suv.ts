import { z } from "zod";

/**
 * Standardised uptake by body weight: grams per millilitre = `factor` × the modality value in Bq/ml. Where something is missing or does not
 * fit there is no number, and `refused` says why (T6).
 */
export const Suv = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("body-weight"), factor: z.number().positive() }),
  z.object({ kind: z.literal("refused"), refused: z.string() }),
]);
export type Suv = z.infer<typeof Suv>;

/** What the file says of dose, weight and time (PS3.3 C.8.9.1, C.8.9.2); dates as DA, times as TM, `startDateTime` as DT. */
export type SuvFacts = {
  readonly modality: string | null;
  readonly units: string | null;
  readonly correctedImage: readonly string[];
  readonly decayCorrection: string | null;
  readonly weightKg: number | null;
  readonly doseBq: number | null;
  readonly halfLifeSeconds: number | null;
  readonly startDateTime: string | null;
  readonly startTime: string | null;
  readonly seriesDate: string | null;
  readonly seriesTime: string | null;
  readonly acquisitionDate: string | null;
  readonly acquisitionTime: string | null;
};

const DAY_SECONDS = 86_400;
/** Megabecquerel where becquerel belong make a dose a million times too small: no patient gets less than this. */
const LEAST_DOSE_BQ = 100_000;
/** After so many half-lives hardly anything could have been measured: the times do not belong together. */
const MOST_HALF_LIVES = 6;

const refuse = (refused: string): Suv => ({ kind: "refused", refused });

/** Seconds of a DA and a TM since some day; null where one of them is none. */
function secondsOf(date: string | null, time: string | null): number | null {
  const day = /^(\d{4})(\d{2})(\d{2})$/.exec((date ?? "").trim());
  const clock = /^(\d{2})(\d{2})(\d{2})?(\.\d+)?$/.exec((time ?? "").trim());
  if (day === null || clock === null) return null;
  const [hours, minutes, seconds] = [Number(clock[1]), Number(clock[2]), Number(clock[3] ?? 0) + Number(clock[4] ?? 0)];
  return Date.UTC(Number(day[1]), Number(day[2]) - 1, Number(day[3])) / 1_000 + hours * 3_600 + minutes * 60 + seconds;
}

/** When the dose was given. Of a time without a date it is known only that it was before the scan: then it may have been the day before. */
function startSeconds({ startDateTime, startTime, seriesDate }: SuvFacts, scanSeconds: number): number | null {
  const dated = /^(\d{8})(\d{4,6}(?:\.\d+)?)/.exec((startDateTime ?? "").trim());
  if (dated !== null) return secondsOf(dated[1] ?? null, dated[2] ?? null);
  const sameDay = secondsOf(seriesDate, startTime);
  return sameDay === null || sameDay <= scanSeconds ? sameDay : sameDay - DAY_SECONDS;
}

/** The dose as it was left at the time that the values were corrected to. */
function doseLeft(facts: SuvFacts, doseBq: number, halfLifeSeconds: number): number | Suv {
  if (facts.decayCorrection === "ADMIN") return doseBq;
  if (facts.decayCorrection !== "START") return refuse("it is not said to which time the values were corrected");
  const scan = secondsOf(facts.seriesDate, facts.seriesTime);
  const acquired = secondsOf(facts.acquisitionDate ?? facts.seriesDate, facts.acquisitionTime);
  if (scan === null || acquired === null) return refuse("the time of the scan is not stated");
  // a series that was made later than its images has another time: the one they were corrected to is lost
  if (scan > acquired) return refuse("the series is dated later than its images");
  const start = startSeconds(facts, scan);
  if (start === null) return refuse("the time of the injection is not stated");
  const waited = scan - start;
  if (waited < 0) return refuse("the injection is dated later than the scan");
  if (waited > MOST_HALF_LIVES * halfLifeSeconds) return refuse("the injection and the scan are too far apart");
  return doseBq * 2 ** (-waited / halfLifeSeconds);
}

/** Null where nobody expects an SUV: no PET, or values that are no activity per volume (grams per millilitre are SUV already). */
export function suvOf(facts: SuvFacts): Suv | null {
  if (facts.modality !== "PT" || facts.units !== "BQML") return null;
  const { correctedImage, weightKg, doseBq, halfLifeSeconds } = facts;
  if (!correctedImage.includes("ATTN")) return refuse("the values are not corrected for attenuation");
  if (!correctedImage.includes("DECY")) return refuse("the values are not corrected for decay");
  if (weightKg === null || !(weightKg > 0)) return refuse("the patient's weight is not stated");
  if (doseBq === null || !(doseBq > 0)) return refuse("the dose is not stated");
  if (doseBq < LEAST_DOSE_BQ) return refuse("the dose is too small to be in becquerel");
  if (halfLifeSeconds === null || !(halfLifeSeconds > 0)) return refuse("the half-life is not stated");
  const left = doseLeft(facts, doseBq, halfLifeSeconds);
  return typeof left === "number" ? { kind: "body-weight", factor: (weightKg * 1_000) / left } : left;
}
