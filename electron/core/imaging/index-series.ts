import { randomBytes } from "node:crypto";
import type { PatientFacts as CasePatient } from "#shared/case/case.ts";
import { buildSeries } from "#shared/imaging/build-series.ts";
import type { PatientFacts, SeriesFrames } from "#shared/imaging/frame-table.ts";
import type { InstanceIndex } from "#shared/imaging/instance-index.ts";
import type { CaseId, SeriesId } from "#shared/result/ids.ts";
import {
  listSeries,
  listSeriesInstances,
  putSeries,
  readSeriesFrames,
  removeOtherStacks,
  type SeriesEntry,
} from "../store/instance-store.ts";
import type { Tx } from "../store/transaction.ts";

/** The case's patient as image headers would write the same person (PS3.5 §6.2 PN, DA). */
export function headerPatient(patient: CasePatient): PatientFacts {
  return {
    id: patient.identifiers[0] ?? "",
    issuer: "",
    name: [patient.family, patient.given]
      .filter((part) => part !== "")
      .join("^")
      .replaceAll(" ", "^"),
    birthDate: (patient.birthDate ?? "").length === 10 ? (patient.birthDate ?? "").replaceAll("-", "") : "",
    sex: patient.sex === "female" ? "F" : patient.sex === "male" ? "M" : "",
  };
}

/** What the rail needs of a series without reading its frames. */
export type SeriesSummary = {
  readonly revision: string;
  readonly modality: string;
  readonly number: number | null;
  readonly description: string;
  readonly partReason: string | null;
  readonly frames: number;
  readonly unreadable: number;
  readonly studyDate: string;
  readonly studyDescription: string;
  readonly bodyPart: string;
  readonly notices: readonly string[];
  readonly lossy: string | null;
};

export function summaryOf(series: SeriesFrames): SeriesSummary {
  const lossy = series.looks.map((look) => look.lossy).find((entry) => entry !== null);
  return {
    revision: series.revision,
    modality: series.series.modality,
    number: series.series.number,
    description: series.series.description || series.series.protocol,
    partReason: series.part?.reason ?? null,
    frames: series.frames.length,
    unreadable: series.frames.filter((frame) => frame.place === null).length,
    studyDate: series.study.date,
    studyDescription: series.study.description,
    bodyPart: series.series.bodyPart,
    notices: series.notices.map((notice) => notice.text),
    lossy: lossy === undefined ? null : lossy.ratio === null ? "lossy" : `lossy ${lossy.ratio}:1`,
  };
}

/** A frame's name that stays when the list of frames grows. */
function frameNames(series: SeriesFrames): string[] {
  return series.frames.map((frame) => `${series.instances[frame.instance]?.sopInstanceUid ?? ""}#${frame.frameNumber}`);
}

/** What was seen of the list before, counted in the new list: an index alone would mean another picture. */
function seenInNew(tx: Tx, before: SeriesEntry | undefined, series: SeriesFrames): number[] {
  const seen = before === undefined ? [] : (JSON.parse(before.seen) as number[]);
  const frames = before === undefined || seen.length === 0 ? null : readSeriesFrames(tx, before.seriesId);
  if (frames === null) return [];
  const old = JSON.parse(frames) as SeriesFrames;
  if (old.revision === series.revision) return seen;
  const names = frameNames(old);
  const looked = new Set(seen.map((index) => names[index]));
  return frameNames(series).flatMap((name, index) => (looked.has(name) ? [index] : []));
}

/**
 * Builds the series of one Series Instance UID anew from what is stored of it, and writes the rows: opening a series is then one read.
 * A series keeps its id, and what the reviewer did with it, as long as its parts stay the same.
 */
export function indexSeries(tx: Tx, caseId: CaseId, studyUid: string, seriesUid: string, patient: CasePatient, position: number): void {
  const known = new Map(listSeries(tx, caseId).map((entry) => [entry.stack, entry]));
  const indexes = listSeriesInstances(tx, caseId, seriesUid)
    // written by this program from what the reader made of the file, in an encrypted row: not checked again for each of thousands
    .map((entry) => (entry.index === null ? null : (JSON.parse(entry.index) as InstanceIndex)))
    .filter((index) => index !== null);
  const idOf = (seriesKey: string): SeriesId => known.get(seriesKey)?.seriesId ?? (randomBytes(16).toString("hex") as SeriesId);
  const table = buildSeries(indexes, { idOf, patient: headerPatient(patient) });
  const all = [
    ...table.series.map((series) => ({ series, conflict: null })),
    ...table.quarantined.map(({ series, reason }) => ({ series, conflict: reason })),
  ];
  for (const [index, { series, conflict }] of all.entries()) {
    putSeries(tx, {
      seriesId: series.seriesId,
      caseId,
      studyUid,
      seriesUid,
      stack: series.seriesKey,
      frames: JSON.stringify(series),
      facts: JSON.stringify(summaryOf(series)),
      thumbnail: null,
      seen: seenInNew(tx, known.get(series.seriesKey), series),
      identityConflict: conflict,
      position: position * 1_000 + index,
    });
  }
  removeOtherStacks(
    tx,
    caseId,
    seriesUid,
    all.map(({ series }) => series.seriesKey),
  );
}
