import { transferSyntaxOf } from "#shared/dicom/transfer-syntax.ts";
import type { SeriesFrames } from "#shared/imaging/frame-table.ts";
import type { CaseId } from "#shared/result/ids.ts";
import type { Db } from "../store/transaction.ts";
import type { BlobStore } from "../vault/blob-store.ts";
import { originalFrames } from "./frame-reader.ts";
import type { Preparer } from "./prepare.ts";

/** A pack is written when its frames have this many bytes, so that making one needs little memory. */
const PACK_BYTES = 16 * 1024 * 1024;
/** Frames in the worker's queue: the next one is read while one is decoded. */
const AHEAD = 2;

export type MadePack = { readonly firstFrame: number; readonly frames: readonly Uint8Array[] };

/** Lossy JPEG of 8 bits decodes about as quickly as a prepared frame and is a tenth of its size: it stays as it came. */
function isWorthIt(series: SeriesFrames, index: number): boolean {
  const frame = series.frames[index];
  const look = frame === undefined || frame.look === null ? undefined : series.looks[frame.look];
  return frame?.place !== null && look !== undefined && transferSyntaxOf(look.pixel.transferSyntaxUid).coding !== "jpeg";
}

async function prepared(preparer: Preparer, series: SeriesFrames, index: number, bytes: Uint8Array | null): Promise<Uint8Array | null> {
  const frame = series.frames[index];
  const look = frame === undefined || frame.look === null ? undefined : series.looks[frame.look];
  if (bytes === null || frame?.place == null || look === undefined) return new Uint8Array(0);
  const reply = await preparer.pack({ bytes, skipBits: frame.place.skipBits, look });
  if (reply.ok) return reply.bytes;
  // a frame that cannot be decoded is told by the page, from its original bytes
  return reply.code === "stopped" ? null : new Uint8Array(0);
}

/**
 * Decodes the frames of a series from `from` on, in the order of display, and hands them over pack by pack. Ends early when the vault is
 * being locked.
 */
export async function* makePacks(
  db: Db,
  blobs: BlobStore,
  preparer: Preparer,
  caseId: CaseId,
  series: SeriesFrames,
  from: number,
  signal: AbortSignal,
): AsyncGenerator<MadePack> {
  const order = series.frames.map((_, index) => index).filter((index) => index >= from);
  const originals = originalFrames(db, blobs, caseId, series, order, (index) => isWorthIt(series, index), signal);
  const waiting: Promise<Uint8Array | null>[] = [];
  let frames: Uint8Array[] = [];
  let firstFrame = from;
  let bytes = 0;
  const take = async (): Promise<boolean> => {
    const frame = await waiting.shift();
    if (frame == null) return false;
    frames.push(frame);
    bytes += frame.length;
    return true;
  };
  for await (const { index, original } of originals) {
    waiting.push(prepared(preparer, series, index, original));
    if (waiting.length > AHEAD && !(await take())) return;
    if (bytes >= PACK_BYTES) {
      yield { firstFrame, frames };
      firstFrame += frames.length;
      [frames, bytes] = [[], 0];
    }
  }
  while (waiting.length > 0) if (!(await take())) return;
  if (frames.length > 0 && !signal.aborted) yield { firstFrame, frames };
}
