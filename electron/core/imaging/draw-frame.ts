import type { SeriesFrames } from "#shared/imaging/frame-table.ts";
import type { CaseId } from "#shared/result/ids.ts";
import type { Db } from "../store/transaction.ts";
import type { BlobStore } from "../vault/blob-store.ts";
import { streamFrames } from "./frame-reader.ts";
import type { Preparer } from "./prepare.ts";

export type DrawOptions = {
  readonly maxSide: number;
  readonly window: { readonly center: number; readonly width: number } | null;
  readonly inverted: boolean;
};

/** One frame of a stored series as PNG, drawn by the same code as the page's; null when the frame cannot be read. */
export async function drawFrame(
  db: Db,
  blobs: BlobStore,
  preparer: Preparer,
  caseId: CaseId,
  series: SeriesFrames,
  index: number,
  options: DrawOptions,
): Promise<Buffer | null> {
  const frame = series.frames[index];
  const look = frame === undefined || frame.look === null ? undefined : series.looks[frame.look];
  if (frame === undefined || frame.place === null || look === undefined) return null;
  const pieces: Uint8Array[] = [];
  const frames = streamFrames(db, blobs, caseId, series, [index], new AbortController().signal, () => undefined);
  for await (const piece of frames) pieces.push(piece);
  // the first piece is the frame's header; a frame that could not be read has nothing behind it
  const bytes = pieces[1];
  if (bytes === undefined) return null;
  const reply = await preparer.picture({ bytes, skipBits: frame.place.skipBits, look, modality: series.series.modality, ...options });
  return reply.ok ? Buffer.from(reply.png) : null;
}
