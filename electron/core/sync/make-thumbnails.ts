import type { CaseId } from "#shared/result/ids.ts";
import { drawFrame } from "../imaging/draw-frame.ts";
import { openSeriesFrames } from "../imaging/frame-reader.ts";
import type { Preparer } from "../imaging/prepare.ts";
import { listSeries, setThumbnail } from "../store/instance-store.ts";
import type { OpenAccount } from "./account.ts";

const MAX_SIDE = 128;

/** A small picture for every series that has none yet. A series that names another patient gets none (M20). */
export async function makeThumbnails(account: OpenAccount, preparer: Preparer, caseId: CaseId): Promise<void> {
  for (const entry of listSeries(account.db, caseId)) {
    if (entry.hasThumbnail === 1 || account.ended.aborted) continue;
    const series = openSeriesFrames(account.db, caseId, entry.seriesId);
    if (typeof series === "string") continue;
    const png = await drawFrame(account.db, account.vault.blobs, preparer, caseId, series, series.thumbnailFrame, {
      maxSide: MAX_SIDE,
      window: null,
      inverted: false,
    });
    if (png !== null) setThumbnail(account.db, entry.seriesId, png);
  }
  account.emit({ kind: "imaging.changed", caseId });
}
