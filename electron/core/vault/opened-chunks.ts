import { releaseBytes } from "#shared/result/owned-bytes.ts";

/** The last few: frames are read outward from one, so the next lies in turn behind and before it, and several streams read the same. */
const CACHED_CHUNKS = 4;

/** Bytes that are lent: nobody writes into them, and whoever got them gives them back once when he is done. Their memory may go then. */
export type Lent = { readonly pieces: readonly Buffer[]; readonly giveBack: () => void };

type Chunk = { readonly opening: Promise<Buffer>; users: number; isCached: boolean };

/**
 * The opened chunks of one file, shared by all who read it. The memory of a chunk goes as soon as it is neither lent nor among the last few:
 * megabytes that wait for the collector make it run over all of core's memory, many times a second while a series is opened.
 */
export class OpenedChunks {
  readonly #open: (index: number) => Promise<Buffer>;
  readonly #chunkBytes: number;
  readonly #cached = new Map<number, Chunk>();
  #before: Promise<unknown> = Promise.resolve();

  /** `open` is called for one chunk after the other, and answers memory of its own. */
  constructor(chunkBytes: number, open: (index: number) => Promise<Buffer>) {
    this.#chunkBytes = chunkBytes;
    this.#open = open;
  }

  /** The bytes [from, to) of the content, in as many pieces as the chunks they lie in. */
  async lend(from: number, to: number): Promise<Lent> {
    const taken: Chunk[] = [];
    const giveBack = (): void => {
      for (const chunk of taken.splice(0)) this.#giveBack(chunk);
    };
    const pieces: Buffer[] = [];
    try {
      for (let at = from; at < to; ) {
        const index = Math.floor(at / this.#chunkBytes);
        const chunk = this.#take(index);
        taken.push(chunk);
        const bytes = await chunk.opening;
        const end = Math.min(to, (index + 1) * this.#chunkBytes);
        pieces.push(bytes.subarray(at - index * this.#chunkBytes, end - index * this.#chunkBytes));
        at = end;
      }
      return { pieces, giveBack };
    } catch (error) {
      giveBack();
      throw error;
    }
  }

  /** Nothing is kept for the next reader any more; what is lent stays until it comes back. */
  forget(): void {
    for (const index of [...this.#cached.keys()]) this.#drop(index);
  }

  #take(index: number): Chunk {
    const known = this.#cached.get(index);
    if (known !== undefined) {
      known.users++;
      return known;
    }
    const opening = this.#before.then(() => this.#open(index));
    const chunk: Chunk = { opening, users: 1, isCached: true };
    // a chunk that could not be opened is tried anew by the next reader
    this.#before = opening.catch(() => this.#cached.get(index) === chunk && this.#drop(index));
    this.#cached.set(index, chunk);
    const [oldest] = this.#cached.keys();
    if (this.#cached.size > CACHED_CHUNKS && oldest !== undefined) this.#drop(oldest);
    return chunk;
  }

  #drop(index: number): void {
    const chunk = this.#cached.get(index);
    this.#cached.delete(index);
    if (chunk === undefined) return;
    chunk.isCached = false;
    this.#freeUnused(chunk);
  }

  #giveBack(chunk: Chunk): void {
    chunk.users--;
    this.#freeUnused(chunk);
  }

  #freeUnused({ users, isCached, opening }: Chunk): void {
    if (users === 0 && !isCached) opening.then(releaseBytes, () => undefined);
  }
}
