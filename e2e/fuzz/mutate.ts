import { bombs } from "./bombs.ts";
import { type ElementPlace, elementsIn } from "./elements.ts";
import type { Random } from "./random.ts";

/** What a mutation works with: the bytes so far, and a second file to take parts of. */
type Work = { readonly bytes: Buffer; readonly other: Buffer; readonly random: Random };

const NUMBERS = [0, 1, 2, 3, 7, 8, 9, 15, 16, 17, 24, 31, 32, 33, 64, 255, 256, 4095, 32_767, 32_768, 65_534, 65_535];
const LENGTHS = [0, 1, 3, 0x7fff, 0xffff, 0x10000, 0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff];
const TEXTS = ["", "0", "-1", "1e308", "-1e-308", "NaN", "1\\2", "\\\\\\\\", "99999999999", "2147483648", "0.0000001", "text"];
const SYNTAXES = [
  ...["1.2.840.10008.1.2", "1.2.840.10008.1.2.1", "1.2.840.10008.1.2.1.99", "1.2.840.10008.1.2.2", "1.2.840.10008.1.2.5", "1.2.3"],
  ...[50, 51, 53, 55, 57, 70, 80, 81, 90, 91, 92, 93, 100, 102, 201, 202, 203].map((last) => `1.2.840.10008.1.2.4.${last}`),
];
/** Attributes that decide how pixels are read (PS3.3 C.7.6.3, C.7.6.6, C.11). */
const DECIDING = new Set([
  ...[0x00280002, 0x00280004, 0x00280006, 0x00280008, 0x00280010, 0x00280011, 0x00280100, 0x00280101, 0x00280102, 0x00280103],
  ...[0x00280106, 0x00280107, 0x00280030, 0x00281050, 0x00281051, 0x00281052, 0x00281053, 0x00281101, 0x00281201, 0x00283002],
  ...[0x00200013, 0x00200032, 0x00200037, 0x00180050, 0x00480006, 0x00480007, 0x00020010, 0x00020000],
]);

/** The tag of the pixels as it stands in little endian files. */
const PIXEL_DATA = Buffer.from("e07f1000", "hex");

const copy = (bytes: Buffer): Buffer => Buffer.from(bytes);
const place = (random: Random, bytes: Buffer): number => random.below(Math.max(1, bytes.length));

function element({ bytes, random }: Work, wanted: (each: ElementPlace) => boolean = () => true): ElementPlace | null {
  const found = elementsIn(bytes).filter(wanted);
  return found.length === 0 ? null : random.pick(found);
}

function flipBits({ bytes, random }: Work): Buffer {
  const changed = copy(bytes);
  // mostly near the beginning, where the structure is
  const end = random.below(3) === 0 ? bytes.length : Math.min(bytes.length, 4096);
  for (let left = 1 + random.below(16); left > 0 && end > 0; left--) {
    const at = random.below(end);
    changed[at] = (changed[at] ?? 0) ^ (1 << random.below(8));
  }
  return changed;
}

/** Bits of the pixels only: what the decoders get, in a file that is sound otherwise. */
function flipPixelBits({ bytes, other, random }: Work): Buffer {
  const pixels = bytes.lastIndexOf(PIXEL_DATA);
  if (pixels < 0) return flipBits({ bytes, other, random });
  const start = Math.min(bytes.length - 1, pixels + 12 + 8 * random.below(4));
  const changed = copy(bytes);
  for (let left = 1 + random.below(8); left > 0; left--) {
    const at = start + random.below(bytes.length - start);
    changed[at] = (changed[at] ?? 0) ^ (1 << random.below(8));
  }
  return changed;
}

function setBytes({ bytes, random }: Work): Buffer {
  const changed = copy(bytes);
  const at = place(random, bytes);
  return changed.fill(random.pick([0, 0xff, 0x7f, 0x80, 0xfe, 0x20]), at, Math.min(bytes.length, at + 1 + random.below(64)));
}

function lieAboutLength(work: Work): Buffer {
  const found = element(work);
  if (found === null) return flipBits(work);
  const changed = copy(work.bytes);
  const near = changed.readUIntLE(found.lengthAt, found.lengthBytes) + work.random.pick([-2, -1, 1, 2, 4, 8]);
  const value = work.random.below(2) === 0 ? near : work.random.pick([...LENGTHS, work.random.below(work.bytes.length * 2)]);
  changed.writeUIntLE((value >>> 0) % 2 ** (8 * found.lengthBytes), found.lengthAt, found.lengthBytes);
  return changed;
}

