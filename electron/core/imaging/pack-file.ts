import { z } from "zod";
import { PREPARED_FORM } from "#shared/decode/prepared-frame.ts";
import { releaseBytes } from "#shared/result/owned-bytes.ts";

/**
 * A pack, before it is sealed: magic `OVRDPAK1` · u32 length of the head (little endian) · head as JSON · the prepared frames one after the
 * other. The head says for which frames of which list it is; offsets count from the end of the head.
 */
const MAGIC = Buffer.from("OVRDPAK1", "latin1");
const FIXED_BYTES = MAGIC.length + 4;
const MAX_HEAD_BYTES = 4 * 1024 * 1024;

const PackHead = z.object({
  form: z.int(),
  seriesId: z.string(),
  revision: z.string(),
  firstFrame: z.int().min(0),
  /** Bytes of each frame; 0 = it could not be decoded or is quicker read as it came. */
  lengths: z.array(z.int().min(0)),
});
export type PackHead = z.infer<typeof PackHead>;

/** Takes the frames: their memory is given back. */
export function writePack(head: Omit<PackHead, "form" | "lengths">, frames: readonly Uint8Array[]): Buffer {
  const text = Buffer.from(
    JSON.stringify({ ...head, form: PREPARED_FORM, lengths: frames.map((frame) => frame.length) } satisfies PackHead),
  );
  const length = Buffer.alloc(4);
  length.writeUInt32LE(text.length);
  const pack = Buffer.concat([MAGIC, length, text, ...frames]);
  for (const frame of frames) releaseBytes(frame);
  return pack;
}

/** Where each frame of a pack lies: [from, to) in the whole content; equal where there is none. */
export type PackPlaces = { readonly head: PackHead; readonly places: readonly (readonly [from: number, to: number])[] };

/** Reads the head of a pack; null when it is none, or one of another form. */
export async function readPack(length: number, read: (from: number, to: number) => Promise<Buffer>): Promise<PackPlaces | null> {
  if (length < FIXED_BYTES) return null;
  const fixed = await read(0, FIXED_BYTES);
  const headBytes = fixed.readUInt32LE(MAGIC.length);
  if (!fixed.subarray(0, MAGIC.length).equals(MAGIC) || headBytes > MAX_HEAD_BYTES || FIXED_BYTES + headBytes > length) return null;
  const text = await read(FIXED_BYTES, FIXED_BYTES + headBytes);
  const head = PackHead.safeParse(JSON.parse(text.toString("utf8")));
  if (!head.success || head.data.form !== PREPARED_FORM) return null;
  let at = FIXED_BYTES + headBytes;
  const places = head.data.lengths.map((bytes): readonly [number, number] => {
    const from = at;
    at += bytes;
    return [from, at];
  });
  return at === length ? { head: head.data, places } : null;
}
