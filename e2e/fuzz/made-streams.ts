import fs from "node:fs/promises";
import { createRequire } from "node:module";

const silent = (): void => undefined;

async function options(wasm: string): Promise<Parameters<typeof import("@cornerstonejs/codec-charls/wasmjs").default>[0]> {
  const wasmBinary = await fs.readFile(createRequire(import.meta.url).resolve(wasm));
  return { wasmBinary, print: silent, printErr: silent };
}

/** A grey picture: 32 × 32, little endian where a sample has two bytes. */
export type Grey = { readonly side: number; readonly bits: 8 | 16; readonly bytes: Uint8Array };

type Encoder = { getDecodedBuffer(frame: object): Uint8Array; getEncodedBuffer(): Uint8Array; encode(): void; delete(): void };

function encodedBy<E extends Encoder>(encoder: E, { side, bits, bytes }: Grey, prepare: (encoder: E) => void): Buffer {
  const frame = { width: side, height: side, bitsPerSample: bits, componentCount: 1, isSigned: false, isUsingColorTransform: false };
  encoder.getDecodedBuffer(frame).set(bytes);
  prepare(encoder);
  encoder.encode();
  const stream = Buffer.from(encoder.getEncodedBuffer());
  encoder.delete();
  return stream;
}

/** The picture in the codings whose encoders come with the decoders' packages, by the end of the transfer syntax. */
export async function streamsOf(grey: Grey): Promise<ReadonlyMap<string, Buffer>> {
  const { JpegLSEncoder } = await (await import("@cornerstonejs/codec-charls/wasmjs")).default(
    await options("@cornerstonejs/codec-charls/wasm"),
  );
  const { J2KEncoder } = await (await import("@cornerstonejs/codec-openjpeg/wasmjs")).default(
    await options("@cornerstonejs/codec-openjpeg/wasm"),
  );
  const { HTJ2KEncoder } = await (await import("@cornerstonejs/codec-openjph/wasmjs")).default(
    await options("@cornerstonejs/codec-openjph/wasm"),
  );
  const wavelet =
    (lossless: boolean) => (encoder: { setDecompositions(count: number): void; setQuality(lossless: boolean, step: number): void }) => {
      encoder.setDecompositions(2);
      encoder.setQuality(lossless, lossless ? 0 : 0.01);
    };
  return new Map([
    ["4.80", encodedBy(new JpegLSEncoder(), grey, (encoder) => encoder.setNearLossless(0))],
    ["4.81", encodedBy(new JpegLSEncoder(), grey, (encoder) => encoder.setNearLossless(2))],
    ["4.90", encodedBy(new J2KEncoder(), grey, wavelet(true))],
    ["4.201", encodedBy(new HTJ2KEncoder(), grey, wavelet(true))],
  ]);
}