function lieAboutFragment({ bytes, random }: Work): Buffer {
  const items: number[] = [];
  for (let at = bytes.indexOf("feff00e0", 0, "hex"); at >= 0 && items.length < 200; at = bytes.indexOf("feff00e0", at + 4, "hex"))
    items.push(at);
  if (items.length === 0) return lieAboutLength({ bytes, other: bytes, random });
  const changed = copy(bytes);
  const at = random.pick(items);
  if (at + 8 <= bytes.length) changed.writeUInt32LE(random.pick([...LENGTHS, random.below(bytes.length)]), at + 4);
  return changed;
}

const truncate = ({ bytes, random }: Work): Buffer =>
  copy(bytes.subarray(0, random.below(3) === 0 ? random.below(600) : place(random, bytes)));

function editTag(work: Work): Buffer {
  const found = element(work);
  if (found === null) return flipBits(work);
  const changed = copy(work.bytes);
  const others = elementsIn(work.bytes).map(({ tag }) => tag);
  const tag = work.random.pick([...others, ...DECIDING, 0x7fe00010, 0x7fe00008, 0xfffee000, 0xfffee00d, 0x52009230]);
  changed.writeUInt16LE(Math.floor(tag / 0x10000), found.at);
  changed.writeUInt16LE(tag % 0x10000, found.at + 2);
  return changed;
}

function editRepresentation(work: Work): Buffer {
  const found = element(work);
  if (found === null) return flipBits(work);
  const changed = copy(work.bytes);
  changed.write(work.random.pick(["OB", "OW", "SQ", "UN", "UT", "US", "IS", "DS", "OV", "ZZ", "\0\0"]), found.at + 4, "latin1");
  return changed;
}

/** Another number or text in an attribute that decides how the pixels are read, in the room that it has. */
function editValue(work: Work): Buffer {
  const found = element(work, ({ tag }) => DECIDING.has(tag));
  if (found === null) return flipBits(work);
  const changed = copy(work.bytes);
  const length = Math.min(changed.readUIntLE(found.lengthAt, found.lengthBytes), changed.length - found.valueAt, 64);
  if (found.vr === "US" || found.vr === "SS") {
    if (length >= 2) changed.writeUInt16LE(work.random.pick(NUMBERS), found.valueAt);
  } else if (length > 0) changed.write(work.random.pick(TEXTS).padEnd(length).slice(0, length), found.valueAt, "latin1");
  return changed;
}

/** Another transfer syntax in the meta header; the bytes behind it stay as they are. */
function lieAboutSyntax(work: Work): Buffer {
  const found = element(work, ({ tag }) => tag === 0x00020010);
  if (found === null) return flipBits(work);
  const uid = work.random.pick(SYNTAXES);
  const value = Buffer.from(uid.length % 2 === 0 ? uid : `${uid}\0`, "latin1");
  const length = work.bytes.readUInt16LE(found.lengthAt);
  const head = copy(work.bytes.subarray(0, found.valueAt));
  head.writeUInt16LE(value.length, found.lengthAt);
  return Buffer.concat([head, value, work.bytes.subarray(found.valueAt + length)]);
}

function splice({ bytes, other, random }: Work): Buffer {
  const from = place(random, other);
  const part = other.subarray(from, from + 1 + random.below(4096));
  const at = place(random, bytes);
  return Buffer.concat([bytes.subarray(0, at), part, bytes.subarray(at + (random.below(2) === 0 ? part.length : 0))]);
}

function remove({ bytes, random }: Work): Buffer {
  const at = place(random, bytes);
  return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1 + random.below(512))]);
}

function repeat({ bytes, random }: Work): Buffer {
  const at = place(random, bytes);
  const part = bytes.subarray(at, at + 1 + random.below(256));
  return Buffer.concat([bytes.subarray(0, at), ...Array.from({ length: 1 + random.below(1_000) }, () => part), bytes.subarray(at)]);
}

const bomb = ({ bytes, random }: Work): Buffer => random.pick(bombs)(bytes);

const mutations = [
  ...[
    flipBits,
    flipPixelBits,
    flipPixelBits,
    flipPixelBits,
    setBytes,
    lieAboutLength,
    lieAboutFragment,
    truncate,
    editTag,
    editRepresentation,
  ],
  ...[editValue, editValue, editValue, lieAboutSyntax, splice, remove, repeat],
] as const;

/** One broken file: 1 to 3 mutations of a file, chosen by the numbers of this run; every fortieth is a bomb. */
export function mutate(files: readonly Buffer[], random: Random): { readonly file: number; readonly bytes: Buffer } {
  const file = random.below(files.length);
  let bytes = files[file] ?? Buffer.alloc(0);
  const other = random.pick(files);
  if (random.below(40) === 0) bytes = bomb({ bytes, other, random });
  for (let left = 1 + random.below(3); left > 0; left--) bytes = random.pick(mutations)({ bytes, other, random });
  return { file, bytes: copy(bytes) };
}
