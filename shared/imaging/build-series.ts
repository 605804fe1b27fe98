import { dicomFailure } from "../dicom/dicom-failure.ts";
import type { SeriesId } from "../result/ids.ts";
import type { FrameLook, FrameRecord, InstanceFacts, PatientFacts, SeriesFrames, SeriesNotice, StackFacts } from "./frame-table.ts";
import { planeName } from "./image-plane.ts";
import type { InstanceIndex } from "./instance-index.ts";
import { matchPatients, mostNamedPatient } from "./same-patient.ts";
import { byNumber, orderFrames, type Placed, partsByDirection } from "./series-order.ts";

/** An object of the case without pictures: report, key objects, document, waveform … */
export type OtherObject = { readonly instanceKey: string; readonly index: InstanceIndex };

/** Another patient's instance: never among the series, named in red (reliability row 57). */
export type Quarantined = { readonly instanceKey: string; readonly sopInstanceUid: string; readonly reason: string };

export type SeriesTable = {
  readonly series: readonly SeriesFrames[];
  readonly others: readonly OtherObject[];
  readonly quarantined: readonly Quarantined[];
};

export type BuildOptions = {
  /** The id of a series on this device for its key: the same key gets the same id. */
  readonly idOf: (seriesKey: string) => SeriesId;
  /** Whom the case is about; null: whom most headers name. */
  readonly patient: PatientFacts | null;
};

type Entry = Placed & {
  readonly source: InstanceIndex;
  readonly record: Omit<FrameRecord, "instance" | "phase" | "look">;
  readonly look: FrameLook | null;
};

type Part = { readonly reason: string; readonly entries: readonly Entry[] };

const isLocalizer = (index: InstanceIndex): boolean => index.instance.imageType.includes("LOCALIZER");

function placedOf(source: InstanceIndex): Pick<Placed, "acquisitionTime" | "contentTime" | "number" | "sopInstanceUid"> {
  const { acquisitionTime, contentTime, number, sopInstanceUid } = source.instance;
  return { acquisitionTime, contentTime, number, sopInstanceUid };
}

function entriesOf(source: InstanceIndex): Entry[] {
  return source.frames.map(({ look, ...record }): Entry => {
    const { plane, temporalPosition, triggerTimeMs, frameNumber, durationMs } = record;
    return {
      ...placedOf(source),
      plane,
      temporalPosition,
      triggerTimeMs,
      frameNumber,
      durationMs,
      source,
      record,
      look: source.looks[look] ?? null,
    };
  });
}

/** An instance none of whose pictures can be shown stands in its series as one frame with the reason. */
function faultEntry(source: InstanceIndex): Entry {
  const record = {
    frameNumber: 1,
    place: null,
    fault: source.fault,
    plane: null,
    durationMs: null,
    stack: "",
    temporalPosition: null,
    triggerTimeMs: null,
  };
  return { ...placedOf(source), ...record, source, record, look: null };
}

/** What may not lie in one stack: sizes, colour and grey, localizers, echoes and stacks, separate loops (P12). */
function bucketOf(entry: Entry): string {
  const { pixel } = entry.look ?? { pixel: null };
  const size = pixel === null ? "" : `${pixel.columns} × ${pixel.rows}${pixel.samplesPerPixel === 3 ? " colour" : ""}`;
  const loop =
    entry.plane === null && entry.source.instance.announcedFrames > 1 ? `loop ${entry.number ?? ""} ${entry.sopInstanceUid}` : "";
  return [size, isLocalizer(entry.source) ? "localizer" : "", entry.record.stack, loop].join("|");
}

function duplicatesApart(entries: readonly Entry[]): { readonly firsts: Entry[]; readonly repeats: Entry[] } {
  const seen = new Map<string, string>();
  const firsts: Entry[] = [];
  const repeats: Entry[] = [];
  for (const entry of entries) {
    const { sopInstanceUid, instanceKey } = entry.source.instance;
    const first = seen.get(sopInstanceUid);
    if (first === undefined) seen.set(sopInstanceUid, instanceKey);
    (first === undefined || first === instanceKey ? firsts : repeats).push(entry);
  }
  return { firsts, repeats };
}

function groupBy<T>(values: readonly T[], keyOf: (value: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const value of values) {
    const key = keyOf(value);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [value]);
    else group.push(value);
  }
  return groups;
}

function reasonOf(entries: readonly Entry[]): string {
  const [first] = entries;
  if (first === undefined) return "";
  const words = [
    isLocalizer(first.source) ? "localizer" : "",
    first.record.stack,
    first.plane === null ? "" : planeName(first.plane),
    first.plane === null && first.source.instance.announcedFrames > 1 ? `loop ${first.number ?? ""}`.trim() : "",
    first.look === null ? "" : `${first.look.pixel.columns} × ${first.look.pixel.rows}`,
  ];
  return words.filter((word) => word !== "").join(", ");
}

function partsOf(entries: readonly Entry[]): Part[] {
  const { firsts, repeats } = duplicatesApart(entries);
  const buckets = [...groupBy(firsts, bucketOf).values()].flatMap(partsByDirection);
  const parts = buckets.map((part): Part => ({ reason: reasonOf(part), entries: part }));
  if (repeats.length > 0) parts.push({ reason: "second copies of images with the same identifier", entries: repeats });
  return parts;
}

/** FNV-1a over numbers: names long tables without writing them out. */
function tableName(entries: readonly unknown[]): string {
  let hash = 0x811c9dc5;
  for (const entry of entries) hash = Math.imul(hash ^ Number(entry), 0x01000193) >>> 0;
  return `#${entries.length}:${hash}`;
}

