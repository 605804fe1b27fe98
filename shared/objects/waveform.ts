import { type Attributes, bytesOf, codeOf, firstItem, itemsOf, numberOf, textOf } from "../dicom/attributes.ts";
import { tags } from "../dicom/tags.ts";
import { ok, type Result } from "../result/failure.ts";
import { channelScaleOf } from "./channel-scale.ts";
import { codedOf, contentTimeOf, dateTimeText } from "./coded.ts";
import { type ObjectCode, refuseObject } from "./object-failure.ts";
import type { Channel, Waveform, WaveformGroup } from "./object-value.ts";

export const MAX_GROUPS = 64;
export const MAX_CHANNELS = 128;
/** All samples of all channels: 12 leads of 1000 Hz for more than a minute. Hours of recording are not for this page. */
export const MAX_SAMPLES = 1_500_000;
export const MAX_ANNOTATIONS = 1_000;

type Reader = { readonly bytes: number; readonly read: (view: DataView, at: number, little: boolean) => number };

/** Waveform Sample Interpretation (PS3.3 C.10.9.1.5); sound coded by logarithm (MB, AB) has no reader. */
const readers: ReadonlyMap<string, Reader> = new Map([
  ["SB", { bytes: 1, read: (view, at) => view.getInt8(at) }],
  ["UB", { bytes: 1, read: (view, at) => view.getUint8(at) }],
  ["SS", { bytes: 2, read: (view, at, little) => view.getInt16(at, little) }],
  ["US", { bytes: 2, read: (view, at, little) => view.getUint16(at, little) }],
  ["SL", { bytes: 4, read: (view, at, little) => view.getInt32(at, little) }],
  ["UL", { bytes: 4, read: (view, at, little) => view.getUint32(at, little) }],
]);

const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

const isLittle = ({ dataSet }: Attributes): boolean => dataSet.byteArrayParser.readUint16(new Uint8Array([1, 0]), 0) === 1;

function nameOf(channel: Attributes, index: number): string {
  return codedOf(channel, tags.channelSourceSequence)?.meaning ?? textOf(channel, tags.channelLabel) ?? `Channel ${index + 1}`;
}

function filterOf(channel: Attributes): string | null {
  const low = numberOf(channel, tags.filterLowFrequency);
  const high = numberOf(channel, tags.filterHighFrequency);
  if (low === null && high === null) return null;
  return low === null ? `to ${high} Hz` : high === null ? `from ${low} Hz` : `${low}–${high} Hz`;
}

/** Samples of one channel lie between those of the others: channel 1 of sample 1, channel 2 of sample 1 … (PS3.3 C.10.9.1.7). */
function samplesOf(
  data: DataView,
  reader: Reader,
  little: boolean,
  channels: number,
  channel: number,
  count: number,
  padding: number | null,
) {
  const samples = new Array<number | null>(count);
  for (let sample = 0; sample < count; sample++) {
    const value = reader.read(data, (sample * channels + channel) * reader.bytes, little);
    samples[sample] = value === padding ? null : value;
  }
  return samples;
}

function paddingOf(group: Attributes, reader: Reader, little: boolean): number | null {
  const bytes = bytesOf(group, tags.waveformPaddingValue);
  return bytes === null || bytes.length < reader.bytes ? null : reader.read(viewOf(bytes), 0, little);
}

type GroupRead = { readonly group: WaveformGroup; readonly samples: number } | { readonly problem: string } | { readonly tooMuch: string };

