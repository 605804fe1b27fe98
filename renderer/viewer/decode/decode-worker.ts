import charlsUrl from "@cornerstonejs/codec-charls/decodewasm?url";
import turboUrl from "@cornerstonejs/codec-libjpeg-turbo-8bit/decodewasm?url";
import openjpegUrl from "@cornerstonejs/codec-openjpeg/decodewasm?url";
import openjphUrl from "@cornerstonejs/codec-openjph/wasm?url";
import { createCodecs, type WasmCodec } from "#shared/decode/codec-modules.ts";
import { decodeFrame } from "#shared/decode/decode-frame.ts";
import type { DecodedFrame } from "#shared/decode/decoded-frame.ts";
import { type FrameStatistics, frameStatistics } from "#shared/imaging/frame-statistics.ts";
import { ok, type Result } from "#shared/result/failure.ts";
import zstdUrl from "../../../resources/zstd/zstddec.wasm?url";
import type { DecodeReply, DecodeRequest } from "./decode-message.ts";
import { decodePrepared } from "./decode-prepared.ts";
import { createZstd, type Zstd } from "./zstd.ts";

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

let zstd: Promise<Zstd> | null = null;
function getZstd(): Promise<Zstd> {
  zstd ??= fetchWasm(zstdUrl).then(createZstd);
  return zstd;
}

type Ready = { readonly frame: DecodedFrame; readonly statistics: FrameStatistics };

async function readyFrame({ bytes, skipBits, facts, padding, prepared }: DecodeRequest): Promise<Result<Ready>> {
  if (prepared) return decodePrepared(bytes, facts, await getZstd());
  const decoded = await decodeFrame({ bytes, skipBits }, facts, codecs);
  return decoded.ok ? ok({ frame: decoded.value, statistics: frameStatistics(decoded.value.values, padding) }) : decoded;
}

async function answer(request: DecodeRequest): Promise<void> {
  const { id } = request;
  const ready = await readyFrame(request);
  if (!ready.ok) {
    self.postMessage({ id, ok: false, failure: ready.failure } satisfies DecodeReply);
    return;
  }
  const { frame, statistics } = ready.value;
  self.postMessage({ id, ok: true, frame, statistics } satisfies DecodeReply, { transfer: [frame.values.buffer] });
}

self.addEventListener("message", (event: MessageEvent<DecodeRequest>) => {
  answer(event.data).catch((thrown: unknown) => {
    // A bug, or a decoder that is gone: the pool ends this worker and starts another one.
    setTimeout(() => {
      throw thrown;
    });
  });
});
