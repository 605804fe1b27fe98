import { type DicomCode, refuse } from "../dicom/dicom-failure.ts";
import type { PixelFacts } from "../dicom/pixel-facts.ts";
import { transferSyntaxOf } from "../dicom/transfer-syntax.ts";
import { ok, type Result } from "../result/failure.ts";
import type { Codecs } from "./codec-modules.ts";
import { decodeJpeg } from "./codecs/jpeg.ts";
import { decodeJpegLs } from "./codecs/jpeg-ls.ts";
import { decodeHtj2k, decodeJpeg2000 } from "./codecs/jpeg2000.ts";
import { readNative } from "./codecs/native.ts";
import { unpackRle } from "./codecs/rle.ts";
import { type CodecOutput, type DecodedFrame, type DecodedPhotometric, type StoredValues, storedArray } from "./decoded-frame.ts";

/** The bytes of one frame as they lie in the file; `skipBits` as its place says. */
export type FrameBytes = { readonly bytes: Uint8Array; readonly skipBits: number };

/** JPEG decoders convert YBR to RGB; JPEG 2000 undoes its own transformation but leaves a YBR_FULL that was coded as it was. */
function photometricAfter(facts: PixelFacts, coding: "jpeg" | "wavelet" | "plain"): DecodedPhotometric {
  switch (facts.photometric) {
    case "YBR_ICT":
    case "YBR_RCT":
      return "RGB";
    case "YBR_FULL":
    case "YBR_FULL_422":
      return coding === "jpeg" ? "RGB" : "YBR_FULL";
    default:
      return facts.photometric;
  }
}

/**
 * A codec's samples as stored values. The stream's own sign is right for decoding, the header's for meaning: an unsigned stream of a
 * signed image holds two's complement of Bits Stored bits.
 */
function toStored(output: CodecOutput, facts: PixelFacts): StoredValues {
  const { values } = output;
  const out = storedArray(facts, values.length);
  const aligned = facts.highBit + 1 - facts.bitsStored;
  const down = output.bits > facts.bitsStored ? Math.min(aligned, output.bits - facts.bitsStored) : 0;
  if (output.signed && facts.signed && down === 0) {
    out.set(values);
    return out;
  }
  const up = 32 - facts.bitsStored - down;
  for (let i = 0; i < values.length; i++) {
    const top = (values[i] as number) << up;
    out[i] = facts.signed ? top >> (up + down) : top >>> (up + down);
  }
  return out;
}

const frameOf = (facts: PixelFacts, photometric: DecodedPhotometric, values: StoredValues): Result<DecodedFrame, DicomCode> => {
  const { rows, columns, samplesPerPixel: samples } = facts;
  if (values.length !== rows * columns * samples)
    return refuse("corrupt-frame", `${values.length} samples in place of ${rows * columns * samples}`);
  return ok({ rows, columns, samples, photometric, values });
};

function fromCodec(
  result: Result<CodecOutput, DicomCode>,
  facts: PixelFacts,
  coding: "jpeg" | "wavelet" | "plain",
): Result<DecodedFrame, DicomCode> {
  if (!result.ok) return result;
  if (facts.numberType !== "integer" || facts.bitsAllocated > 16) return refuse("frame-mismatch", `${facts.bitsAllocated} bits per sample`);
  return frameOf(facts, photometricAfter(facts, coding), toStored(result.value, facts));
}

function fromNative({ bytes, skipBits }: FrameBytes, facts: PixelFacts): Result<DecodedFrame, DicomCode> {
  const values = readNative(bytes, skipBits, facts);
  return values.ok ? frameOf(facts, photometricAfter(facts, "plain"), values.value) : values;
}

function fromRle(bytes: Uint8Array, facts: PixelFacts): Result<DecodedFrame, DicomCode> {
  const native = unpackRle(bytes, facts);
  return native.ok ? fromNative({ bytes: native.value, skipBits: 0 }, { ...facts, planarConfiguration: 0, wordsBigEndian: false }) : native;
}

/** The part of an edge tile that its stream holds, at its place in the whole tile; outside the slide there is nothing (0). */
function wholeTile(part: DecodedFrame, facts: PixelFacts): DecodedFrame {
  const { rows, columns } = facts;
  const values = storedArray(facts, rows * columns * part.samples);
  const width = part.columns * part.samples;
  for (let row = 0; row < part.rows; row++) values.set(part.values.subarray(row * width, (row + 1) * width), row * columns * part.samples);
  return { ...part, rows, columns, values };
}

/**
 * Decodes one frame to stored values. Size, components and length are checked before and after every codec; a wrong, short or foreign
 * stream is a failure, never a guess. An edge tile of a slide may hold exactly the part inside the slide, not a pixel less. The same function runs in the page's workers and in core's.
 */
export async function decodeFrame(frame: FrameBytes, facts: PixelFacts, codecs: Codecs): Promise<Result<DecodedFrame, DicomCode>> {
  const whole = await decodeStream(frame, facts, codecs);
  if (whole.ok || facts.tilePart === undefined || whole.failure.code !== "frame-mismatch") return whole;
  const part = await decodeStream(frame, { ...facts, ...facts.tilePart }, codecs);
  return part.ok ? ok(wholeTile(part.value, facts)) : whole;
}

async function decodeStream(frame: FrameBytes, facts: PixelFacts, codecs: Codecs): Promise<Result<DecodedFrame, DicomCode>> {
  const { bytes } = frame;
  const syntax = transferSyntaxOf(facts.transferSyntaxUid);
  switch (syntax.coding) {
    case "native":
      return fromNative(frame, facts);
    case "rle":
      return fromRle(bytes, facts);
    case "jpeg":
    case "jpeg-lossless":
      return fromCodec(await decodeJpeg(bytes, facts, codecs), facts, syntax.coding === "jpeg" ? "jpeg" : "plain");
    case "jpeg-ls":
      return fromCodec(await decodeJpegLs(bytes, facts, codecs), facts, "plain");
    case "jpeg-2000":
      return fromCodec(await decodeJpeg2000(bytes, facts, codecs), facts, "wavelet");
    case "htj2k":
      return fromCodec(await decodeHtj2k(bytes, facts, codecs), facts, "wavelet");
    case "unsupported":
      return refuse("unsupported-syntax", `${syntax.name} (${syntax.uid})`);
  }
}
