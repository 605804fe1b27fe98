import { millivoltsOf } from "#shared/objects/channel-scale.ts";
import type { Channel, WaveformGroup } from "#shared/objects/object-value.ts";

/** How a recording is laid on paper. All lengths of this file are millimetres, and a CSS millimetre on the screen. */
export type SheetSettings = {
  readonly mmPerSecond: 25 | 50;
  readonly mmPerMillivolt: 5 | 10 | 20;
  /** `standard`: three rows of four leads in turn, and lead II below; `whole`: each channel by itself. */
  readonly layout: "standard" | "whole";
};

export type Trace = { readonly label: string; readonly x: number; readonly path: string };
export type SheetRow = { readonly top: number; readonly baseline: number; readonly pulse: string; readonly traces: readonly Trace[] };
export type Sheet = { readonly width: number; readonly height: number; readonly rows: readonly SheetRow[] };

/** One line of paper; a longer recording goes on in the next. */
const STRIP_SECONDS = 10;
/** More than this is not drawn, and that is said. */
export const MAX_SECONDS = 600;
/** Shorter than this, four leads in turn would be too short to read a rhythm from. */
const TURNS_SECONDS = 8;
/** As short as a turn of the standard sheet: such as a median beat, which stands whole in each place. */
const BEAT_SECONDS = 2.5;
const GAP_SECONDS = 0.2;
const PULSE_SECONDS = 0.2;
const LABEL = 6;
/** A finer step would not be seen: four to a CSS pixel at twice the usual density. */
const POINTS_PER_MM = 12;

const STANDARD = [
  ["I", "aVR", "V1", "V4"],
  ["II", "aVL", "V2", "V5"],
  ["III", "aVF", "V3", "V6"],
] as const;

/** "Lead II", "II", "Lead I (Einthoven)" → II, II, I; null for what is none of the twelve leads. */
export function leadOf(name: string): string | null {
  const found = /^(?:lead\s+)?(III|II|I|aV[RLF]|V[1-6])(?![A-Za-z0-9])/i.exec(name.trim())?.[1];
  if (found === undefined) return null;
  return /^av/i.test(found) ? `aV${found.slice(2).toUpperCase()}` : found.toUpperCase();
}

/** The channels by lead where all twelve are there and can be drawn; else null. */
export function twelveLeads({ channels }: WaveformGroup): ReadonlyMap<string, Channel> | null {
  const leads = new Map(channels.flatMap((channel) => (channel.scale.at === "millivolts" ? [[leadOf(channel.name), channel]] : [])));
  return STANDARD.flat().every((lead) => leads.has(lead)) ? (leads as Map<string, Channel>) : null;
}

export const secondsOf = ({ channels, samplesPerSecond }: WaveformGroup): number => (channels[0]?.samples.length ?? 0) / samplesPerSecond;

/** Whether the recording can be laid as the standard sheet: all twelve leads, ten seconds or so, or one beat of each. */
export function hasStandardSheet(group: WaveformGroup): boolean {
  const seconds = secondsOf(group);
  return twelveLeads(group) !== null && (seconds >= TURNS_SECONDS || seconds <= BEAT_SECONDS);
}

type Piece = { readonly label: string; readonly channel: Channel; readonly from: number; readonly to: number; readonly x: number };

