import type { CaseId, SeriesId } from "#shared/result/ids.ts";
import { listPacks, type PackRow } from "../store/pack-store.ts";
import type { Db } from "../store/transaction.ts";
import { type BlobStore, isLostFile, type OpenBlob } from "../vault/blob-store.ts";
import type { Lent } from "../vault/opened-chunks.ts";
import { type PackPlaces, readPack } from "./pack-file.ts";

type OpenPack = { readonly blob: OpenBlob; readonly places: PackPlaces["places"] };

/** The prepared frames of one revision of a series, as far as they were made. Packs are opened when a frame of theirs is asked for. */
export class PackedFrames {
  readonly #blobs: BlobStore;
  readonly #caseId: CaseId;
  readonly #key: Buffer;
  readonly #rows: readonly PackRow[];
  readonly #revision: string;
  readonly #onLost: (blobId: string) => void;
  readonly #open = new Map<string, OpenPack | null>();

  /** `key` stays the caller's. */
  constructor(
    db: Db,
    blobs: BlobStore,
    caseId: CaseId,
    key: Buffer,
    list: { readonly seriesId: SeriesId; readonly revision: string },
    onLost: (blobId: string) => void,
  ) {
    this.#blobs = blobs;
    this.#caseId = caseId;
    this.#key = key;
    this.#rows = listPacks(db, list.seriesId, list.revision);
    this.#revision = list.revision;
    this.#onLost = onLost;
  }

  /** The prepared frame, lent; null when there is none: the original is the way then. */
  async get(index: number): Promise<Lent | null> {
    const row = this.#rows.find(({ firstFrame, frameCount }) => index >= firstFrame && index < firstFrame + frameCount);
    if (row === undefined) return null;
    try {
      const pack = this.#open.has(row.blobId) ? (this.#open.get(row.blobId) ?? null) : await this.#openPack(row);
      const [from, to] = pack?.places[index - row.firstFrame] ?? [0, 0];
      return pack === null || from === to ? null : await pack.blob.lend(from, to);
    } catch (error) {
      if (!isLostFile(error)) throw error;
      await this.#open.get(row.blobId)?.blob.close();
      this.#open.set(row.blobId, null);
      this.#onLost(row.blobId);
      return null;
    }
  }

  async #openPack(row: PackRow): Promise<OpenPack | null> {
    const blob = await this.#blobs.openShared({ blobId: row.blobId, caseId: this.#caseId, kind: "pack" }, this.#key);
    let pack: OpenPack | null = null;
    try {
      const read = await readPack(blob.length, blob.read);
      if (read !== null && this.#fits(row, read)) pack = { blob, places: read.places };
    } finally {
      if (pack === null) await blob.close();
    }
    this.#open.set(row.blobId, pack);
    return pack;
  }

  #fits(row: PackRow, { head, places }: PackPlaces): boolean {
    const isSame = head.seriesId === row.seriesId && head.revision === this.#revision && head.firstFrame === row.firstFrame;
    return isSame && places.length === row.frameCount;
  }

  async close(): Promise<void> {
    for (const pack of this.#open.values()) await pack?.blob.close();
  }
}
