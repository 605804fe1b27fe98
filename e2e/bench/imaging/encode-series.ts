import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";

export type Syntax = { readonly name: string; readonly uid: string; readonly encoder: Encoder };
type Encoder = "none" | "dcmcrle" | "dcmcjpeg" | "dcmcjpls" | "openjpeg" | "openjph";

/** The codings that the bench opens (PS3.5 A.4); lossless, so that every frame must come out as it went in. */
export const syntaxes: readonly Syntax[] = [
  { name: "raw", uid: "1.2.840.10008.1.2.1", encoder: "none" },
  { name: "RLE", uid: "1.2.840.10008.1.2.5", encoder: "dcmcrle" },
  { name: "JPEG lossless", uid: "1.2.840.10008.1.2.4.70", encoder: "dcmcjpeg" },
  { name: "JPEG-LS", uid: "1.2.840.10008.1.2.4.80", encoder: "dcmcjpls" },
  { name: "JPEG 2000", uid: "1.2.840.10008.1.2.4.90", encoder: "openjpeg" },
  { name: "HTJ2K", uid: "1.2.840.10008.1.2.4.201", encoder: "openjph" },
];

export type Slices = {
  readonly slices: number;
  readonly side: number;
  readonly sliceOf: (index: number) => Int16Array;
  /** Values are written as they are, bytes as the encoded frame; answers the file. */
  readonly write: (index: number, pixels: Int16Array | Uint8Array) => string;
};

type FrameInfo = {
  readonly width: number;
  readonly height: number;
  readonly bitsPerSample: number;
  readonly componentCount: number;
  readonly isSigned: boolean;
  readonly isUsingColorTransform: boolean;
};

type WasmEncoder = {
  getDecodedBuffer(info: FrameInfo): Uint8Array;
  setQuality(lossless: boolean, quantization: number): void;
  encode(): void;
  getEncodedBuffer(): Uint8Array;
  delete(): void;
};
type WasmModule = { readonly J2KEncoder?: new () => WasmEncoder; readonly HTJ2KEncoder?: new () => WasmEncoder };

/** The full build of a codec: what the product ships only decodes. */
async function wasmEncoder(name: "openjpeg" | "openjph"): Promise<new () => WasmEncoder> {
  const make = createRequire(import.meta.url)(`@cornerstonejs/codec-${name}`) as (options: object) => Promise<WasmModule>;
  const module = await make({});
  const Encoder = module.J2KEncoder ?? module.HTJ2KEncoder;
  if (Encoder === undefined) throw new Error(`codec-${name} has no encoder`);
  return Encoder;
}

/** One of DCMTK's tools. */
export function runTool(tool: string, ...args: readonly string[]): void {
  const done = spawnSync(tool, args, { encoding: "utf8" });
  if (done.error !== undefined) throw new Error(`${tool} is not installed. Debian: apt-get install dcmtk`);
  if (done.status !== 0) throw new Error(`${tool}: ${done.stderr}`);
}

/** Writes every slice in one coding. */
export async function encodeSeries({ encoder }: Syntax, { slices, side, sliceOf, write }: Slices): Promise<void> {
  const Wasm = encoder === "openjpeg" || encoder === "openjph" ? await wasmEncoder(encoder) : null;
  for (let index = 0; index < slices; index++) {
    const pixels = sliceOf(index);
    if (Wasm !== null) write(index, encodeFrame(new Wasm(), pixels, side));
    else {
      const file = write(index, pixels);
      // the tools of DCMTK read and write whole files; they keep the UIDs
      if (encoder !== "none") runTool(encoder, "+un", file, file);
    }
  }
}

function encodeFrame(encoder: WasmEncoder, pixels: Int16Array, side: number): Uint8Array {
  const info = { width: side, height: side, bitsPerSample: 16, componentCount: 1, isSigned: true, isUsingColorTransform: false };
  encoder.getDecodedBuffer(info).set(new Uint8Array(pixels.buffer));
  encoder.setQuality(true, 0);
  encoder.encode();
  const encoded = encoder.getEncodedBuffer().slice();
  encoder.delete();
  return encoded;
}
