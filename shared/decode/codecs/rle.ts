import { type DicomCode, refuse } from "../../dicom/dicom-failure.ts";
import type { PixelFacts } from "../../dicom/pixel-facts.ts";
import { ok, type Result } from "../../result/failure.ts";

/** PS3.5 G.3.2: runs of one segment into a byte of every sample. False when they do not fill the plane exactly. */
function unpackSegment(bytes: Uint8Array, from: number, to: number, out: Uint8Array, first: number, step: number): boolean {
  let at = from;
  let written = first;
  while (at < to && written < out.length) {
    const head = bytes[at++] as number;
    if (head === 128) continue;
    const repeat = head > 128;
    const count = repeat ? 257 - head : head + 1;
    const needed = repeat ? 1 : count;
    if (at + needed > to || written + (count - 1) * step >= out.length) return false;
    for (let i = 0; i < count; i++, written += step) out[written] = bytes[repeat ? at : at + i] as number;
    at += needed;
  }
  // Behind the last run stand at most a pad byte and runs of length zero.
  return written >= out.length && bytes.subarray(at, to).every((byte) => byte === 128 || byte === 0);
}

function readOffsets(bytes: Uint8Array, segments: number): number[] | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, 64);
  if (view.getUint32(0, true) !== segments) return null;
  const offsets = Array.from({ length: segments }, (_, i) => view.getUint32(4 + 4 * i, true));
  const ends = [...offsets.slice(1), bytes.length];
  return offsets.every((offset, i) => offset >= 64 && offset < (ends[i] ?? 0)) ? offsets : null;
}

/**
 * RLE (PS3.5 G): one segment per byte of a pixel, high byte first, sample by sample. Gives the frame in native form: little endian,
 * samples of a pixel together.
 */
export function unpackRle(bytes: Uint8Array, facts: PixelFacts): Result<Uint8Array<ArrayBuffer>, DicomCode> {
  if (facts.bitsAllocated < 8 || facts.photometric === "YBR_FULL_422")
    return refuse("unsupported-syntax", `RLE of ${facts.bitsAllocated} bits, ${facts.photometric}`);
  const width = facts.bitsAllocated / 8;
  const segments = width * facts.samplesPerPixel;
  if (bytes.length < 64) return refuse("corrupt-frame", "the RLE header is cut off");
  const offsets = readOffsets(bytes, segments);
  if (offsets === null) return refuse("corrupt-frame", `the RLE header does not describe ${segments} segments`);
  const out = new Uint8Array(facts.rows * facts.columns * segments);
  for (const [i, offset] of offsets.entries()) {
    const sample = Math.floor(i / width);
    const place = sample * width + (width - 1 - (i % width));
    if (!unpackSegment(bytes, offset, offsets[i + 1] ?? bytes.length, out, place, segments))
      return refuse("corrupt-frame", `RLE segment ${i + 1} does not fill its plane`);
  }
  return ok(out);
}