function readGroup(group: Attributes, room: number): GroupRead {
  const channelItems = itemsOf(group, tags.channelDefinitionSequence);
  const channels = numberOf(group, tags.numberOfWaveformChannels) ?? 0;
  const count = numberOf(group, tags.numberOfWaveformSamples) ?? 0;
  const samplesPerSecond = numberOf(group, tags.samplingFrequency) ?? 0;
  const reader = readers.get(codeOf(group, tags.waveformSampleInterpretation) ?? "");
  const data = bytesOf(group, tags.waveformData);
  if (channels < 1 || count < 1 || channelItems.length !== channels) return { problem: "its channels do not fit their description" };
  if (!(samplesPerSecond > 0)) return { problem: "it does not say how often it was sampled" };
  if (reader === undefined) return { problem: "its samples are coded in a way that cannot be read here" };
  if ((numberOf(group, tags.waveformBitsAllocated) ?? reader.bytes * 8) !== reader.bytes * 8)
    return { problem: "the size of its samples contradicts itself" };
  const little = isLittle(group);
  if (!little && reader.bytes === 1) return { problem: "its samples are coded in a way that cannot be read here" };
  if (channels > MAX_CHANNELS) return { tooMuch: `more than ${MAX_CHANNELS} channels` };
  if (channels * count > room) return { tooMuch: `more than ${MAX_SAMPLES} samples` };
  if (data === null || data.length < channels * count * reader.bytes) return { problem: "it holds fewer samples than it announces" };
  const padding = paddingOf(group, reader, little);
  const originality = codeOf(group, tags.waveformOriginality);
  const view = viewOf(data);
  return {
    samples: channels * count,
    group: {
      label: textOf(group, tags.multiplexGroupLabel),
      origin: originality === "ORIGINAL" ? "original" : originality === "DERIVED" ? "derived" : "unknown",
      samplesPerSecond,
      channels: channelItems.map(
        (channel, index): Channel => ({
          name: nameOf(channel, index),
          scale: channelScaleOf(channel),
          samples: samplesOf(view, reader, little, channels, index, count, padding),
          filter: filterOf(channel),
        }),
      ),
    },
  };
}

function annotationsOf(root: Attributes): Waveform["annotations"] {
  return itemsOf(root, tags.waveformAnnotationSequence)
    .slice(0, MAX_ANNOTATIONS)
    .flatMap((item) => {
      const text = textOf(item, tags.unformattedTextValue);
      const caption = codedOf(item, tags.conceptNameCodeSequence)?.meaning ?? null;
      if (text !== null) return [{ caption, value: text }];
      const number = textOf(item, tags.numericValue);
      const unitItem = firstItem(item, tags.measurementUnitsCodeSequence);
      const unit = unitItem === null ? null : textOf(unitItem, tags.codeValue);
      if (number !== null) return [{ caption, value: [number, unit].filter((part) => part !== null).join(" ") }];
      const coded = codedOf(item, tags.conceptCodeSequence);
      return coded === null ? [] : [{ caption, value: coded.meaning }];
    });
}

/** A waveform object, such as an ECG (PS3.3 A.34, C.10.9). A group that cannot be read is named; the others are kept. */
export function readWaveform(root: Attributes): Result<Waveform, ObjectCode> {
  const items = itemsOf(root, tags.waveformSequence);
  if (items.length === 0) return refuseObject("unreadable-object", "Waveform Sequence");
  if (items.length > MAX_GROUPS) return refuseObject("oversized-object", `more than ${MAX_GROUPS} groups`);
  const groups: WaveformGroup[] = [];
  const problems: string[] = [];
  let room = MAX_SAMPLES;
  for (const [index, item] of items.entries()) {
    const read = readGroup(item, room);
    if ("tooMuch" in read) return refuseObject("oversized-object", read.tooMuch);
    if ("problem" in read) problems.push(`Recording ${index + 1} is not shown: ${read.problem}.`);
    else {
      groups.push(read.group);
      room -= read.samples;
    }
  }
  if (groups.length === 0) return refuseObject("unreadable-object", problems[0]);
  const at = codeOf(root, tags.acquisitionDateTime);
  return ok({
    kind: "waveform",
    recordedAt: at === null ? contentTimeOf(root) : dateTimeText(at),
    groups,
    annotations: annotationsOf(root),
    problems,
  });
}
