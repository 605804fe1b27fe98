import type { SeriesFrames } from "#shared/imaging/frame-table.ts";
import type { CaseId } from "#shared/result/ids.ts";
import type { Db } from "../store/transaction.ts";
import type { BlobStore } from "../vault/blob-store.ts";
import { originalFrames } from "./frame-reader.ts";
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
  const originals = originalFrames(db, blobs, caseId, series, [index], () => true, new AbortController().signal);
  const bytes = (await originals.next()).value?.original ?? null;
  await originals.return(undefined);
  if (bytes === null) return null;
  const reply = await preparer.picture({ bytes, skipBits: frame.place.skipBits, look, modality: series.series.modality, ...options });
  return reply.ok ? Buffer.from(reply.png) : null;
}
