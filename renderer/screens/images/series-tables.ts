import type { SeriesRow } from "#shared/contract/imaging.ts";
import type { SeriesFrames } from "#shared/imaging/frame-table.ts";
import { ok, type Result } from "#shared/result/failure.ts";
import type { CaseId, SeriesId } from "#shared/result/ids.ts";
import type { Calls } from "../../client/client.ts";

/** Series whose tables are asked for before somebody opens them, and how long such a series may be. */
const AHEAD = 24;
const AHEAD_FRAMES = 1_000;

/**
 * The frame tables of a case's series. One that was asked for is kept while the list names its revision: a series that is opened again finds
 * its decoded frames, and one that was asked for ahead opens without a question to core.
 */
export class SeriesTables {
  private readonly caseId: CaseId;
  private readonly imaging: Calls["imaging"];
  private readonly row: (seriesId: SeriesId) => SeriesRow | undefined;
  private readonly tables = new Map<SeriesId, SeriesFrames>();

  /** `row`: the series as the list names it now. */
  constructor(caseId: CaseId, imaging: Calls["imaging"], row: (seriesId: SeriesId) => SeriesRow | undefined) {
    this.caseId = caseId;
    this.imaging = imaging;
    this.row = row;
  }

  /** The table that is here and still true; a series in doubt about its patient is asked for each time. */
  known(seriesId: SeriesId): SeriesFrames | null {
    const table = this.tables.get(seriesId);
    const row = this.row(seriesId);
    if (table === undefined || row === undefined) return null;
    return row.revision === table.revision && row.identityConflict === null ? table : null;
  }

  async get(seriesId: SeriesId, signal: AbortSignal): Promise<Result<SeriesFrames>> {
    const known = this.known(seriesId);
    if (known !== null) return ok(known);
    const answer = await this.imaging.series({ caseId: this.caseId, seriesId }, signal);
    if (!answer.ok) return answer;
    const table = answer.value.frames as SeriesFrames; // the contract carries it whole; core builds and checks it
    const before = this.tables.get(seriesId);
    // the same list is the same object: the viewer knows its frames by it
    if (before !== undefined && before.revision === table.revision) return ok(before);
    this.tables.set(seriesId, table);
    return ok(table);
  }

  /** Asks for what may be opened next, one after the other. */
  async ahead(rows: readonly SeriesRow[], signal: AbortSignal): Promise<void> {
    const wanted = rows.filter((row) => row.frames > 0 && row.frames <= AHEAD_FRAMES && row.identityConflict === null).slice(0, AHEAD);
    for (const { seriesId } of wanted) {
      if (signal.aborted) return;
      await this.get(seriesId, signal);
    }
  }

  clear(): void {
    this.tables.clear();
  }
}
