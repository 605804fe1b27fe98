import { type DicomCode, refuse } from "../../dicom/dicom-failure.ts";
import type { PixelFacts } from "../../dicom/pixel-facts.ts";
import { ok, type Result } from "../../result/failure.ts";
import type { Codecs } from "../codec-modules.ts";
import type { CodecOutput } from "../decoded-frame.ts";
import { decodeJpeg12Bit } from "./jpeg-12bit.ts";
import { EntropyError } from "./jpeg-entropy.ts";
import { decodeJpegLossless } from "./jpeg-lossless.ts";
import { hasEndMarker, type JpegHead, readJpegHead } from "./jpeg-markers.ts";
import { checkFrameInfo, runWasm } from "./run-wasm.ts";

const APP0 = 0xe0;
const APP14 = 0xee;

/**
 * The stream with exactly one colour statement (Adobe's marker), the one the DICOM header makes: YBR is converted to RGB, RGB is left
 * alone. Without it libjpeg guesses from JFIF and component names, which encoders set at random.
 */
function withColourStatement(bytes: Uint8Array, head: JpegHead, transform: 0 | 1): Uint8Array {
  const statement = [0xff, APP14, 0, 14, 0x41, 0x64, 0x6f, 0x62, 0x65, 0, 100, 0, 0, 0, 0, transform];
  const kept = head.segments.filter(({ marker }) => marker !== APP0 && marker !== APP14);
  const size = 2 + statement.length + kept.reduce((sum, { start, to }) => sum + to - start, 0) + bytes.length - head.scanStart;
  const out = new Uint8Array(size);
  out.set([0xff, 0xd8, ...statement]);
  let at = 2 + statement.length;
  for (const { start, to } of kept) {
    out.set(bytes.subarray(start, to), at);
    at += to - start;
  }
  out.set(bytes.subarray(head.scanStart), at);
  return out;
}

function inScript(
  decode: (bytes: Uint8Array, head: JpegHead) => CodecOutput,
  bytes: Uint8Array,
  head: JpegHead,
): Result<CodecOutput, DicomCode> {
  try {
    return ok(decode(bytes, head));
  } catch (thrown) {
    if (thrown instanceof EntropyError) return refuse("corrupt-frame", thrown.message);
    throw thrown;
  }
}

function withTurbo(codecs: Codecs, bytes: Uint8Array, head: JpegHead, facts: PixelFacts): Promise<Result<CodecOutput, DicomCode>> {
  if (head.components.length === 1) return runWasm(codecs, "libjpeg-turbo-8bit", bytes, facts);
  return runWasm(codecs, "libjpeg-turbo-8bit", withColourStatement(bytes, head, facts.photometric === "RGB" ? 0 : 1), facts);
}

/** Any JPEG by its own frame marker: baseline, extended and progressive of 8 bits, sequential of up to 12 bits, lossless. */
export async function decodeJpeg(bytes: Uint8Array, facts: PixelFacts, codecs: Codecs): Promise<Result<CodecOutput, DicomCode>> {
  const head = readJpegHead(bytes);
  if (head === null) return refuse("corrupt-frame", "no JPEG stream");
  const { rows: height, columns: width, components } = head;
  const fits = checkFrameInfo({ width, height, componentCount: components.length }, facts);
  if (!fits.ok) return fits;
  if (!hasEndMarker(bytes, head.scanStart)) return refuse("corrupt-frame", "the JPEG stream has no end");
  if (head.precision < 2 || head.precision > facts.bitsAllocated) return refuse("frame-mismatch", `${head.precision} bits in the stream`);
  if (head.process === 0xc3) return inScript(decodeJpegLossless, bytes, head);
  if (head.process <= 0xc2 && head.precision === 8) return withTurbo(codecs, bytes, head, facts);
  if (head.process === 0xc1 && head.precision <= 12) return inScript(decodeJpeg12Bit, bytes, head);
  return refuse("unsupported-syntax", `JPEG process ${head.process - 0xc0} with ${head.precision} bits`);
}
