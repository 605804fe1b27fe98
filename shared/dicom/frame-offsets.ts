import { ok, type Result } from "../result/failure.ts";
import { numbersOf } from "./attributes.ts";
import { type DicomCode, refuse } from "./dicom-failure.ts";
import { nativeFrameBits } from "./frame-size.ts";
import type { ParsedInstance } from "./parse-instance.ts";
import type { PixelFacts } from "./pixel-facts.ts";
import type { Fragment, Fragments } from "./read-fragments.ts";
import { tags } from "./tags.ts";
import type { Coding } from "./transfer-syntax.ts";

/** Where a frame's bytes lie: runs to be joined in order. `skipBits`: bits of the first byte that belong to the frame before. */
export type FrameRuns = { readonly runs: readonly (readonly [offset: number, length: number])[]; readonly skipBits: number };

/** One entry per announced frame, or fewer when the rest is not in the file. */
export type FramePlaces = { readonly frames: readonly FrameRuns[]; readonly warnings: readonly string[] };

/** More announced frames than this behind the last one present is no cut file but a lie. */
const MAX_MISSING = 4096;

function nativeFrames(facts: PixelFacts, offset: number, length: number, announced: number): Result<FramePlaces, DicomCode> {
  const bits = nativeFrameBits(facts);
  const present = Math.min(announced, Math.floor((length * 8) / bits));
  if (present === 0) return refuse("frames-missing", `a frame takes ${Math.ceil(bits / 8)} bytes, ${length} are there`);
  if (announced - present > MAX_MISSING) return refuse("frames-missing", `${announced} frames are announced, ${present} are there`);
  // The bytes of swapped 16-bit words can only be put right when both are there.
  const unit = facts.wordsBigEndian && facts.bitsAllocated <= 8 ? 16 : 8;
  const frames = Array.from({ length: present }, (_, i): FrameRuns => {
    const firstUnit = Math.floor((i * bits) / unit) * unit;
    const end = Math.min(length * 8, Math.ceil(((i + 1) * bits) / unit) * unit);
    return { runs: [[offset + firstUnit / 8, (end - firstUnit) / 8]], skipBits: i * bits - firstUnit };
  });
  return ok({ frames, warnings: present < announced ? [`${announced} frames are announced, ${present} are there`] : [] });
}

const runsOf = (fragments: readonly Fragment[]): FrameRuns => ({
  runs: fragments.map(({ offset, length }): readonly [number, number] => [offset, length]),
  skipBits: 0,
});

/** Frames by an offset table, each entry at the start of a fragment's item and behind the one before; null when it is not so. */
function byOffsets(fragments: readonly Fragment[], offsets: readonly number[], announced: number): readonly FrameRuns[] | null {
  if (offsets.length !== announced || offsets[0] !== 0) return null;
  const places = new Map(fragments.map((fragment, i) => [fragment.itemOffset, i]));
  const starts = offsets.map((offset) => places.get(offset) ?? -1);
  if (starts.some((start, i) => start < 0 || (i > 0 && start <= (starts[i - 1] ?? 0)))) return null;
  return starts.map((start, i) => runsOf(fragments.slice(start, starts[i + 1] ?? fragments.length)));
}

/** The first bytes of every stream of a coding; empty when a stream cannot be told by them. */
function startOfStream(coding: Coding): readonly number[] {
  if (coding === "jpeg" || coding === "jpeg-lossless" || coding === "jpeg-ls") return [0xff, 0xd8, 0xff];
  return coding === "jpeg-2000" || coding === "htj2k" ? [0xff, 0x4f, 0xff, 0x51] : [];
}

const beginsStream = (bytes: Uint8Array, { offset, length }: Fragment, signature: readonly number[]): boolean =>
  length >= signature.length && signature.every((byte, i) => bytes[offset + i] === byte);

/** Frames by the beginnings of their streams: a new one begins at each fragment that starts as a stream of this coding does. */
function byBeginnings(bytes: Uint8Array, fragments: readonly Fragment[], coding: Coding): readonly FrameRuns[] | null {
  const signature = startOfStream(coding);
  const [first] = fragments;
  if (signature.length === 0 || first === undefined || !beginsStream(bytes, first, signature)) return null;
  const groups: Fragment[][] = [];
  for (const fragment of fragments) {
    if (beginsStream(bytes, fragment, signature)) groups.push([fragment]);
    else groups.at(-1)?.push(fragment);
  }
  return groups.map(runsOf);
}

