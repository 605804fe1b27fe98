import { createCipheriv, createDecipheriv, createHash, randomBytes, timingSafeEqual } from "node:crypto";
import { ownsMemory } from "#shared/result/owned-bytes.ts";
import { hkdf } from "./keys.ts";
import { type Lent, OpenedChunks } from "./opened-chunks.ts";

/**
 * A sealed blob (`.ovb`, `.ovs`): 100 bytes of header, then chunks of ciphertext, each with its 16-byte tag.
 *
 * 0 magic `OVRDBLB1` · 8 version · 9 algorithm (1 = AES-256-GCM) · 10 log2 of the chunk size · 11 kind · 12 plaintext length u64 ·
 * 20 blob id[16] · 36 case id[16] · 52 salt[16] · 68 key commitment[32]. The first 68 bytes are authenticated with every chunk.
 * A blob is never rewritten in place: new content gets a new id and a new salt, so no nonce can repeat under one key.
 */
export const BLOB_HEADER_BYTES = 100;
const AUTHENTICATED_BYTES = 68;
const TAG_BYTES = 16;
const MAGIC = Buffer.from("OVRDBLB1", "latin1");

export const blobKinds = { instance: 1, document: 2, spool: 3, part: 4, backup: 5, attachment: 6, pack: 7 } as const;
export type BlobKind = keyof typeof blobKinds;

/** 1 MiB chunks for what is read in bulk, 64 KiB for the rest; another pair of kind and size is refused. */
const chunkLog2 = (kind: BlobKind): number => (kind === "instance" || kind === "part" || kind === "pack" ? 20 : 16);

export type BlobIdentity = { readonly kind: BlobKind; readonly blobId: Buffer; readonly caseId: Buffer };

/** Thrown by the reader: the file is not what the database says it is. The caller names it and goes on with the rest. */
export class BlobDamaged extends Error {
  override readonly name = "BlobDamaged";
}

type BlobKeys = { readonly key: Buffer; readonly commit: Buffer };

function keysOf(header: Buffer, caseKey: Uint8Array): BlobKeys {
  const info = Buffer.concat([
    Buffer.from("overread/blob/v1\0", "latin1"),
    createHash("sha256").update(header.subarray(0, AUTHENTICATED_BYTES)).digest(),
  ]);
  const okm = hkdf(caseKey, header.subarray(52, 68), info, 64);
  return { key: okm.subarray(0, 32), commit: okm.subarray(32, 64) };
}

function nonceOf(chunk: number, last: boolean): Buffer {
  const nonce = Buffer.alloc(12);
  nonce.writeUInt32BE(chunk, 7);
  nonce.writeUInt8(last ? 1 : 0, 11);
  return nonce;
}

const chunkCount = (length: number, chunkBytes: number): number => Math.max(1, Math.ceil(length / chunkBytes));

/** The sealed form of a plaintext of known length, piece by piece, ready for the durable file writer. */
export async function* seal(
  identity: BlobIdentity,
  caseKey: Uint8Array,
  length: number,
  plaintext: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  const log2 = chunkLog2(identity.kind);
  const header = Buffer.alloc(BLOB_HEADER_BYTES);
  MAGIC.copy(header, 0);
  header.set([1, 1, log2, blobKinds[identity.kind]], 8);
  header.writeBigUInt64BE(BigInt(length), 12);
  identity.blobId.copy(header, 20);
  identity.caseId.copy(header, 36);
  randomBytes(16).copy(header, 52);
  const keys = keysOf(header, caseKey);
  keys.commit.copy(header, AUTHENTICATED_BYTES);
  yield header;

  const chunks = chunkCount(length, 2 ** log2);
  let index = 0;
  for await (const chunk of regroup(plaintext, 2 ** log2, length)) {
    const cipher = createCipheriv("aes-256-gcm", keys.key, nonceOf(index, index === chunks - 1));
    cipher.setAAD(header.subarray(0, AUTHENTICATED_BYTES));
    yield cipher.update(chunk);
    cipher.final();
    yield cipher.getAuthTag();
    index++;
  }
  keys.key.fill(0);
}

/** One piece as it is, several copied into one. */
const joined = (pieces: readonly Uint8Array[]): Uint8Array =>
  pieces.length === 1 && pieces[0] !== undefined ? pieces[0] : Buffer.concat(pieces);

