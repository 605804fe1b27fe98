import fs from "node:fs";
import type { ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";

/** A piece of an answer: bytes in memory, or a range of a file on disk. */
export type Segment = { readonly bytes: Buffer } | { readonly file: string; readonly start: number; readonly length: number };

/** An answer of known length whose files are read only while they are sent. */
export type ByteSegments = { readonly segments: readonly Segment[]; readonly length: number };

const lengthOf = (segment: Segment): number => ("bytes" in segment ? segment.bytes.length : segment.length);

export const joinSegments = (segments: readonly Segment[]): ByteSegments => ({
  segments,
  length: segments.reduce((sum, segment) => sum + lengthOf(segment), 0),
});

export const wholeFile = (file: string): Segment => ({ file, start: 0, length: fs.statSync(file).size });

/** Bytes `start` to `end` (exclusive) of all segments together. */
export function sliceSegments(whole: ByteSegments, start: number, end: number): ByteSegments {
  const cut: Segment[] = [];
  let at = 0;
  for (const segment of whole.segments) {
    const from = Math.max(start - at, 0);
    const to = Math.min(end - at, lengthOf(segment));
    if (from < to) {
      cut.push(
        "bytes" in segment ? { bytes: segment.bytes.subarray(from, to) } : { ...segment, start: segment.start + from, length: to - from },
      );
    }
    at += lengthOf(segment);
  }
  return joinSegments(cut);
}

/** All bytes in order; a file is open only while it is read. */
export async function* bytesOf(whole: ByteSegments): AsyncGenerator<Buffer> {
  for (const segment of whole.segments) {
    if ("bytes" in segment) yield segment.bytes;
    else if (segment.length > 0) {
      yield* fs.createReadStream(segment.file, {
        start: segment.start,
        end: segment.start + segment.length - 1,
        highWaterMark: 256 * 1024,
      });
    }
  }
}

/** Streams the segments; a reader that goes away ends the reading of files and is no error of ours. */
export async function sendSegments(response: ServerResponse, whole: ByteSegments): Promise<void> {
  try {
    await pipeline(Readable.from(bytesOf(whole)), response);
  } catch (error) {
    if (!response.destroyed) throw error;
  }
}

export type RangeCut =
  | { readonly kind: "whole" }
  | { readonly kind: "part"; readonly start: number; readonly end: number }
  | { readonly kind: "unsatisfiable" };

/** RFC 9110 §14: one `bytes=` range, honoured only when `If-Range` is absent or names this strong ETag. */
export function rangeOf(range: string | undefined, ifRange: string | undefined, etag: string, length: number): RangeCut {
  const [, first = "", last = ""] = /^bytes=(\d*)-(\d*)$/.exec(range ?? "") ?? [];
  if ((first === "" && last === "") || (ifRange !== undefined && ifRange !== etag)) return { kind: "whole" };
  const start = first === "" ? Math.max(length - Number(last), 0) : Number(first);
  const end = first === "" || last === "" ? length : Math.min(Number(last) + 1, length);
  return start < end ? { kind: "part", start, end } : { kind: "unsatisfiable" };
}