/** Each fragment may be a stream of its own: all begin as one, or none can be told (RLE, a JP2 file in each). */
function areStreams(bytes: Uint8Array, fragments: readonly Fragment[], coding: Coding): boolean {
  const signature = startOfStream(coding);
  const beginning = signature.length === 0 ? 0 : fragments.filter((fragment) => beginsStream(bytes, fragment, signature)).length;
  return beginning === 0 || beginning === fragments.length;
}

/** Frames by the rule that each is one fragment: always so for RLE (PS3.5 A.4.2), usual for the others. */
function oneEach(fragments: readonly Fragment[]): readonly FrameRuns[] {
  return fragments.map((fragment) => runsOf([fragment]));
}

function extendedTable(parsed: ParsedInstance): readonly number[] {
  return numbersOf(parsed.attributes, tags.extendedOffsetTable);
}

function encapsulatedFrames(
  parsed: ParsedInstance,
  { fragments: all, offsetTable, cut, fault }: Fragments,
  announced: number,
): Result<FramePlaces, DicomCode> {
  const warnings = fault === null ? [] : [fault];
  const fragments = all.filter((fragment) => fragment.length > 0);
  if (fragments.length === 0) return refuse("frames-missing", "the pixel data are empty");
  const { coding } = parsed.syntax;
  const beginnings = byBeginnings(parsed.bytes, fragments, coding);
  if (announced === 1) return oneFrame(fragments, beginnings, warnings, cut);
  if (fragments.length === announced && !cut && areStreams(parsed.bytes, fragments, coding))
    return ok({ frames: oneEach(fragments), warnings });
  const tables: readonly (readonly number[])[] = [extendedTable(parsed), offsetTable].filter((table) => table.length > 0);
  for (const table of cut ? [] : tables) {
    const frames = byOffsets(fragments, table, announced);
    if (frames !== null) return ok({ frames, warnings });
  }
  if (tables.length > 0) warnings.push("the offset table does not fit the fragments");
  return byContent(fragments, beginnings, announced, coding, cut, warnings);
}

function oneFrame(
  fragments: readonly Fragment[],
  beginnings: readonly FrameRuns[] | null,
  warnings: string[],
  cut: boolean,
): Result<FramePlaces, DicomCode> {
  if (cut) return refuse("frames-missing", "the only frame is cut off");
  const first = beginnings !== null && beginnings.length > 1 ? beginnings[0] : undefined;
  if (first !== undefined) warnings.push(`one frame is announced, ${beginnings?.length} are there`);
  return ok({ frames: [first ?? runsOf(fragments)], warnings });
}

function byContent(
  fragments: readonly Fragment[],
  beginnings: readonly FrameRuns[] | null,
  announced: number,
  coding: Coding,
  cut: boolean,
  warnings: string[],
): Result<FramePlaces, DicomCode> {
  const frames = coding === "rle" ? oneEach(fragments) : beginnings;
  const count = frames?.length ?? 0;
  if (frames !== null && count === announced && !cut) return ok({ frames, warnings });
  if (frames !== null && cut && count <= announced && announced - count <= MAX_MISSING) {
    // The file is cut: whole streams before the cut are sure, but a stream of several fragments may have lost its last one.
    const whole = coding === "rle" || fragments.length === count ? frames : frames.slice(0, -1);
    return whole.length === 0
      ? refuse("frames-missing", "no whole frame is in the file")
      : ok({ frames: whole, warnings: [...warnings, `${announced} frames are announced, ${whole.length} are there`] });
  }
  return refuse("frames-ambiguous", `${announced} frames are announced, ${fragments.length} fragments are there`);
}

/**
 * Where each frame lies. Encapsulated frames are told by the extended or basic offset table when it fits the fragments in every entry, else by
 * the fragments themselves; where neither is sure, nothing is shown: never the data of another frame.
 */
export function framePlacesOf(parsed: ParsedInstance, facts: PixelFacts, announced: number): Result<FramePlaces, DicomCode> {
  const { pixel, syntax } = parsed;
  if (pixel === null) return refuse("no-image");
  if (syntax.coding === "unsupported") return refuse("unsupported-syntax", `${syntax.name} (${syntax.uid})`);
  if (pixel.kind === "native") {
    if (syntax.coding !== "native") return refuse("damaged", `${syntax.name} without fragments`);
    return nativeFrames(facts, pixel.offset, pixel.length, announced);
  }
  if (syntax.coding === "native") return refuse("damaged", "fragments in an uncompressed file");
  return encapsulatedFrames(parsed, pixel.fragments, announced);
}
