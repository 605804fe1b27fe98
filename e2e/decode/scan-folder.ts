import fs from "node:fs";
import path from "node:path";
import zlib from "node:zlib";
import type { Inflate } from "#shared/dicom/parse-instance.ts";
import { parseInstance } from "#shared/dicom/parse-instance.ts";
import { type InstanceIndex, indexInstance } from "#shared/imaging/instance-index.ts";
import type { FrameJob, ScannedFile } from "./decode-types.ts";
import type { ExpectedFile } from "./expectation.ts";

export const inflate: Inflate = (deflated, maxBytes) => {
  try {
    return new Uint8Array(zlib.inflateRawSync(deflated, { maxOutputLength: maxBytes }));
  } catch (thrown) {
    return (thrown as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE" ? "too-large" : "damaged";
  }
};

/** All files below a folder, as paths inside it, sorted; nothing hidden. */
export function filesBelow(folder: string): string[] {
  return fs
    .readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.startsWith("."))
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)).split(path.sep).join("/"))
    .sort();
}

function framesOf(index: InstanceIndex, expected: ExpectedFile | undefined): FrameJob[] {
  return index.frames.flatMap((frame, i): FrameJob[] => {
    const look = index.looks[frame.look];
    if (look === undefined || frame.place === null) return [];
    const wanted = expected?.frames?.find((candidate) => candidate.frame === frame.frameNumber);
    const probes = (wanted?.probes ?? []).map(([row = 0, column = 0]) => [row, column] as const);
    return [{ index: i, frame: frame.frameNumber, pixel: look.pixel, padding: look.padding, skipBits: frame.place.skipBits, probes }];
  });
}

/** Reads the structure of one file, as core does at download. */
export function scanFile(folder: string, file: string, number: number, expected: ExpectedFile | undefined): ScannedFile {
  const seriesId = number.toString(16).padStart(32, "0");
  const none = { file, seriesId, job: null, runs: new Map<number, readonly (readonly [number, number])[]>() };
  const bytes = new Uint8Array(fs.readFileSync(path.join(folder, file)));
  const indexed = indexInstance(bytes, { instanceKey: file, inflate });
  if (!indexed.ok) {
    const { code, detail = "" } = indexed.failure;
    return { ...none, reading: code === "not-dicom" ? { kind: "not-dicom" } : { kind: "refused", code, detail } };
  }
  const { fault, hasPictures, frames, instance } = indexed.value;
  if (fault !== null) return { ...none, reading: fault.code === "no-image" ? { kind: "no-picture" } : { kind: "refused", ...fault } };
  if (!hasPictures) return { ...none, reading: { kind: "no-picture" } };
  const runs = new Map(frames.flatMap(({ place }, i) => (place === null ? [] : [[i, place.runs] as const])));
  const job = { seriesId, revision: "0", frames: framesOf(indexed.value, expected) };
  return {
    ...none,
    job,
    runs,
    reading: { kind: "pictures", announced: instance.announcedFrames, missing: frames.length - job.frames.length },
  };
}

/** The plain instance that frame offsets count in. */
export function plainBytes(folder: string, file: string): Uint8Array {
  const bytes = new Uint8Array(fs.readFileSync(path.join(folder, file)));
  const parsed = parseInstance(bytes, inflate);
  return parsed.ok ? parsed.value.bytes : bytes;
}
