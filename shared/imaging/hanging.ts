import type { SeriesId } from "../result/ids.ts";

/** What a hanging rule needs to know of a series and its study. */
export type HangingSeries = {
  readonly seriesId: SeriesId;
  readonly modality: string;
  readonly bodyPart: string;
  readonly description: string;
  readonly frames: number;
  readonly identityConflict: string | null;
};
export type HangingStudy = {
  readonly studyUid: string;
  readonly description: string;
  /** YYYY-MM-DD, or null. */
  readonly date: string | null;
  readonly series: readonly HangingSeries[];
};

export type BodyRegion = keyof typeof REGIONS;

/** Words of Body Part Examined (PS3.16 annex L) and of descriptions; the languages in which studies are named most often. */
const REGIONS = {
  head: /head|brain|skull|crani|cereb|neuro|kopf|schädel|tête|cerveau|cabeza/i,
  neck: /neck|carotid|thyroid|\bhals|larynx/i,
  chest: /chest|thora|lung|pulmon|whole ?body|ganzkörper/i,
  heart: /heart|cardi|coronar|ventric|herz|chamber/i,
  breast: /breast|mamm|\bbrust/i,
  abdomen: /abdom|abd\b|abdp|liver|leber|foie|pancrea|kidney|renal|bauch|whole ?body|ganzkörper/i,
  pelvis: /pelvi|prostat|uter|becken|whole ?body|ganzkörper/i,
  spine: /spine|lumbar|cervic|vertebr|wirbel/i,
  shoulder: /shoulder|schulter/i,
  elbow: /elbow|ellenbogen/i,
  hand: /\bhand|wrist|finger/i,
  hip: /\bhip\b|hüft/i,
  knee: /knee|\bknie/i,
  foot: /foot|ankle|\bfuß|\bfuss/i,
} as const;

/** The regions of the body that a series and its study name; empty where they name none. */
export function bodyRegionsOf(study: HangingStudy, series: HangingSeries): ReadonlySet<BodyRegion> {
  const words = [series.bodyPart, series.description, study.description, series.modality === "MG" ? "breast" : ""].join(" ");
  const names = Object.keys(REGIONS) as BodyRegion[];
  return new Set(names.filter((name) => REGIONS[name].test(words)));
}

const canHang = ({ frames, identityConflict }: HangingSeries): boolean => frames > 0 && identityConflict === null;

const sameWords = (one: string, other: string): boolean => one.trim() !== "" && one.trim().toLowerCase() === other.trim().toLowerCase();

const meets = (one: ReadonlySet<BodyRegion>, other: ReadonlySet<BodyRegion>): boolean => [...one].some((name) => other.has(name));

type Candidate = { readonly series: HangingSeries; readonly study: HangingStudy; readonly rank: number };

/**
 * The older series that belong beside one, best first (T13): same body part and modality, then same body part; the newest study first; within a
 * study the one of the same name, else the longest. A study of another body part, or of none that is known, does not hang (P2): its series are
 * in the list. The same description of both counts as the same body part.
 */
export function priorsOf(studies: readonly HangingStudy[], seriesId: SeriesId): SeriesId[] {
  const home = studies.find(({ series }) => series.some((entry) => entry.seriesId === seriesId));
  const current = home?.series.find((entry) => entry.seriesId === seriesId);
  if (home === undefined || current === undefined || home.date === null) return [];
  const regions = bodyRegionsOf(home, current);
  const candidates = studies.flatMap((study): Candidate[] => {
    if (study === home || study.date === null || study.date >= (home.date ?? "")) return [];
    const fitting = study.series.filter(
      (series) => canHang(series) && (meets(regions, bodyRegionsOf(study, series)) || sameWords(home.description, study.description)),
    );
    const same = fitting.filter(({ modality }) => modality === current.modality);
    const [best] = [...(same.length > 0 ? same : fitting)].sort(
      (one, other) =>
        Number(sameWords(other.description, current.description)) - Number(sameWords(one.description, current.description)) ||
        other.frames - one.frames,
    );
    return best === undefined ? [] : [{ series: best, study, rank: same.length > 0 ? 0 : 1 }];
  });
  return candidates
    .sort((one, other) => one.rank - other.rank || (other.study.date ?? "").localeCompare(one.study.date ?? ""))
    .map(({ series }) => series.seriesId);
}

/** The series that a case opens with: the first with several images of the newest study that has one, else the first that can be shown. */
export function firstSeries(studies: readonly HangingStudy[]): SeriesId | null {
  const all = studies.flatMap(({ series }) => series);
  return (all.find((series) => canHang(series) && series.frames > 1) ?? all[0])?.seriesId ?? null;
}
