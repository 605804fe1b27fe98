import type { FrameLook, FrameRecord } from "./frame-table.ts";
import { planeName } from "./image-plane.ts";
import type { InstanceIndex } from "./instance-index.ts";
import { type Placed, partsByDirection } from "./series-order.ts";

/** One frame on its way into a series. */
export type Entry = Placed & {
  readonly source: InstanceIndex;
  readonly record: Omit<FrameRecord, "instance" | "phase" | "look">;
  readonly look: FrameLook | null;
};

/** Frames that may lie in one stack, and what sets them apart from the rest of their series. */
export type Part = { readonly reason: string; readonly entries: readonly Entry[] };

const isLocalizer = (index: InstanceIndex): boolean => index.instance.imageType.includes("LOCALIZER");

function placedOf(source: InstanceIndex): Pick<Placed, "acquisitionTime" | "contentTime" | "number" | "sopInstanceUid"> {
  const { acquisitionTime, contentTime, number, sopInstanceUid } = source.instance;
  return { acquisitionTime, contentTime, number, sopInstanceUid };
}

export function entriesOf(source: InstanceIndex): Entry[] {
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
export function faultEntry(source: InstanceIndex): Entry {
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

export function groupBy<T>(values: readonly T[], keyOf: (value: T) => string): Map<string, T[]> {
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

/** Splits what one series holds: duplicates apart, then by size, kind, stack and direction. */
export function partsOf(entries: readonly Entry[]): Part[] {
  const { firsts, repeats } = duplicatesApart(entries);
  const buckets = [...groupBy(firsts, bucketOf).values()].flatMap(partsByDirection);
  const parts = buckets.map((part): Part => ({ reason: reasonOf(part), entries: part }));
  if (repeats.length > 0) parts.push({ reason: "second copies of images with the same identifier", entries: repeats });
  return parts;
}

/** Names a part by what sets it apart, directions included: two tilted stacks of one series must not share a name. */
export function partName(part: Part): string {
  const [first] = part.entries;
  if (first === undefined) return part.reason;
  const directions = first.plane === null ? "" : [...first.plane.row, ...first.plane.column].map((value) => value.toFixed(2)).join(" ");
  return [bucketOf(first), directions, part.reason].join("|");
}