const lookName = (look: FrameLook): string =>
  JSON.stringify(look, (_key, value: unknown) => (Array.isArray(value) && value.length > 64 ? tableName(value) : value));

/** Collects values once each, under a name. */
function collector<T>(nameOf: (value: T) => string): { readonly values: T[]; readonly indexOf: (value: T) => number } {
  const values: T[] = [];
  const known = new Map<string, number>();
  function indexOf(value: T): number {
    const name = nameOf(value);
    const index = known.get(name) ?? values.push(value) - 1;
    known.set(name, index);
    return index;
  }
  return { values, indexOf };
}

/** Frames that cannot be shown go behind the image whose number comes before theirs. */
function withFaults<T extends { readonly frame: Entry }>(ordered: readonly T[], faults: readonly Entry[], wrap: (entry: Entry) => T): T[] {
  const all = [...ordered];
  for (const fault of [...faults].sort(byNumber)) {
    const before = all.findLastIndex(({ frame }) => (frame.number ?? 0) <= (fault.number ?? 0));
    all.splice(before + 1, 0, wrap(fault));
  }
  return all;
}

const mm = (value: number): string => `${value.toFixed(1)} mm`;

function stackNotices(stack: StackFacts): SeriesNotice[] {
  const notices: SeriesNotice[] = stack.gaps.map(({ after, mm: step }) => ({
    code: "gap",
    text: `Between images ${after + 1} and ${after + 2} lie ${mm(step)}; the others are ${mm(stack.spacingMm ?? 0)} apart.`,
  }));
  if (stack.positions > 2 && !stack.uniform && stack.gaps.length === 0)
    notices.push({ code: "uneven", text: "The distances between the images are uneven." });
  if (stack.shearDegrees > 0.5) notices.push({ code: "tilt", text: `The gantry was tilted by ${stack.shearDegrees.toFixed(1)}°.` });
  return notices;
}

function noticesOf(
  stack: StackFacts,
  frames: readonly FrameRecord[],
  instances: readonly InstanceFacts[],
  part: SeriesFrames["part"],
  differs: boolean,
): SeriesNotice[] {
  const unreadable = frames.filter(({ fault }) => fault !== null);
  const notices = stackNotices(stack);
  if (part !== null)
    notices.unshift({
      code: part.reason.startsWith("second copies") ? "duplicate" : "split",
      text: `Part ${part.index + 1} of ${part.of} of a mixed series: ${part.reason}.`,
    });
  for (const { fault, instance, frameNumber } of unreadable.slice(0, 20)) {
    const number = instances[instance]?.number;
    const why = fault === null ? "" : dicomFailure(fault.code).happened;
    notices.push({
      code: fault?.code === "frames-missing" ? "frames-missing" : "frames-unreadable",
      text: `Image ${number ?? "without number"}, frame ${frameNumber}: ${why}`,
    });
  }
  if (differs)
    notices.push({
      code: "patient-differs",
      text: "The patient number in these images differs from that of the case; name and birth date agree.",
    });
  return notices;
}

type SeriesParts = { readonly key: string; readonly parts: readonly Part[]; readonly faults: readonly Entry[]; readonly differs: boolean };

/** Names a part by what sets it apart, directions included: two tilted stacks of one series must not share a name. */
function partName(part: Part): string {
  const [first] = part.entries;
  if (first === undefined) return part.reason;
  const directions = first.plane === null ? "" : [...first.plane.row, ...first.plane.column].map((value) => value.toFixed(2)).join(" ");
  return [bucketOf(first), directions, part.reason].join("|");
}

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
  const seriesKey = whole
    ? group.key
    : `${group.key}|${chosen.entries[0] === undefined ? "" : bucketOf(chosen.entries[0])}|${chosen.reason}`;
  const part = whole ? null : { index: partIndex, of: group.parts.length, reason: chosen.reason };
  const readable = frames.flatMap(({ place }, i) => (place === null ? [] : [i]));
  return {
    seriesId: idOf(seriesKey),
    seriesKey,
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

/**
 * The series of a case from the indexes of its instances: ordered by geometry, mixed series split, duplicates apart, another patient's
 * instances set aside. Pure: the same indexes give the same table.
 */
export function buildSeries(indexes: readonly InstanceIndex[], options: BuildOptions): SeriesTable {
  const patient = options.patient ?? mostNamedPatient(indexes.map((index) => index.patient));
  const matches = indexes.map((index) => ({ index, match: patient === null ? ("same" as const) : matchPatients(patient, index.patient) }));
  const quarantined = matches
    .filter(({ match }) => match === "other")
    .map(({ index: { instance } }): Quarantined => {
      const { instanceKey, sopInstanceUid } = instance;
      return { instanceKey, sopInstanceUid, reason: "This image names another patient." };
    });
  const mine = matches.filter(({ match }) => match !== "other");
  const groups = groupBy(
    mine.filter(({ index }) => index.hasPictures),
    ({ index }) => `${index.study.studyInstanceUid}|${index.series.seriesInstanceUid}`,
  );
  const series = [...groups].flatMap(([key, members]) => {
    const differs = members.some(({ match }) => match === "other-id");
    return seriesOfGroup(
      key,
      members.map(({ index }) => index),
      differs,
      options,
    );
  });
  const others = mine
    .filter(({ index }) => !index.hasPictures)
    .map(({ index }): OtherObject => ({ instanceKey: index.instance.instanceKey, index }));
  return { series: series.sort(byStudyAndNumber), others, quarantined };
}
