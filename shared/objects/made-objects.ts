import { element, item, longs, part10, text, words } from "../dicom/made-bytes.ts";

/** Small explicit little endian objects for tests, made here from nothing. */
const even = (value: string, fill: string): number[] => text(value.length % 2 === 0 ? value : value + fill);
export const say = (tag: number, vr: string, value: string): number[] => element(tag, vr, even(value, vr === "UI" ? "\0" : " "));
export const items = (tag: number, ...contents: readonly (readonly number[])[]): number[] =>
  element(
    tag,
    "SQ",
    contents.flatMap((content) => item(content)),
  );

export const code = (tag: number, value: string, scheme: string, meaning: string): number[] =>
  items(tag, [...say(0x00080100, "SH", value), ...say(0x00080102, "SH", scheme), ...say(0x00080104, "LO", meaning)]);

export const named = (meaning: string, value = "1"): number[] => code(0x0040a043, value, "99TEST", meaning);

/** One item of a content tree: relationship, type, name, what it says, and its children. */
export function contentItem(
  relationship: string,
  valueType: string,
  name: string | null,
  ...parts: readonly (readonly number[])[]
): number[] {
  return [
    ...(relationship === "" ? [] : say(0x0040a010, "CS", relationship)),
    ...say(0x0040a040, "CS", valueType),
    ...(name === null ? [] : named(name)),
    ...parts.flat(),
  ];
}

export const children = (...contents: readonly (readonly number[])[]): number[] => items(0x0040a730, ...contents);

export const reference = (sopClass: string, uid: string, frames = ""): number[] =>
  items(0x00081199, [
    ...say(0x00081150, "UI", sopClass),
    ...say(0x00081155, "UI", uid),
    ...(frames === "" ? [] : say(0x00081160, "IS", frames)),
  ]);

const STORAGE = "1.2.840.10008.5.1.4.1.1";
export const CT_CLASS = `${STORAGE}.2`;

/** A file of a storage class, by the end of its UID. */
export const objectFile = (sopClass: string, ...parts: readonly (readonly number[])[]): Uint8Array =>
  part10("1.2.840.10008.1.2.1", [...say(0x00080016, "UI", `${STORAGE}.${sopClass}`), ...say(0x00080018, "UI", "1.2.3"), ...parts.flat()]);

export type MadeChannel = {
  readonly name?: string;
  readonly sensitivity?: string;
  readonly unit?: string;
  readonly correction?: string;
  readonly baseline?: string;
};

const channelItem = ({ name, sensitivity, unit, correction, baseline }: MadeChannel): number[] => [
  ...(name === undefined ? [] : code(0x003a0208, "5.6.3-9-1", "SCPECG", name)),
  ...(sensitivity === undefined ? [] : say(0x003a0210, "DS", sensitivity)),
  ...(unit === undefined ? [] : code(0x003a0211, unit, "UCUM", unit)),
  ...(correction === undefined ? [] : say(0x003a0212, "DS", correction)),
  ...(baseline === undefined ? [] : say(0x003a0213, "DS", baseline)),
];

/** One multiplex group of 16-bit samples; `count` may lie. */
export const waveformGroup = (
  channels: readonly MadeChannel[],
  samples: readonly number[],
  more: { readonly count?: number; readonly padding?: number; readonly hz?: string } = {},
): number[] => [
  ...say(0x003a0004, "CS", "ORIGINAL"),
  ...element(0x003a0005, "US", words(channels.length)),
  ...element(0x003a0010, "UL", longs(more.count ?? samples.length / channels.length)),
  ...say(0x003a001a, "DS", more.hz ?? "500"),
  ...items(0x003a0200, ...channels.map(channelItem)),
  ...element(0x54001004, "US", words(16)),
  ...say(0x54001006, "CS", "SS"),
  ...(more.padding === undefined ? [] : element(0x5400100a, "OW", words(more.padding & 0xffff))),
  ...element(0x54001010, "OW", words(...samples.map((sample) => sample & 0xffff))),
];