/** Cuts a stream into pieces of exactly `size` (the last one shorter; one empty piece for nothing) and checks the total length. */
async function* regroup(
  source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  size: number,
  length: number,
): AsyncGenerator<Uint8Array> {
  let held: Uint8Array[] = [];
  let heldBytes = 0;
  let total = 0;
  let given = 0;
  for await (const piece of source) {
    total += piece.length;
    let rest = piece;
    while (heldBytes + rest.length >= size) {
      const taken = size - heldBytes;
      yield joined([...held, rest.subarray(0, taken)]);
      given++;
      rest = rest.subarray(taken);
      held = [];
      heldBytes = 0;
    }
    if (rest.length > 0) held.push(rest);
    heldBytes += rest.length;
  }
  if (total !== length) throw new Error(`sealing: ${total} bytes came, ${length} were announced`);
  if (heldBytes > 0 || given === 0) yield joined(held);
}

export type SealedReader = {
  readonly length: number;
  /** Bytes [from, to) of the plaintext. Every chunk is released only after its tag was checked. */
  read(from: number, to: number): Promise<Buffer>;
  /** The same bytes without a copy, in as many pieces as the chunks they lie in; shared with other readers. */
  lend(from: number, to: number): Promise<Lent>;
  /** Nothing more is read: opened chunks that are not lent are forgotten. */
  end(): void;
};

/** Fills `target` with the file's bytes from `offset` on; a file that ends before is damaged. */
export type ReadAt = (offset: number, target: Buffer) => Promise<void>;

/** Opens a sealed file for random access by chunk. Throws `BlobDamaged` for everything that does not fit the database's word. */
export async function openSealed(identity: BlobIdentity, caseKey: Uint8Array, fileBytes: number, readAt: ReadAt): Promise<SealedReader> {
  if (fileBytes < BLOB_HEADER_BYTES + TAG_BYTES) throw new BlobDamaged("file too short");
  const header = Buffer.alloc(BLOB_HEADER_BYTES);
  await readAt(0, header);
  const log2 = chunkLog2(identity.kind);
  const expected = Buffer.concat([MAGIC, Buffer.from([1, 1, log2, blobKinds[identity.kind]])]);
  if (!header.subarray(0, 12).equals(expected)) throw new BlobDamaged("not the announced kind of file");
  if (!header.subarray(20, 36).equals(identity.blobId) || !header.subarray(36, 52).equals(identity.caseId))
    throw new BlobDamaged("another file's content");
  const length = Number(header.readBigUInt64BE(12));
  const chunkBytes = 2 ** log2;
  const chunks = chunkCount(length, chunkBytes);
  if (!Number.isSafeInteger(length) || fileBytes !== BLOB_HEADER_BYTES + length + TAG_BYTES * chunks)
    throw new BlobDamaged("file length does not fit");
  const keys = keysOf(header, caseKey);
  if (!timingSafeEqual(keys.commit, header.subarray(AUTHENTICATED_BYTES))) throw new BlobDamaged("sealed with another key");

  const open = chunkOpener(keys.key, header.subarray(0, AUTHENTICATED_BYTES), { length, chunkBytes, chunks }, readAt);
  const opened = new OpenedChunks(chunkBytes, open);
  const lend = async (from: number, to: number): Promise<Lent> => {
    if (from < 0 || to < from || to > length) throw new RangeError("outside the sealed content");
    if (length > 0) return opened.lend(from, to);
    // also nothing is given out only after its tag was checked
    return { pieces: [await open(0)], giveBack: () => undefined };
  };
  const read = async (from: number, to: number): Promise<Buffer> => {
    const { pieces, giveBack } = await lend(from, to);
    const [only] = pieces;
    // a whole chunk is the reader's for good
    if (only !== undefined && pieces.length === 1 && ownsMemory(only)) return only;
    const bytes = Buffer.concat(pieces);
    giveBack();
    return bytes;
  };
  return { length, read, lend, end: () => opened.forget() };
}

type ChunkSizes = { readonly length: number; readonly chunkBytes: number; readonly chunks: number };

/** Opens one chunk after the other, read into the same memory before it is checked: a series is a hundred of them, and each would be garbage. */
function chunkOpener(key: Buffer, authenticated: Buffer, { length, chunkBytes, chunks }: ChunkSizes, readAt: ReadAt) {
  const sealed = Buffer.allocUnsafe(Math.min(length, chunkBytes) + TAG_BYTES);
  return async (index: number): Promise<Buffer> => {
    const plainBytes = index === chunks - 1 ? length - index * chunkBytes : chunkBytes;
    await readAt(BLOB_HEADER_BYTES + index * (chunkBytes + TAG_BYTES), sealed.subarray(0, plainBytes + TAG_BYTES));
    const decipher = createDecipheriv("aes-256-gcm", key, nonceOf(index, index === chunks - 1));
    decipher.setAAD(authenticated);
    decipher.setAuthTag(sealed.subarray(plainBytes, plainBytes + TAG_BYTES));
    const bytes = decipher.update(sealed.subarray(0, plainBytes));
    try {
      decipher.final();
    } catch {
      throw new BlobDamaged("content was changed");
    }
    return bytes;
  };
}
