import { deflatedFrom } from "#shared/dicom/parse-instance.ts";
import { type FrameStatus, frameHeader } from "#shared/imaging/frame-stream.ts";
import type { FrameRecord, SeriesFrames } from "#shared/imaging/frame-table.ts";
import type { CaseId, SeriesId } from "#shared/result/ids.ts";
import { caseKey } from "../store/case-store.ts";
import type { Db } from "../store/transaction.ts";
import { type BlobStore, isLostFile } from "../vault/blob-store.ts";
import type { Lent } from "../vault/opened-chunks.ts";
import { BlobDamaged } from "../vault/sealed-blob.ts";
import { FrameTables, type NoTable } from "./frame-tables.ts";
import { inflate } from "./inflate.ts";
import { PackedFrames } from "./packed-frames.ts";

const OPEN_FILES = 8;
const MAX_INFLATED_BYTES = 512 * 1024 * 1024;

type Source = { lend(from: number, to: number): Promise<Lent>; close(): Promise<void> };

/** Files of one stream, the last few kept open: frames of one instance are read one after the other. */
class OpenInstances {
  readonly #blobs: BlobStore;
  readonly #caseId: CaseId;
  readonly #key: Buffer;
  readonly #open = new Map<string, Source>();

  constructor(blobs: BlobStore, caseId: CaseId, key: Buffer) {
    this.#blobs = blobs;
    this.#caseId = caseId;
    this.#key = key;
  }

  async get(instanceKey: string, inflated: boolean): Promise<Source> {
    const name = `${instanceKey}${inflated ? "+" : ""}`;
    const known = this.#open.get(name);
    if (known !== undefined) return known;
    const facts = { blobId: instanceKey, caseId: this.#caseId, kind: "instance" } as const;
    const source = inflated ? inflatedSource(await this.#blobs.read(facts, this.#key)) : await this.#blobs.open(facts, this.#key);
    this.#open.set(name, source);
    const oldest = this.#open.keys().next().value;
    if (this.#open.size > OPEN_FILES && oldest !== undefined) {
      await this.#open.get(oldest)?.close();
      this.#open.delete(oldest);
    }
    return source;
  }

  async close(): Promise<void> {
    this.#key.fill(0);
    for (const source of this.#open.values()) await source.close();
  }
}

/** Deflated files: the meta header as it is, then the inflated data set. */
function inflatedSource(bytes: Buffer): Source {
  const from = deflatedFrom(bytes);
  const data = from === null ? "damaged" : inflate(bytes.subarray(from), MAX_INFLATED_BYTES);
  if (typeof data === "string") throw new RangeError("the deflated data cannot be unpacked");
  const whole = Buffer.concat([bytes.subarray(0, from ?? 0), data]);
  return { lend: async (start, end) => ({ pieces: [whole.subarray(start, end)], giveBack: () => undefined }), close: async () => {} };
}

async function lendFrame(
  instances: OpenInstances,
  series: SeriesFrames,
  frame: FrameRecord,
  onLost: (blobId: string) => void,
): Promise<Lent | FrameStatus> {
  const instance = series.instances[frame.instance];
  if (frame.place === null || instance === undefined) return "missing";
  const runs: Lent[] = [];
  const giveBack = (): void => {
    for (const run of runs.splice(0)) run.giveBack();
  };
  try {
    const source = await instances.get(instance.instanceKey, frame.place.inflated);
    for (const [offset, length] of frame.place.runs) runs.push(await source.lend(offset, offset + length));
    return { pieces: runs.flatMap(({ pieces }) => pieces), giveBack };
  } catch (error) {
    giveBack();
    if (error instanceof RangeError) return "damaged";
    if (!isLostFile(error)) throw error;
    onLost(instance.instanceKey);
    return error instanceof BlobDamaged ? "damaged" : "notStored";
  }
}

/** The frame table of a series that is read once, and not kept (`FrameTables`). */
export const openSeriesFrames = (db: Db, caseId: CaseId, seriesId: SeriesId): SeriesFrames | NoTable =>
  new FrameTables(db).open(caseId, seriesId);

/** The answer to indexes of another list of frames: no bytes, and the word that the list is out of date. */
export async function* staleFrames(order: readonly number[]): AsyncGenerator<Uint8Array> {
  for (const index of order) yield frameHeader({ index, status: "stale", length: 0 });
}

/**
 * Frames in the asked order, each behind its header of three numbers, opened as they are needed: prepared where that was done, else as they
 * came. Each piece may be used until the next one is asked for. Ends with the signal. `onLost` is told of each file that cannot be read any more.
 */
export async function* streamFrames(
  db: Db,
  blobs: BlobStore,
  caseId: CaseId,
  series: SeriesFrames,
  order: readonly number[],
  signal: AbortSignal,
  onLost: (blobId: string) => void,
): AsyncGenerator<Uint8Array> {
  const key = caseKey(db, caseId);
  if (key === null) return;
  const packed = new PackedFrames(db, blobs, caseId, key, series, onLost);
  const instances = new OpenInstances(blobs, caseId, key);
  try {
    for (const index of order) {
      if (signal.aborted) return;
      const prepared = await packed.get(index);
      const frame = series.frames[index];
      const lent = prepared ?? (frame === undefined ? "missing" : await lendFrame(instances, series, frame, onLost));
      if (typeof lent === "string") yield frameHeader({ index, status: lent, length: 0 });
      else yield* sendFrame(index, prepared === null ? "ok" : "prepared", lent);
    }
  } finally {
    await packed.close();
    await instances.close();
  }
}

function* sendFrame(index: number, status: FrameStatus, { pieces, giveBack }: Lent): Generator<Uint8Array> {
  try {
    yield frameHeader({ index, status, length: pieces.reduce((sum, piece) => sum + piece.length, 0) });
    yield* pieces;
  } finally {
    giveBack();
  }
}

/** In memory of its own, which can be handed over. */
function ownCopy({ pieces, giveBack }: Lent): Uint8Array<ArrayBuffer> {
  const copy = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    copy.set(piece, at);
    at += piece.length;
  }
  giveBack();
  return copy;
}

/** Frames as they came, for making something of them: null for one that is not wanted or cannot be read. Ends with the signal. */
export async function* originalFrames(
  db: Db,
  blobs: BlobStore,
  caseId: CaseId,
  series: SeriesFrames,
  order: readonly number[],
  isWanted: (index: number) => boolean,
  signal: AbortSignal,
): AsyncGenerator<{ readonly index: number; readonly original: Uint8Array<ArrayBuffer> | null }> {
  const key = caseKey(db, caseId);
  if (key === null) return;
  const instances = new OpenInstances(blobs, caseId, key);
  try {
    for (const index of order) {
      if (signal.aborted) return;
      const frame = series.frames[index];
      const lent = frame === undefined || !isWanted(index) ? "missing" : await lendFrame(instances, series, frame, () => undefined);
      yield { index, original: typeof lent === "string" ? null : ownCopy(lent) };
    }
  } finally {
    await instances.close();
  }
}
