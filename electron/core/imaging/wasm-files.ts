import fs from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";
import type { WasmCodec } from "#shared/decode/codec-modules.ts";

/** The `.wasm` file of each codec, as its package exports it. Beside the built bundle they lie in `wasm/`. */
export const wasmFiles: Readonly<Record<WasmCodec, string>> = {
  charls: "@cornerstonejs/codec-charls/decodewasm",
  openjpeg: "@cornerstonejs/codec-openjpeg/decodewasm",
  openjph: "@cornerstonejs/codec-openjph/wasm",
  "libjpeg-turbo-8bit": "@cornerstonejs/codec-libjpeg-turbo-8bit/decodewasm",
};

export async function readWasm(codec: WasmCodec): Promise<Uint8Array> {
  const beside = path.join(path.dirname(fileURLToPath(import.meta.url)), "wasm", `${codec}.wasm`);
  const bytes = await fs.readFile(beside).catch(() => null);
  return bytes ?? fs.readFile(createRequire(import.meta.url).resolve(wasmFiles[codec]));
}
