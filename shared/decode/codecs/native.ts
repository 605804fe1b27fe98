import { type DicomCode, refuse } from "../../dicom/dicom-failure.ts";
import { nativeFrameBits } from "../../dicom/frame-size.ts";
import type { PixelFacts } from "../../dicom/pixel-facts.ts";
import { ok, type Result } from "../../result/failure.ts";
import { type StoredValues, storedArray } from "../decoded-frame.ts";

/** 1-bit pixels: the first one in the lowest bit (PS3.5 8.1.1). */
function unpackBits(bytes: Uint8Array, skipBits: number, count: number): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(count);
  for (let i = 0; i < count; i++) {
    const bit = skipBits + i;
    out[i] = ((bytes[bit >> 3] as number) >> (bit & 7)) & 1;
  }
  return out;
}

/** The bytes of the frame in little endian order, starting at its first byte; a copy. */
function littleEndianBytes(bytes: Uint8Array, skipBytes: number, length: number, facts: PixelFacts): Uint8Array<ArrayBuffer> {
  if (!facts.wordsBigEndian) return bytes.slice(skipBytes, skipBytes + length);
  const out = new Uint8Array(length);
  // 8-bit samples were packed into words, the words then swapped; wider ones are swapped as a whole.
  const width = Math.max(2, facts.bitsAllocated / 8);
  for (let i = 0; i < length; i++) {
    const from = skipBytes + i;
    out[i] = bytes[from - (from % width) + width - 1 - (from % width)] ?? 0;
  }
  return out;
}

function viewOf(bytes: Uint8Array<ArrayBuffer>, facts: PixelFacts): StoredValues {
  const { buffer } = bytes;
  if (facts.numberType === "double") return new Float64Array(buffer);
  if (facts.numberType === "float") return new Float32Array(buffer);
  switch (facts.bitsAllocated) {
    case 16:
      return new Uint16Array(buffer);
    case 32:
      return new Uint32Array(buffer);
    default:
      return bytes;
  }
}

/** Samples of planes, one behind the other, put together by pixel. */
function interleave(values: StoredValues, facts: PixelFacts): StoredValues {
  const pixels = facts.rows * facts.columns;
  const out = values.slice();
  for (let sample = 0; sample < facts.samplesPerPixel; sample++) {
    for (let i = 0; i < pixels; i++) out[i * facts.samplesPerPixel + sample] = values[sample * pixels + i] as number;
  }
  return out;
}

/** PS3.3 C.7.6.3.1.2: two pixels share one pair of colour samples, in the order Y Y Cb Cr. */
function expand422(values: StoredValues, pixels: number, facts: PixelFacts): StoredValues {
  const out = storedArray(facts, pixels * 3);
  for (let pair = 0; pair < pixels / 2; pair++) {
    const [y1, y2, cb, cr] = [values[4 * pair], values[4 * pair + 1], values[4 * pair + 2], values[4 * pair + 3]] as [
      number,
      number,
      number,
      number,
    ];
    out.set([y1, cb, cr, y2, cb, cr], 6 * pair);
  }
  return out;
}

/** Keeps Bits Stored below High Bit, right-aligned and with the sign spread: overlay bits and padding are gone. */
function meaningfulBits(raw: StoredValues, facts: PixelFacts): StoredValues {
  const { bitsStored, bitsAllocated, highBit, signed } = facts;
  if (facts.numberType !== "integer" || bitsAllocated === 1) return raw;
  const out = storedArray(facts, raw.length);
  const down = highBit + 1 - bitsStored;
  if (bitsStored === bitsAllocated) {
    out.set(raw);
    return out;
  }
  // Up to the top of 32 bits and down again: what lies above High Bit falls out, and the shift spreads the sign.
  const up = 32 - bitsStored - down;
  for (let i = 0; i < raw.length; i++) {
    const top = ((raw[i] as number) << up) & 0xffffffff;
    out[i] = signed ? top >> (up + down) : top >>> (up + down);
  }
  return out;
}

/** A frame in native form (PS3.5 8.1.1, 8.2) as stored values. `skipBits`: what lies before it in the first byte or word. */
export function readNative(bytes: Uint8Array, skipBits: number, facts: PixelFacts): Result<StoredValues, DicomCode> {
  const bits = nativeFrameBits(facts);
  const needed = Math.ceil((skipBits + bits) / 8);
  if (bytes.length < needed) return refuse("corrupt-frame", `${needed} bytes are needed, ${bytes.length} are there`);
  const pixels = facts.rows * facts.columns;
  if (facts.bitsAllocated === 1) return ok(unpackBits(bytes, skipBits, pixels * facts.samplesPerPixel));
  const raw = viewOf(littleEndianBytes(bytes, skipBits / 8, bits / 8, facts), facts);
  const whole =
    facts.photometric === "YBR_FULL_422" ? expand422(raw, pixels, facts) : facts.planarConfiguration === 1 ? interleave(raw, facts) : raw;
  return ok(meaningfulBits(whole, facts));
}
