import { type DicomCode, refuse } from "../../dicom/dicom-failure.ts";
import type { PixelFacts } from "../../dicom/pixel-facts.ts";
import { ok, type Result } from "../../result/failure.ts";
import type { Codecs } from "../codec-modules.ts";
import type { CodecOutput } from "../decoded-frame.ts";
import { hasEndMarker, readJpegHead } from "./jpeg-markers.ts";
import { checkFrameInfo, runWasm } from "./run-wasm.ts";

/** Planes, one behind the other, as pixels. */
function interleave(output: CodecOutput): CodecOutput {
  const { values, samples } = output;
  const pixels = values.length / samples;
  const out = values.slice();
  for (let sample = 0; sample < samples; sample++) {
    for (let i = 0; i < pixels; i++) out[i * samples + sample] = values[sample * pixels + i] as number;
  }
  return { ...output, values: out };
}

/** JPEG-LS, lossless and near-lossless (ITU T.87). */
export async function decodeJpegLs(bytes: Uint8Array, facts: PixelFacts, codecs: Codecs): Promise<Result<CodecOutput, DicomCode>> {
  const head = readJpegHead(bytes);
  if (head === null || head.process !== 0xf7) return refuse("corrupt-frame", "no JPEG-LS stream");
  const fits = checkFrameInfo({ width: head.columns, height: head.rows, componentCount: head.components.length }, facts);
  if (!fits.ok) return fits;
  // CharLS spins for 5 to 12 s on some cut streams (tried) before it gives up.
  if (!hasEndMarker(bytes, head.scanStart)) return refuse("corrupt-frame", "the JPEG-LS stream has no end");
  const decoded = await runWasm(codecs, "charls", bytes, facts);
  // Interleave mode 0 (T.87 C.2.3): a scan for each component, which the codec leaves as planes.
  const scan = head.segments.at(-1);
  const planar = facts.samplesPerPixel > 1 && scan !== undefined && bytes[scan.to - 2] === 0;
  return decoded.ok && planar ? ok(interleave(decoded.value)) : decoded;
}
