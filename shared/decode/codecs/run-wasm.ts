import type { DicomCode } from "../../dicom/dicom-failure.ts";
import { refuse } from "../../dicom/dicom-failure.ts";
import type { PixelFacts } from "../../dicom/pixel-facts.ts";
import { ok, type Result } from "../../result/failure.ts";
import type { Codecs, FrameInfo, StreamDecoder, WasmCodec } from "../codec-modules.ts";
import type { CodecOutput } from "../decoded-frame.ts";

/** Compares what a stream says of itself with the header: done before memory is given to it, and after it was decoded. */
export function checkFrameInfo(info: Pick<FrameInfo, "width" | "height" | "componentCount">, facts: PixelFacts): Result<null, DicomCode> {
  const stream = `${info.width} × ${info.height} × ${info.componentCount}`;
  const header = `${facts.columns} × ${facts.rows} × ${facts.samplesPerPixel}`;
  return stream === header ? ok(null) : refuse("frame-mismatch", `stream ${stream}, header ${header}`);
}

/** The decoded bytes leave the codec's memory, where the next frame will lie. */
function takeValues(bytes: Uint8Array, info: FrameInfo, count: number): CodecOutput["values"] | null {
  const wide = info.bitsPerSample > 8;
  if (bytes.length !== count * (wide ? 2 : 1)) return null;
  const copy = bytes.slice().buffer as ArrayBuffer;
  if (wide) return info.isSigned === true ? new Int16Array(copy) : new Uint16Array(copy);
  return info.isSigned === true ? new Int8Array(copy) : new Uint8Array(copy);
}

function decodeWith(decoder: StreamDecoder, stream: Uint8Array, facts: PixelFacts): Result<CodecOutput, DicomCode> {
  decoder.getEncodedBuffer(stream.length).set(stream);
  decoder.decode();
  const info = decoder.getFrameInfo();
  const after = checkFrameInfo(info, facts);
  if (!after.ok) return after;
  if (!(info.bitsPerSample >= 1 && info.bitsPerSample <= 16)) return refuse("unsupported-syntax", `${info.bitsPerSample} bits per sample`);
  const values = takeValues(decoder.getDecodedBuffer(), info, facts.rows * facts.columns * facts.samplesPerPixel);
  if (values === null) return refuse("corrupt-frame", "the decoder gave another number of bytes");
  return ok({
    rows: info.height,
    columns: info.width,
    samples: info.componentCount,
    bits: info.bitsPerSample,
    signed: info.isSigned === true,
    values,
  });
}

/** One frame through a WebAssembly codec. These throw numbers, strings and errors; all mean a damaged stream, an error a dead module too. */
export async function runWasm(
  codecs: Codecs,
  codec: WasmCodec,
  stream: Uint8Array,
  facts: PixelFacts,
): Promise<Result<CodecOutput, DicomCode>> {
  const decoder = await codecs.decoder(codec);
  try {
    return decodeWith(decoder, stream, facts);
  } catch (thrown) {
    if (thrown instanceof Error) codecs.restart(codec);
    return refuse("corrupt-frame", `${codec}: ${String(thrown).slice(0, 120)}`);
  } finally {
    release(decoder);
  }
}

/** Gives the codec its memory back, after a damaged stream too. A module that has died cannot take it: the whole of it is thrown away. */
function release(decoder: StreamDecoder): void {
  try {
    decoder.delete();
  } catch {
    // the fault of the stream was answered; the module is started anew for the next
  }
}
