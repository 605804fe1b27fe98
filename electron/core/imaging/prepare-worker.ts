import { parentPort } from "node:worker_threads";
import { createCodecs } from "#shared/decode/codec-modules.ts";
import { decodeFrame } from "#shared/decode/decode-frame.ts";
import { deflatedFrom } from "#shared/dicom/parse-instance.ts";
import { frameStatistics } from "#shared/imaging/frame-statistics.ts";
import { type IndexedFrame, type InstanceIndex, indexInstance } from "#shared/imaging/instance-index.ts";
import { painterFor } from "#shared/imaging/paint.ts";
import { readPresentationState } from "#shared/imaging/presentation-state.ts";
import { thumbnailOf } from "#shared/imaging/thumbnail.ts";
import type { Voi } from "#shared/imaging/voi-lut.ts";
import { firstPreset, voiOfPreset } from "#shared/imaging/window-presets.ts";
import { readObject, readPdf } from "#shared/objects/read-object.ts";
import { ownsMemory, releaseBytes } from "#shared/result/owned-bytes.ts";
import { inflate } from "./inflate.ts";
import { packFrame } from "./pack-frame.ts";
import { encodePng } from "./png.ts";
import {
  type IndexJob,
  type IndexReply,
  type PackJob,
  type PackReply,
  type PictureJob,
  type PictureReply,
  type PrepareJob,
  type PrepareReply,
  READY,
  type Refused,
} from "./prepare-message.ts";
import { readWasm } from "./wasm-files.ts";

const codecs = createCodecs(readWasm);
const MAX_INFLATED_BYTES = 512 * 1024 * 1024;

/** The bytes that a frame's place counts in: the file, or for a deflated one the unpacked data behind its meta header. */
function plainBytes(bytes: Uint8Array): Uint8Array | null {
  const from = deflatedFrom(bytes);
  if (from === null) return bytes;
  const data = inflate(bytes.subarray(from), MAX_INFLATED_BYTES);
  return typeof data === "string" ? null : Buffer.concat([bytes.subarray(0, from), data]);
}

async function decodeProblemOf(bytes: Uint8Array, index: InstanceIndex): Promise<string | null> {
  const frames = index.frames;
  const ends = frames.length > 1 ? [frames[0], frames.at(-1)] : [frames[0]];
  const plain = plainBytes(bytes);
  for (const frame of ends) {
    const problem = frame === undefined || plain === null ? null : await frameProblem(plain, index, frame);
    if (problem !== null) return problem;
  }
  return null;
}

async function frameProblem(plain: Uint8Array, index: InstanceIndex, frame: IndexedFrame): Promise<string | null> {
  const look = index.looks[frame.look];
  if (frame.place === null || look === undefined) return frame.fault?.detail ?? `frame ${frame.frameNumber} has no place in the file`;
  // a copy, in a plain array: no decoder gets at the bytes that are sealed, and a Buffer's `slice` shares its memory
  const bytes = new Uint8Array(Buffer.concat(frame.place.runs.map(([offset, length]) => plain.subarray(offset, offset + length))));
  const decoded = await decodeFrame({ bytes, skipBits: frame.place.skipBits }, look.pixel, codecs);
  return decoded.ok ? null : decoded.failure.happened;
}

async function readInstance({ bytes, instanceKey }: IndexJob): Promise<IndexReply> {
  const indexed = indexInstance(bytes, { instanceKey, inflate });
  if (!indexed.ok) return { ok: false, code: indexed.failure.code, detail: indexed.failure.happened };
  const index = indexed.value;
  const decodeProblem = index.hasPictures && index.fault === null ? await decodeProblemOf(bytes, index) : null;
  return { ok: true, bytes, index, decodeProblem };
}

/** The mean of whole blocks, so that the longer side has at most `maxSide` pixels: for print, from the finished greys or colours. */
function shrink(rgba: Uint8Array, width: number, height: number, maxSide: number): { width: number; height: number; rgba: Uint8Array } {
  const step = Math.ceil(Math.max(width, height) / maxSide);
  if (step <= 1) return { width, height, rgba };
  const [w, h] = [Math.floor(width / step), Math.floor(height / step)];
  const out = new Uint8Array(w * h * 4);
  for (let y = 0; y < h; y++) {
    for (let x = 0; x < w; x++) {
      for (let channel = 0; channel < 4; channel++) {
        let sum = 0;
        for (let dy = 0; dy < step; dy++)
          for (let dx = 0; dx < step; dx++) sum += rgba[((y * step + dy) * width + x * step + dx) * 4 + channel] ?? 0;
        out[(y * w + x) * 4 + channel] = Math.round(sum / (step * step));
      }
    }
  }
  return { width: w, height: h, rgba: out };
}

async function draw(job: PictureJob): Promise<PictureReply> {
  const decoded = await decodeFrame({ bytes: job.bytes, skipBits: job.skipBits }, job.look.pixel, codecs);
  if (!decoded.ok) return { ok: false, code: decoded.failure.code, detail: decoded.failure.happened };
  const frame = decoded.value;
  if (job.window === null && !job.inverted && job.maxSide <= 256) {
    const small = thumbnailOf(frame, job.look, job.modality, job.maxSide);
    return { ok: true, png: encodePng(small.width, small.height, small.rgba) };
  }
  const own: Voi | null = job.window === null ? null : { kind: "window", ...job.window, shape: "linear", explanation: null };
  const voi = own ?? voiOfPreset(firstPreset(job.look, job.modality), job.look, frameStatistics(frame.values, job.look.padding));
  const pixels = new Uint32Array(frame.rows * frame.columns);
  painterFor(job.look, frame.photometric, { voi, inverted: job.inverted })(frame.values, pixels.length, pixels);
  const small = shrink(new Uint8Array(pixels.buffer), frame.columns, frame.rows, job.maxSide);
  return { ok: true, png: encodePng(small.width, small.height, small.rgba) };
}

async function pack(job: PackJob): Promise<PackReply> {
  const decoded = await decodeFrame({ bytes: job.bytes, skipBits: job.skipBits }, job.look.pixel, codecs);
  if (!decoded.ok) return { ok: false, code: decoded.failure.code, detail: decoded.failure.happened };
  const bytes = packFrame(decoded.value, job.look.padding);
  releaseBytes(job.bytes);
  return { ok: true, bytes };
}

async function work(job: PrepareJob): Promise<PrepareReply> {
  switch (job.kind) {
    case "index":
      return readInstance(job);
    case "picture":
      return draw(job);
    case "pack":
      return pack(job);
    case "object":
      return { ok: true, read: readObject(job.bytes, inflate) };
    case "presentation":
      return { ok: true, state: readPresentationState(job.bytes, inflate) };
    case "pdf":
      return { ok: true, read: readPdf(job.bytes, inflate) };
  }
}

/** Bytes go back without a copy: those that came for an index, and what was made of others. */
const movedBack = (reply: PrepareReply): ArrayBuffer[] =>
  reply.ok && "bytes" in reply && ownsMemory(reply.bytes) ? [reply.bytes.buffer] : [];

async function answer(job: PrepareJob): Promise<void> {
  const refused = (error: unknown): Refused => ({
    ok: false,
    code: "reader-failed",
    detail: error instanceof Error ? error.name : "unknown",
  });
  const reply = await work(job).catch(refused);
  parentPort?.postMessage(reply, movedBack(reply));
}

parentPort?.on("message", (job: PrepareJob) => void answer(job));
parentPort?.postMessage(READY);
