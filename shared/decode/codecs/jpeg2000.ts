import { type DicomCode, refuse } from "../../dicom/dicom-failure.ts";
import type { PixelFacts } from "../../dicom/pixel-facts.ts";
import type { Result } from "../../result/failure.ts";
import type { Codecs } from "../codec-modules.ts";
import type { CodecOutput } from "../decoded-frame.ts";
import { checkFrameInfo, runWasm } from "./run-wasm.ts";

type CodeStream = {
  readonly width: number;
  readonly height: number;
  readonly componentCount: number;
  /** Each component has a sample for each pixel. */
  readonly full: boolean;
  readonly whole: boolean;
};

const SIZ = 0xff51;
const SOT = 0xff90;
const EOC = 0xffd9;

/** Where a code stream begins: at the front, or inside the boxes of a JP2 file. */
function startOf(view: DataView): number {
  const last = Math.min(view.byteLength - 46, 65536);
  for (let at = 0; at <= last; at++) if (view.getUint32(at) === 0xff4fff51) return at;
  return -1;
}

/** All tile-parts are there to their last byte (ITU T.800 A.4.2). Decoders take a cut stream and invent the rest. */
function isWhole(view: DataView, start: number): boolean {
  const end = view.byteLength;
  let at = start + 2;
  let tileParts = 0;
  while (at + 2 <= end) {
    const marker = view.getUint16(at);
    if (marker === EOC) return tileParts > 0;
    if (at + 12 > end) break;
    if (marker !== SOT) {
      if (tileParts > 0 || marker < 0xff00) break;
      at += 2 + view.getUint16(at + 2);
      continue;
    }
    tileParts++;
    const length = view.getUint32(at + 6);
    // Length 0: the last tile-part goes on to the end mark, which a pad byte may follow.
    if (length === 0) return view.getUint16(end - 2) === EOC || view.getUint16(end - 3) === EOC;
    at += length;
  }
  // The end mark may be missing when nothing else is.
  return tileParts > 0 && at >= end - 1 && at <= end;
}

/** XRsiz and YRsiz of every component are 1 (ITU T.800 A.5.1). */
function isFull(view: DataView, siz: number, componentCount: number): boolean {
  const steps = Array.from({ length: componentCount }, (_, component) => siz + 38 + 3 * component);
  return steps.every((at) => at + 3 <= view.byteLength && view.getUint8(at + 1) === 1 && view.getUint8(at + 2) === 1);
}

/** Size of the picture (SIZ segment, ITU T.800 A.5.1) and whether the stream is all there; null when there is no stream. */
export function readCodeStream(bytes: Uint8Array): CodeStream | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const start = startOf(view);
  if (start < 0 || view.getUint16(start + 2) !== SIZ) return null;
  const siz = start + 4;
  const [width, height] = [view.getUint32(siz + 4) - view.getUint32(siz + 12), view.getUint32(siz + 8) - view.getUint32(siz + 16)];
  const componentCount = view.getUint16(siz + 36);
  return { width, height, componentCount, full: isFull(view, siz, componentCount), whole: isWhole(view, start) };
}

function checkStream(bytes: Uint8Array, facts: PixelFacts): Result<null, DicomCode> {
  const stream = readCodeStream(bytes);
  if (stream === null) return refuse("corrupt-frame", "no JPEG 2000 code stream");
  const fits = checkFrameInfo(stream, facts);
  if (!fits.ok) return fits;
  // no photometric interpretation that JPEG 2000 may have in DICOM has fewer chroma samples (PS3.5 8.2.4); a decoder hung on such a lie
  if (!stream.full) return refuse("corrupt-frame", "a component has not one sample for each pixel");
  return stream.whole ? fits : refuse("corrupt-frame", "the code stream is cut off");
}

/** JPEG 2000 (ITU T.800). A multiple component transformation has been undone: ICT and RCT come out as RGB. */
export async function decodeJpeg2000(bytes: Uint8Array, facts: PixelFacts, codecs: Codecs): Promise<Result<CodecOutput, DicomCode>> {
  const fits = checkStream(bytes, facts);
  return fits.ok ? runWasm(codecs, "openjpeg", bytes, facts) : fits;
}

/** High-throughput JPEG 2000 (ITU T.814). */
export async function decodeHtj2k(bytes: Uint8Array, facts: PixelFacts, codecs: Codecs): Promise<Result<CodecOutput, DicomCode>> {
  const fits = checkStream(bytes, facts);
  return fits.ok ? runWasm(codecs, "openjph", bytes, facts) : fits;
}
