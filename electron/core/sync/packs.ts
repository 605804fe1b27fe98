import { isReadable } from "#shared/case/case-state.ts";
import type { SeriesFrames } from "#shared/imaging/frame-table.ts";
import type { CaseId } from "#shared/result/ids.ts";
import { releaseBytes } from "#shared/result/owned-bytes.ts";
import { openSeriesFrames } from "../imaging/frame-reader.ts";
import { writePack } from "../imaging/pack-file.ts";
import { type MadePack, makePacks } from "../imaging/pack-series.ts";
import { Preparer } from "../imaging/prepare.ts";
import { insertBlob } from "../store/blob-row-store.ts";
import { caseKey, hasCaseKey, isWithheld, listCases } from "../store/case-store.ts";
import { listSeries } from "../store/instance-store.ts";
import { insertPack, leastUsedPacks, listPacks, packedBytes, removePacks, stalePacks } from "../store/pack-store.ts";
import { inTransaction } from "../store/transaction.ts";
import { freeBytes, isDiskFull } from "../vault/durable-file.ts";
import { nowOf, type OpenAccount } from "./account.ts";

/** Packs are a convenience: they leave this much of the disk to everything else. */
const SPARE_DISK_BYTES = 2 * 1024 ** 3;

type Made = "done" | "gone" | "no-room" | "ended";

/**
 * Makes the prepared frames of every series that is here, in the background and one at a time, in a worker of its own: a download never
 * waits for it. Originals are never touched; a pack can be thrown away at any time and is made again.
 */
export class Packs {
  readonly #account: OpenAccount;
  readonly #budgetBytes: () => number;
  readonly #preparer = new Preparer();
  #running: Promise<void> | null = null;
  #again = false;

  /** `budgetBytes`: all packs of the account together, asked anew each time; beyond it those of series that were not used for longer go. */
  constructor(account: OpenAccount, budgetBytes: () => number) {
    this.#account = account;
    this.#budgetBytes = budgetBytes;
  }

  /** Starts a round, or another one after the one under way. */
  wake(): void {
    this.#again = true;
    this.#running ??= this.#rounds()
      .catch((error: unknown) => {
        if (!isDiskFull(error)) this.#account.log("defect", { code: `packs: ${error instanceof Error ? error.name : "thrown value"}` });
      })
      .finally(() => {
        this.#running = null;
        // asked for in the very moment in which the round ended
        if (this.#again && !this.#account.ended.aborted) this.wake();
      });
  }

  /** Resolves when nothing is under way any more. */
  idle(): Promise<void> {
    return this.#running ?? Promise.resolve();
  }

  close(): Promise<void> {
    return this.#preparer.close();
  }

  async #rounds(): Promise<void> {
    while (this.#again && !this.#account.ended.aborted) {
      this.#again = false;
      await this.#drop(stalePacks(this.#account.db));
      await this.#fit();
      if (this.#budgetBytes() === 0) continue;
      for (const entry of listCases(this.#account.db)) {
        if (!isReadable(entry.state) || isWithheld(entry, nowOf(this.#account))) continue;
        const made = await this.#packCase(entry.caseId);
        if (made === "no-room" || made === "ended") return;
      }
    }
  }

  async #packCase(caseId: CaseId): Promise<Made> {
    for (const { seriesId } of listSeries(this.#account.db, caseId)) {
      if (this.#account.ended.aborted) return "ended";
      const series = openSeriesFrames(this.#account.db, caseId, seriesId);
      if (typeof series === "string") continue;
      const made = await this.#packSeries(caseId, series);
      if (made !== "done") return made;
    }
    return "done";
  }

  async #packSeries(caseId: CaseId, series: SeriesFrames): Promise<Made> {
    const { db, vault, ended } = this.#account;
    const here = listPacks(db, series.seriesId, series.revision).reduce(
      (most, pack) => Math.max(most, pack.firstFrame + pack.frameCount),
      0,
    );
    if (here >= series.frames.length) return "done";
    for await (const pack of makePacks(db, vault.blobs, this.#preparer, caseId, series, here, ended)) {
      if (ended.aborted) return "ended";
      const written = await this.#write(caseId, series, pack);
      if (written !== "done") return written;
    }
    return ended.aborted ? "ended" : "done";
  }

  async #write(caseId: CaseId, series: SeriesFrames, { firstFrame, frames }: MadePack): Promise<Made> {
    const { db, vault } = this.#account;
    const { seriesId, revision } = series;
    const content = writePack({ seriesId, revision, firstFrame }, frames);
    const bytes = content.length;
    if (!(await this.#makeRoom(series, bytes))) return "no-room";
    const key = caseKey(db, caseId);
    // erased meanwhile: nothing of it may be written any more
    if (key === null) return "gone";
    const blob = await vault.blobs.put("pack", caseId, key, content).finally(() => {
      key.fill(0);
      releaseBytes(content);
    });
    const isKept = inTransaction(db, (tx) => {
      if (!hasCaseKey(tx, caseId)) return false;
      insertBlob(tx, blob, nowOf(this.#account));
      insertPack(tx, { blobId: blob.blobId, seriesId, revision, firstFrame, frameCount: frames.length, bytes });
      return true;
    });
    if (!isKept) await vault.blobs.remove(blob.blobId);
    return isKept ? "done" : "gone";
  }

  async #makeRoom({ seriesId }: SeriesFrames, bytes: number): Promise<boolean> {
    const { db, vault } = this.#account;
    while (packedBytes(db) + bytes > this.#budgetBytes()) {
      const dropped = leastUsedPacks(db, seriesId);
      if (dropped.length === 0) return false;
      await this.#drop(dropped);
    }
    return (await freeBytes(vault.folder)) - bytes > SPARE_DISK_BYTES;
  }

  /** The budget may have been lowered. */
  async #fit(): Promise<void> {
    const { db } = this.#account;
    while (packedBytes(db) > this.#budgetBytes()) {
      const oldest = leastUsedPacks(db, null);
      if (oldest.length === 0) return;
      await this.#drop(oldest);
    }
  }

  async #drop(blobIds: readonly string[]): Promise<void> {
    if (blobIds.length === 0) return;
    inTransaction(this.#account.db, (tx) => removePacks(tx, blobIds));
    for (const blobId of blobIds) await this.#account.vault.blobs.remove(blobId);
  }
}
