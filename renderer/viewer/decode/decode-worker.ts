import charlsUrl from "@cornerstonejs/codec-charls/decodewasm?url";
import turboUrl from "@cornerstonejs/codec-libjpeg-turbo-8bit/decodewasm?url";
import openjpegUrl from "@cornerstonejs/codec-openjpeg/decodewasm?url";
import openjphUrl from "@cornerstonejs/codec-openjph/wasm?url";
import { createCodecs, type WasmCodec } from "#shared/decode/codec-modules.ts";
import { decodeFrame } from "#shared/decode/decode-frame.ts";
import { frameStatistics } from "#shared/imaging/frame-statistics.ts";
import unfoldUrl from "../../../resources/unfold/unfold.wasm?url";
import zstdUrl from "../../../resources/zstd/zstddec.wasm?url";
import type { DecodeRequest, FrameForm, FrameOutcome, Pace, StreamRequest, WorkerReply, WorkerRequest } from "./decode-message.ts";
import { decodePrepared, type Unpack } from "./decode-prepared.ts";
import { gentleRestMs } from "./gentle-rest.ts";
import { readStream } from "./read-stream.ts";
import { createUnfold } from "./unfold.ts";
import { createZstd } from "./zstd.ts";

const urls: { readonly [codec in WasmCodec]: string } = {
  charls: charlsUrl,
  openjpeg: openjpegUrl,
  openjph: openjphUrl,
  "libjpeg-turbo-8bit": turboUrl,
};

async function fetchWasm(url: string): Promise<Uint8Array<ArrayBuffer>> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`a decoder could not be loaded (${response.status})`);
  return new Uint8Array(await response.arrayBuffer());
}

const codecs = createCodecs((codec) => fetchWasm(urls[codec]));

async function loadUnpack(): Promise<Unpack> {
  const [zstdWasm, unfoldWasm] = await Promise.all([fetchWasm(zstdUrl), fetchWasm(unfoldUrl)]);
  const zstd = await createZstd(zstdWasm);
  return { zstd, unfold: await createUnfold(unfoldWasm, zstd) };
}

let unpack: Promise<Unpack> | null = null;
function getUnpack(): Promise<Unpack> {
  unpack ??= loadUnpack();
  return unpack;
}

// on its way before the first frame is; a failure shows when it is asked for
getUnpack().catch(() => undefined);

async function decodeOne(bytes: Uint8Array, skipBits: number, prepared: boolean, { facts, padding }: FrameForm): Promise<FrameOutcome> {
  if (prepared) {
    const ready = decodePrepared(bytes, facts, await getUnpack());
    return ready.ok ? { ok: true, ...ready.value } : ready;
  }
  const decoded = await decodeFrame({ bytes, skipBits }, facts, codecs);
  return decoded.ok ? { ok: true, frame: decoded.value, statistics: frameStatistics(decoded.value.values, padding) } : decoded;
}

function reply(message: WorkerReply): void {
  const moved = message.kind === "frame" && message.outcome.ok ? [message.outcome.frame.values.buffer] : [];
  self.postMessage(message, { transfer: moved });
}

async function decode({ id, bytes, skipBits, prepared, facts, padding }: DecodeRequest): Promise<void> {
  if (!prepared) reply({ kind: "begun", id, index: 0 });
  reply({ kind: "frame", id, index: 0, outcome: await decodeOne(bytes, skipBits, prepared, { facts, padding }) });
}

const streams = new Map<number, AbortController>();
let pace: Pace = "full";

const rest = async (spentMs: number): Promise<void> => {
  if (pace === "gentle") await new Promise((resolve) => setTimeout(resolve, gentleRestMs(spentMs)));
};

/** Errors of the connection end the stream; those of the decoders are bugs and leave it. */
async function stream(request: StreamRequest): Promise<void> {
  const controller = new AbortController();
  streams.set(request.id, controller);
  try {
    await readStream(request, controller.signal, { decode: (...frame) => decodeOne(...frame).catch(giveUp), reply, rest });
  } catch {
    // told by the frames that did not come
  }
  streams.delete(request.id);
  reply({ kind: "end", id: request.id });
}

/** A bug, or a decoder that is gone: the pool ends this worker and starts another one. */
function giveUp(thrown: unknown): Promise<never> {
  setTimeout(() => {
    throw thrown;
  });
  return new Promise(() => undefined);
}

self.addEventListener("message", ({ data }: MessageEvent<WorkerRequest>) => {
  if (data.kind === "stop") streams.get(data.id)?.abort();
  else if (data.kind === "pace") ({ pace } = data);
  else if (data.kind === "stream") void stream(data);
  else decode(data).catch(giveUp);
});
