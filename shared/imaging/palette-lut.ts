import { z } from "zod";
import { type Attributes, bytesOf } from "../dicom/attributes.ts";
import { type Tag, tags } from "../dicom/tags.ts";
import { readDescriptor, readEntries } from "./lut-table.ts";

const Channel = z.array(z.int().min(0).max(255)).min(1);

/** The colours of PALETTE COLOR (PS3.3 C.7.6.3.1.5), 8 bits each; indexes are clamped at both ends. */
export const PaletteLut = z.object({ firstMapped: z.int(), red: Channel, green: Channel, blue: Channel });
export type PaletteLut = z.infer<typeof PaletteLut>;

type ChannelTags = { readonly descriptor: Tag; readonly data: Tag; readonly segmented: Tag };

const channels: readonly ChannelTags[] = [
  { descriptor: tags.redPaletteDescriptor, data: tags.redPaletteData, segmented: tags.segmentedRedPaletteData },
  { descriptor: tags.greenPaletteDescriptor, data: tags.greenPaletteData, segmented: tags.segmentedGreenPaletteData },
  { descriptor: tags.bluePaletteDescriptor, data: tags.bluePaletteData, segmented: tags.segmentedBluePaletteData },
];

type Segments = { readonly words: readonly number[]; readonly bits: number };

/** Segments of PS3.3 C.7.9.2: 0 = discrete, 1 = linear, 2 = indirect (repeats earlier segments). Null when they do not hold together. */
function expandSegments({ words, bits }: Segments, limit: number): number[] | null {
  const out: number[] = [];
  let at = 0;
  const take = (): number => words[at++] ?? Number.NaN;
  function discrete(count: number): void {
    for (let i = 0; i < count; i++) out.push(take());
  }
  function linear(count: number, start: number): void {
    const end = take();
    for (let i = 1; i <= count; i++) out.push(Math.round(start + ((end - start) * i) / count));
  }
  function segment(): boolean {
    const opcode = take();
    const count = take();
    if (!(count >= 0) || out.length + count > limit) return false;
    if (opcode === 0) discrete(count);
    else if (opcode === 1 && out.length > 0) linear(count, out.at(-1) ?? 0);
    else return false;
    return true;
  }
  while (at < words.length && out.length < limit) {
    if (words[at] !== 2) {
      if (!segment()) return null;
      continue;
    }
    const [count, low, high] = [words[at + 1] ?? 0, words[at + 2] ?? 0, words[at + 3] ?? 0];
    const back = at + 4;
    // The offset counts bytes from the start of the data, in two words of the entry's size.
    at = bits === 16 ? (high * 65536 + low) / 2 : high * 256 + low;
    for (let i = 0; i < count; i++) if (words[at] === 2 || !segment()) return null;
    at = back;
  }
  return out.some(Number.isNaN) ? null : out;
}

function segmentedEntries(bytes: Uint8Array, count: number, bits: number, bigEndian: boolean): number[] | null {
  const words = bits === 16 ? readEntries(bytes, Math.floor(bytes.length / 2), 16, bigEndian) : [...bytes];
  if (words === null) return null;
  const entries = expandSegments({ words, bits }, count);
  return entries !== null && entries.length === count ? entries : null;
}

function channelOf(
  attributes: Attributes,
  channel: ChannelTags,
  signed: boolean,
  bigEndian: boolean,
): { firstMapped: number; entries: number[] } | null {
  const descriptor = readDescriptor(attributes, channel.descriptor, signed);
  if (descriptor === null) return null;
  const plain = bytesOf(attributes, channel.data);
  const segmented = bytesOf(attributes, channel.segmented);
  const { count, bits, firstMapped } = descriptor;
  const entries =
    plain !== null
      ? readEntries(plain, count, bits, bigEndian)
      : segmented === null
        ? null
        : segmentedEntries(segmented, count, bits > 8 ? 16 : 8, bigEndian);
  if (entries === null) return null;
  // 16-bit entries carry the colour in their high byte; some writers announce 16 and write 8.
  const wide = bits > 8 && entries.some((entry) => entry > 255);
  return { firstMapped, entries: entries.map((entry) => (wide ? entry >> 8 : entry & 0xff)) };
}

/** The palette of a data set; null when one of its tables is missing or too short. */
export function paletteOf(attributes: Attributes, signed: boolean, bigEndian: boolean): PaletteLut | null {
  const [red, green, blue] = channels.map((channel) => channelOf(attributes, channel, signed, bigEndian));
  if (!red || !green || !blue) return null;
  return { firstMapped: red.firstMapped, red: red.entries, green: green.entries, blue: blue.entries };
}

/** The colour of an index, as 0xffBBGGRR (the byte order of canvas pixels on little endian hosts). */
export function paletteColour(palette: PaletteLut, index: number): number {
  const last = palette.red.length - 1;
  const at = Math.min(last, Math.max(0, index - palette.firstMapped));
  return (0xff000000 | ((palette.blue[at] ?? 0) << 16) | ((palette.green[at] ?? 0) << 8) | (palette.red[at] ?? 0)) >>> 0;
}
