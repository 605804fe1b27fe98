import type { SeriesFrames } from "#shared/imaging/frame-table.ts";
import type { CaseId, SeriesId } from "#shared/result/ids.ts";
import { findSeries, readSeriesFrames } from "../store/instance-store.ts";
import type { Db } from "../store/transaction.ts";

const KEPT = 4;

export type NoTable = "no-such-series" | "identity-conflict";

/**
 * Frame tables of the series that were read last. Scrolling asks for frames many times a second, and to read the table of 3,000 images anew
 * takes 20 ms of core each time. A table is true as long as the summary beside it, which carries its revision, is the same.
 */
export class FrameTables {
  readonly #db: Db;
  readonly #tables = new Map<SeriesId, { readonly facts: string; readonly table: SeriesFrames }>();

  constructor(db: Db) {
    this.#db = db;
  }

  /** May this series be read now, and its frame table; a code when not. */
  open(caseId: CaseId, seriesId: SeriesId): SeriesFrames | NoTable {
    const entry = findSeries(this.#db, caseId, seriesId);
    if (entry === null) return "no-such-series";
    if (entry.identityConflict !== null && entry.identityResolved === null) return "identity-conflict";
    const known = this.#tables.get(seriesId);
    this.#tables.delete(seriesId);
    const table = known?.facts === entry.facts ? known.table : this.#read(seriesId);
    if (table === null) return "no-such-series";
    this.#tables.set(seriesId, { facts: entry.facts, table });
    const [oldest] = this.#tables.keys();
    if (this.#tables.size > KEPT && oldest !== undefined) this.#tables.delete(oldest);
    return table;
  }

  #read(seriesId: SeriesId): SeriesFrames | null {
    const text = readSeriesFrames(this.#db, seriesId);
    return text === null ? null : (JSON.parse(text) as SeriesFrames);
  }
}
