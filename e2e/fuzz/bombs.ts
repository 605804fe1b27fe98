import { deflateRawSync } from "node:zlib";
import { elementsIn } from "./elements.ts";

const PIXEL_DATA = 0x7fe00010;
const DEFLATED = "1.2.840.10008.1.2.1.99";

function head(tag: string, vr: string, length: number): Buffer {
  const bytes = Buffer.alloc(12);
  bytes.writeUInt16LE(Number.parseInt(tag.slice(0, 4), 16), 0);
  bytes.writeUInt16LE(Number.parseInt(tag.slice(4), 16), 2);
  bytes.write(vr, 4, "latin1");
  bytes.writeUInt32LE(length, 8);
  return bytes;
}

const item = (tag: "e000" | "e00d" | "e0dd", length: number): Buffer => {
  const bytes = Buffer.from(`feff${tag.slice(2)}${tag.slice(0, 2)}00000000`, "hex");
  bytes.writeUInt32LE(length, 4);
  return bytes;
};

/** Puts bytes in front of the pixels, or at the end where there are none. */
function beforePixels(bytes: Buffer, added: Buffer): Buffer {
  const at = elementsIn(bytes).find(({ tag }) => tag === PIXEL_DATA)?.at ?? bytes.length;
  return Buffer.concat([bytes.subarray(0, at), added, bytes.subarray(at)]);
}

function withNumber(bytes: Buffer, tag: number, value: number): Buffer {
  const changed = Buffer.from(bytes);
  for (const found of elementsIn(bytes)) if (found.tag === tag && found.vr === "US") changed.writeUInt16LE(value, found.valueAt);
  return changed;
}

/** 256 MiB of nothing in a few hundred kilobytes. */
function deflated(bytes: Buffer): Buffer {
  const found = elementsIn(bytes).find(({ tag }) => tag === 0x00020010);
  if (found === undefined) return bytes;
  const start = Buffer.from(bytes.subarray(0, found.valueAt));
  start.writeUInt16LE(DEFLATED.length, found.lengthAt);
  return Buffer.concat([start, Buffer.from(DEFLATED, "latin1"), zeros()]);
}

let packedZeros: Buffer | null = null;
const zeros = (): Buffer => (packedZeros ??= deflateRawSync(Buffer.alloc(256 * 1024 * 1024)));

const nested = (depth: number, defined: boolean): Buffer =>
  Buffer.concat(
    Array.from({ length: depth }, (_, level) => {
      const below = 20 * (depth - level - 1);
      return Buffer.concat([head("00081140", "SQ", defined ? below + 8 : 0xffffffff), item("e000", defined ? below : 0xffffffff)]);
    }),
  );

/** Files that ask for more than they hold: memory, depth, time. Each answers the changed file. */
export const bombs: readonly ((bytes: Buffer) => Buffer)[] = [
  deflated,
  (bytes) => beforePixels(bytes, nested(5_000, false)),
  (bytes) => beforePixels(bytes, nested(5_000, true)),
  (bytes) => beforePixels(bytes, Buffer.concat(Array.from({ length: 100_000 }, () => head("00090010", "UN", 0)))),
  (bytes) =>
    beforePixels(
      bytes,
      Buffer.concat([head("00081140", "SQ", 0xffffffff), ...Array.from({ length: 100_000 }, () => item("e000", 0)), item("e0dd", 0)]),
    ),
  (bytes) => withNumber(withNumber(bytes, 0x00280010, 65_535), 0x00280011, 65_535),
  (bytes) => beforePixels(bytes, Buffer.concat([head("00280008", "UT", 10), Buffer.from("2147483647")])),
  (bytes) => Buffer.concat([bytes, Buffer.alloc(8 * 1024 * 1024)]),
];
