import type { SeriesId } from "../result/ids.ts";
import type { FrameRecord, InstanceFacts, PatientFacts, SeriesFrames } from "./frame-table.ts";
import type { InstanceIndex } from "./instance-index.ts";
import { collector, lookName } from "./look-collector.ts";
import { revisionOf } from "./revision.ts";
import { matchPatients, mostNamedPatient, type PatientMatch } from "./same-patient.ts";
import { noticesOf } from "./series-notices.ts";
import { byNumber, orderFrames } from "./series-order.ts";
import { type Entry, entriesOf, faultEntry, groupBy, type Part, partName, partsOf } from "./series-parts.ts";

/** An object of the case without pictures: report, key objects, document, waveform … */
export type OtherObject = { readonly instanceKey: string; readonly otherPatient: boolean; readonly index: InstanceIndex };

/** Another patient's pictures: never among the case's series, named in red, opened only after a person took the responsibility (row 57, M20). */
export type QuarantinedSeries = { readonly reason: string; readonly series: SeriesFrames };

export type SeriesTable = {
  readonly series: readonly SeriesFrames[];
  readonly others: readonly OtherObject[];
  readonly quarantined: readonly QuarantinedSeries[];
};

export type BuildOptions = {
  /** The id of a series on this device for its key: the same key gets the same id. */
  readonly idOf: (seriesKey: string) => SeriesId;
  /** Whom the case is about; null: whom most headers name. */
  readonly patient: PatientFacts | null;
};

/** Frames that cannot be shown go behind the image whose number comes before theirs. */
function withFaults<T extends { readonly frame: Entry }>(ordered: readonly T[], faults: readonly Entry[], wrap: (entry: Entry) => T): T[] {
  const all = [...ordered];
  for (const fault of [...faults].sort(byNumber)) {
    const before = all.findLastIndex(({ frame }) => (frame.number ?? 0) <= (fault.number ?? 0));
    all.splice(before + 1, 0, wrap(fault));
  }
  return all;
}

type SeriesParts = { readonly key: string; readonly parts: readonly Part[]; readonly faults: readonly Entry[]; readonly differs: boolean };

function makeSeries(group: SeriesParts, partIndex: number, { idOf }: BuildOptions): SeriesFrames | null {
  const chosen = group.parts[partIndex] ?? { reason: "", entries: [] };
  const largest = group.parts.reduce((best, part, i) => (part.entries.length > (group.parts[best]?.entries.length ?? 0) ? i : best), 0);
  const faults = partIndex === largest ? group.faults : [];
  const lead = (chosen.entries[0] ?? faults[0])?.source;
  if (lead === undefined) return null;
  const ordered = orderFrames(chosen.entries);
  const all = withFaults(ordered.frames, faults, (frame) => ({ frame, phase: 0 }));
  const instances = collector<InstanceFacts>((instance) => instance.instanceKey);
  const looks = collector(lookName);
  const frames = all.map(
    ({ frame, phase }): FrameRecord => ({
      ...frame.record,
      instance: instances.indexOf(frame.source.instance),
      look: frame.look === null ? null : looks.indexOf(frame.look),
      phase,
    }),
  );
  const whole = group.parts.length <= 1;
  const seriesKey = whole ? group.key : `${group.key}|${partName(chosen)}`;
  const part = whole ? null : { index: partIndex, of: group.parts.length, reason: chosen.reason };
  const readable = frames.flatMap(({ place }, i) => (place === null ? [] : [i]));
  return {
    seriesId: idOf(seriesKey),
    seriesKey,
    revision: revisionOf(all.map(({ frame }) => ({ instanceKey: frame.source.instance.instanceKey, frameNumber: frame.frameNumber }))),
    patient: lead.patient,
    study: lead.study,
    series: lead.series,
    frameOfReferenceUid: lead.frameOfReferenceUid,
    part,
    stack: ordered.stack,
    looks: looks.values,
    instances: instances.values,
    frames,
    notices: noticesOf(ordered.stack, frames, instances.values, part, group.differs),
    thumbnailFrame: readable[Math.floor(readable.length / 2)] ?? 0,
  };
}

function seriesOfGroup(key: string, members: readonly InstanceIndex[], differs: boolean, options: BuildOptions): SeriesFrames[] {
  const entries = members.filter(({ fault }) => fault === null).flatMap(entriesOf);
  const faults = members.filter(({ fault }) => fault !== null).map(faultEntry);
  const group: SeriesParts = { key, parts: partsOf(entries), faults, differs };
  const count = Math.max(1, group.parts.length);
  return Array.from({ length: count }, (_, i) => makeSeries(group, i, options)).filter((series) => series !== null);
}

const byStudyAndNumber = (a: SeriesFrames, b: SeriesFrames): number =>
  a.study.date.localeCompare(b.study.date) ||
  a.study.studyInstanceUid.localeCompare(b.study.studyInstanceUid) ||
  (a.series.number ?? Number.MAX_SAFE_INTEGER) - (b.series.number ?? Number.MAX_SAFE_INTEGER) ||
  a.seriesKey.localeCompare(b.seriesKey);

const seriesIn = (index: InstanceIndex): string => `${index.study.studyInstanceUid}|${index.series.seriesInstanceUid}`;

type Matched = { readonly index: InstanceIndex; readonly match: PatientMatch };

function allSeries(matched: readonly Matched[], prefix: string, options: BuildOptions): SeriesFrames[] {
  const groups = groupBy(
    matched.filter(({ index }) => index.hasPictures),
    ({ index }) => prefix + seriesIn(index),
  );
  const series = [...groups].flatMap(([key, members]) => {
    const differs = members.some(({ match }) => match === "other-id");
    const indexes = members.map(({ index }) => index);
    return seriesOfGroup(key, indexes, differs, options);
  });
  return series.sort(byStudyAndNumber);
}

/**
 * The series of a case from the indexes of its instances: ordered by geometry, mixed series split, duplicates apart, another patient's
 * pictures in quarantine. Pure: the same indexes give the same table.
 */
export function buildSeries(indexes: readonly InstanceIndex[], options: BuildOptions): SeriesTable {
  const patient = options.patient ?? mostNamedPatient(indexes.map((index) => index.patient));
  const matched = indexes.map((index): Matched => ({ index, match: patient === null ? "same" : matchPatients(patient, index.patient) }));
  const foreign = matched.filter(({ match }) => match === "other");
  const quarantined = [
    ...groupBy(foreign, ({ index: { patient: other } }) => JSON.stringify([other.id, other.name, other.birthDate])).entries(),
  ].flatMap(([name, members]) => allSeries(members, `other patient ${name}|`, options));
  return {
    series: allSeries(
      matched.filter(({ match }) => match !== "other"),
      "",
      options,
    ),
    others: matched
      .filter(({ index }) => !index.hasPictures)
      .map(({ index, match }): OtherObject => ({ instanceKey: index.instance.instanceKey, otherPatient: match === "other", index })),
    quarantined: quarantined.map((series): QuarantinedSeries => ({ reason: "These images name another patient.", series })),
  };
}
