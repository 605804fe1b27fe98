import crypto from "node:crypto";
import fs from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { type Codecs, createCodecs, type WasmCodec } from "#shared/decode/codec-modules.ts";
import { decodeFrame } from "#shared/decode/decode-frame.ts";
import type { DecodedFrame } from "#shared/decode/decoded-frame.ts";
import { parseInstance } from "#shared/dicom/parse-instance.ts";
import type { FrameLook } from "#shared/imaging/frame-table.ts";
import { type InstanceIndex, indexInstance } from "#shared/imaging/instance-index.ts";
import { type ExpectedFile, readExpectation } from "../decode/expectation.ts";
import { inflate } from "../decode/scan-folder.ts";
import { sharedPath } from "../support/shared-folder.ts";

/** The folder of real files, or null where the shared material does not lie beside the checkout. */
export const dataFolder: string | null = sharedPath("data");

export const expectation = (): ReadonlyMap<string, ExpectedFile> =>
  dataFolder === null ? new Map<string, ExpectedFile>() : readExpectation(path.join(dataFolder, "expected.json"));

/** `facts.json`: what reference readers say of objects without pictures; empty lists where the folder is not there. */
export const dataFacts = (): unknown =>
  dataFolder === null
    ? { sr: [], waveforms: [], encapsulated: [] }
    : JSON.parse(fs.readFileSync(path.join(dataFolder, "facts.json"), "utf8"));

const wasmFiles: { readonly [codec in WasmCodec]: string } = {
  charls: "@cornerstonejs/codec-charls/decodewasm",
  openjpeg: "@cornerstonejs/codec-openjpeg/decodewasm",
  openjph: "@cornerstonejs/codec-openjph/wasm",
  "libjpeg-turbo-8bit": "@cornerstonejs/codec-libjpeg-turbo-8bit/decodewasm",
};

const require = createRequire(import.meta.url);

export const nodeCodecs = (): Codecs => createCodecs(async (codec) => new Uint8Array(fs.readFileSync(require.resolve(wasmFiles[codec]))));

export const bytesOf = (file: string): Uint8Array => new Uint8Array(fs.readFileSync(path.join(dataFolder ?? "", file)));

export function indexOf(file: string, bytes = bytesOf(file)): InstanceIndex {
  const indexed = indexInstance(bytes, { instanceKey: file, inflate });
  if (!indexed.ok) throw new Error(`${file}: ${indexed.failure.detail ?? indexed.failure.code}`);
  return indexed.value;
}

/** The bytes of one frame (0-based), its look, and how many bits to skip. */
export function frameBytesOf(file: string, frame = 0): { readonly bytes: Uint8Array; readonly skipBits: number; readonly look: FrameLook } {
  const index = indexOf(file);
  const record = index.frames[frame];
  const look = index.looks[record?.look ?? -1];
  if (record?.place == null || look === undefined) throw new Error(`${file}: frame ${frame + 1} has no place`);
  const parsed = parseInstance(bytesOf(file), inflate);
  const plain = parsed.ok ? parsed.value.bytes : new Uint8Array(0);
  const bytes = Buffer.concat(record.place.runs.map(([offset, length]) => plain.subarray(offset, offset + length)));
  return { bytes: new Uint8Array(bytes), skipBits: record.place.skipBits, look };
}

/** Decodes one frame of a file. */
export async function decodeFile(
  file: string,
  codecs: Codecs,
  frame = 0,
): Promise<{ readonly decoded: DecodedFrame; readonly look: FrameLook; readonly index: InstanceIndex }> {
  const { bytes, skipBits, look } = frameBytesOf(file, frame);
  const decoded = await decodeFrame({ bytes, skipBits }, look.pixel, codecs);
  if (!decoded.ok) throw new Error(`${file}: ${decoded.failure.detail ?? decoded.failure.code}`);
  return { decoded: decoded.value, look, index: indexOf(file) };
}

export const sha256 = (values: ArrayBufferView): string =>
  crypto
    .createHash("sha256")
    .update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength))
    .digest("hex");
