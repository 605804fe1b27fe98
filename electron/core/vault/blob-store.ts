import { createHash, randomBytes } from "node:crypto";
import fs from "node:fs/promises";
import path from "node:path";
import { releaseBytes } from "#shared/result/owned-bytes.ts";
import { writeDurable } from "./durable-file.ts";
import { BLOB_HEADER_BYTES, BlobDamaged, type BlobIdentity, type BlobKind, openSealed, type SealedReader, seal } from "./sealed-blob.ts";

/** What the database keeps of a blob. `sha256` (hex) is of the plaintext. */
export type BlobFacts = {
  readonly blobId: string;
  readonly caseId: string;
  readonly kind: BlobKind;
  readonly length: number;
  readonly sha256: string;
};

export type OpenBlob = SealedReader & { close(): Promise<void> };

const identityOf = (facts: Pick<BlobFacts, "blobId" | "caseId" | "kind">): BlobIdentity => ({
  kind: facts.kind,
  blobId: Buffer.from(facts.blobId, "hex"),
  caseId: Buffer.from(facts.caseId, "hex"),
});

/** Each sealed piece; the memory of the ciphertext goes back as soon as it was written (the header is needed until the end). */
async function* onceUsed(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  for await (const piece of pieces) {
    yield piece;
    if (piece.length > BLOB_HEADER_BYTES) releaseBytes(piece);
  }
}

const sha256Of = (content: Uint8Array): string => createHash("sha256").update(content).digest("hex");

/** The file itself is the trouble: it is not there, or it was changed. */
export const isLostFile = (error: unknown): boolean =>
  error instanceof BlobDamaged || (error instanceof Error && "code" in error && error.code === "ENOENT");

/** Sealed files in `<vault>/blobs/ab/<32 hex>.ovb`, named by random ids; the spool uses its own folder and ending. */
export class BlobStore {
  readonly #folder: string;
  readonly #ending: string;
  readonly #spread: boolean;
  readonly #shared = new Map<string, { users: number; readonly opening: Promise<OpenBlob> }>();

  constructor(folder: string, options: { readonly ending: "ovb" | "ovs"; readonly spread: boolean } = { ending: "ovb", spread: true }) {
    this.#folder = folder;
    this.#ending = options.ending;
    this.#spread = options.spread;
  }

  /** A stray file in the folder is none of ours and disturbs nothing. */
  #isMine(name: string): boolean {
    return name.endsWith(`.${this.#ending}`) && /^[0-9a-f]{32}$/.test(path.basename(name, `.${this.#ending}`));
  }

  file(blobId: string): string {
    if (!/^[0-9a-f]{32}$/.test(blobId)) throw new Error("not a blob id");
    return path.join(this.#folder, ...(this.#spread ? [blobId.slice(0, 2)] : []), `${blobId}.${this.#ending}`);
  }

  /**
   * Seals and writes; when this returns the file is durable. The row that names it is the caller's next step. `sha256` (hex): that of the
   * content, where the caller has it already.
   */
  async put(
    kind: BlobKind,
    caseId: string,
    key: Uint8Array,
    content: Uint8Array,
    blobId = randomBytes(16).toString("hex"),
    sha256 = sha256Of(content),
  ): Promise<BlobFacts> {
    const facts = { blobId, caseId, kind, length: content.length, sha256 };
    await writeDurable(this.file(blobId), onceUsed(seal(identityOf(facts), key, content.length, [content])));
    return facts;
  }

  async open(facts: Pick<BlobFacts, "blobId" | "caseId" | "kind">, key: Uint8Array): Promise<OpenBlob> {
    const handle = await fs.open(this.file(facts.blobId), "r");
    try {
      const { size } = await handle.stat();
      const readAt = async (offset: number, target: Buffer): Promise<void> => {
        for (let done = 0; done < target.length; ) {
          const { bytesRead } = await handle.read(target, done, target.length - done, offset + done);
          if (bytesRead === 0) throw new BlobDamaged("file ended early");
          done += bytesRead;
        }
      };
      const reader = await openSealed(identityOf(facts), key, size, readAt);
      const close = async (): Promise<void> => {
        reader.end();
        await handle.close();
      };
      return { ...reader, close };
    } catch (error) {
      await handle.close();
      throw error;
    }
  }

  /** As `open`; readers of the same file at the same time share its opened chunks. The file is closed with the last of them. */
  async openShared(facts: Pick<BlobFacts, "blobId" | "caseId" | "kind">, key: Uint8Array): Promise<OpenBlob> {
    const name = `${facts.caseId} ${facts.kind} ${facts.blobId}`;
    const shared = this.#shared.get(name) ?? { users: 0, opening: this.open(facts, key) };
    this.#shared.set(name, shared);
    shared.users++;
    let left = false;
    const leave = (): boolean => {
      if (!left) shared.users--;
      const isLast = !left && shared.users === 0;
      left = true;
      if (isLast) this.#shared.delete(name);
      return isLast;
    };
    try {
      const blob = await shared.opening;
      return { ...blob, close: async () => (leave() ? blob.close() : undefined) };
    } catch (error) {
      leave();
      throw error;
    }
  }

  /** The whole content, for documents and reports. */
  async read(facts: Pick<BlobFacts, "blobId" | "caseId" | "kind">, key: Uint8Array): Promise<Buffer> {
    const blob = await this.open(facts, key);
    try {
      return await blob.read(0, blob.length);
    } finally {
      await blob.close();
    }
  }

  /** Known not to be there; a folder that cannot be read is no proof. */
  async isGone(blobId: string): Promise<boolean> {
    return fs.stat(this.file(blobId)).then(
      () => false,
      (error: NodeJS.ErrnoException) => error.code === "ENOENT",
    );
  }

  async remove(blobId: string): Promise<void> {
    await fs.rm(this.file(blobId), { force: true });
  }

  /** The ids of all files, for reconciling with the rows. */
  async list(): Promise<string[]> {
    const names = await fs.readdir(this.#folder, { recursive: true }).catch(() => []);
    return names
      .map((name) => path.basename(name))
      .filter((name) => this.#isMine(name))
      .map((name) => path.basename(name, `.${this.#ending}`));
  }
}
