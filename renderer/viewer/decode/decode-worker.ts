import charlsUrl from "@cornerstonejs/codec-charls/decodewasm?url";
import turboUrl from "@cornerstonejs/codec-libjpeg-turbo-8bit/decodewasm?url";
import openjpegUrl from "@cornerstonejs/codec-openjpeg/decodewasm?url";
import openjphUrl from "@cornerstonejs/codec-openjph/wasm?url";
import { createCodecs, type WasmCodec } from "#shared/decode/codec-modules.ts";
import { decodeFrame } from "#shared/decode/decode-frame.ts";
import { frameStatistics } from "#shared/imaging/frame-statistics.ts";
import type { DecodeReply, DecodeRequest } from "./decode-message.ts";

const urls: { readonly [codec in WasmCodec]: string } = {
  charls: charlsUrl,
  openjpeg: openjpegUrl,
  openjph: openjphUrl,
  "libjpeg-turbo-8bit": turboUrl,
};

async function fetchWasm(codec: WasmCodec): Promise<Uint8Array> {
  const response = await fetch(urls[codec]);
  if (!response.ok) throw new Error(`the decoder ${codec} could not be loaded (${response.status})`);
  return new Uint8Array(await response.arrayBuffer());
}

const codecs = createCodecs(fetchWasm);

async function answer(request: DecodeRequest): Promise<void> {
  const { id, bytes, skipBits, facts, padding } = request;
  const decoded = await decodeFrame({ bytes, skipBits }, facts, codecs);
  if (!decoded.ok) {
    self.postMessage({ id, ok: false, failure: decoded.failure } satisfies DecodeReply);
    return;
  }
  const frame = decoded.value;
  const reply: DecodeReply = { id, ok: true, frame, statistics: frameStatistics(frame.values, padding) };
  self.postMessage(reply, { transfer: [frame.values.buffer] });
}

self.addEventListener("message", (event: MessageEvent<DecodeRequest>) => {
  answer(event.data).catch((thrown: unknown) => {
    // A bug, or a decoder that is gone: the pool ends this worker and starts another one.
    setTimeout(() => {
      throw thrown;
    });
  });
});