/** Lowest and highest mV of the samples from … to; zeros where nothing was recorded. */
export function rangeOf(channel: Channel, from = 0, to = channel.samples.length): readonly [low: number, high: number] {
  let [low, high] = [0, 0];
  for (let at = from; at < to; at++) {
    const value = millivoltsOf(channel, at);
    if (value === null) continue;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return [low, high];
}

const put = (value: number): string => String(Math.round(value * 1_000) / 1_000);
const upToFive = (value: number): number => Math.ceil(value / 5 - 1e-9) * 5;

/** The line of a piece. Where samples lie closer than can be seen, the lowest and highest of each step are drawn, so that no peak is lost. */
function tracePath({ channel, from, to, x }: Piece, samplesPerSecond: number, baseline: number, settings: SheetSettings): string {
  const perMm = samplesPerSecond / settings.mmPerSecond;
  const step = Math.max(1, Math.floor(perMm / POINTS_PER_MM));
  const parts: string[] = [];
  let isDown = false;
  const draw = (at: number): void => {
    const value = millivoltsOf(channel, at);
    if (value === null) isDown = false;
    else {
      const place = `${put(x + (at - from) / perMm)} ${put(baseline - value * settings.mmPerMillivolt)}`;
      parts.push(`${isDown ? "L" : "M"}${place}`);
      isDown = true;
    }
  };
  for (let start = from; start < to; start += step) {
    const end = Math.min(to, start + step);
    let [low, high] = [start, start];
    for (let at = start + 1; at < end; at++) {
      const value = channel.samples[at] ?? null;
      if (value === null) continue;
      if (value < (channel.samples[low] ?? Number.POSITIVE_INFINITY)) low = at;
      if (value > (channel.samples[high] ?? Number.NEGATIVE_INFINITY)) high = at;
    }
    draw(Math.min(low, high));
    if (low !== high) draw(Math.max(low, high));
  }
  return parts.join("");
}

/** What stands in each row, one piece behind the other. */
function piecesOf(group: WaveformGroup, left: number, settings: SheetSettings): readonly (readonly Piece[])[] {
  const { samplesPerSecond: hz, channels } = group;
  const count = channels[0]?.samples.length ?? 0;
  const leads = settings.layout === "standard" && hasStandardSheet(group) ? twelveLeads(group) : null;
  const strip = Math.round(STRIP_SECONDS * hz);
  if (leads !== null) {
    const shown = Math.min(count, strip);
    const quarter = Math.floor(shown / 4);
    const piece = (lead: string, from: number, to: number, seconds = from / hz): Piece[] => {
      const channel = leads.get(lead);
      return channel === undefined ? [] : [{ label: lead, channel, from, to, x: left + seconds * settings.mmPerSecond }];
    };
    if (count / hz <= BEAT_SECONDS)
      return STANDARD.map((row) => row.flatMap((lead, column) => piece(lead, 0, count, column * (count / hz + GAP_SECONDS))));
    return [
      ...STANDARD.map((row) => row.flatMap((lead, column) => piece(lead, column * quarter, (column + 1) * quarter))),
      piece("II", 0, shown),
    ];
  }
  const end = Math.min(count, Math.floor(MAX_SECONDS * hz));
  return channels
    .filter(({ scale }) => scale.at === "millivolts")
    .flatMap((channel) =>
      Array.from({ length: Math.ceil(end / strip) }, (_, part): Piece[] => {
        const from = part * strip;
        const name = leadOf(channel.name) ?? channel.name;
        const label = end <= strip ? name : `${name}, from ${part * STRIP_SECONDS} s`;
        return [{ label, channel, from, to: Math.min(end, from + strip), x: left }];
      }),
    );
}

/** Lays a recording on a sheet: rows as high as their traces need, baselines on a thick line, a pulse of 1 mV and 200 ms before each. */
export function laySheet(group: WaveformGroup, settings: SheetSettings): Sheet {
  const { mmPerSecond, mmPerMillivolt: gain } = settings;
  const pulseWidth = PULSE_SECONDS * mmPerSecond;
  const left = 5 + upToFive(pulseWidth);
  let top = 0;
  let right = left;
  const rows = piecesOf(group, left, settings).map((pieces): SheetRow => {
    const ranges = pieces.map(({ channel, from, to }) => rangeOf(channel, from, to));
    const high = Math.max(1, ...ranges.map(([, value]) => value));
    const low = Math.min(0, ...ranges.map(([value]) => value));
    const rowTop = top;
    const baseline = top + upToFive(high * gain + LABEL);
    top = baseline + upToFive(-low * gain + 2);
    right = Math.max(right, ...pieces.map(({ x, from, to }) => x + ((to - from) / group.samplesPerSecond) * mmPerSecond));
    const rise = `V${put(baseline - gain)}h${put(pulseWidth)}V${put(baseline)}h1`;
    return {
      top: rowTop,
      baseline,
      pulse: `M1 ${put(baseline)}h1.5${rise}`,
      traces: pieces.map((piece) => ({
        label: piece.label,
        x: piece.x,
        path: tracePath(piece, group.samplesPerSecond, baseline, settings),
      })),
    };
  });
  return { width: upToFive(right), height: top, rows };
}

/** Lines every `step` mm over the whole sheet; where `skip` divides their place they are left to the thicker ones. */
export function gridPath(width: number, height: number, step: number, skip: number | null): string {
  const parts: string[] = [];
  for (let at = 0; at <= width; at += step) if (skip === null || at % skip !== 0) parts.push(`M${at} 0V${height}`);
  for (let at = 0; at <= height; at += step) if (skip === null || at % skip !== 0) parts.push(`M0 ${at}H${width}`);
  return parts.join("");
}
