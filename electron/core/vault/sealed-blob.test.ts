import { randomBytes } from "node:crypto";
import { describe, expect, test } from "vitest";
import { BLOB_HEADER_BYTES, BlobDamaged, type BlobIdentity, type BlobKind, openSealed, seal } from "./sealed-blob.ts";

const KEY = randomBytes(32);
const identity = (kind: BlobKind = "document"): BlobIdentity => ({ kind, blobId: randomBytes(16), caseId: randomBytes(16) });

async function sealed(who: BlobIdentity, content: Uint8Array, pieces: readonly Uint8Array[] = [content]): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const part of seal(who, KEY, content.length, pieces)) parts.push(part);
  return Buffer.concat(parts);
}

const open = (who: BlobIdentity, file: Buffer, key: Uint8Array = KEY) =>
  openSealed(who, key, file.length, async (offset, target) => void file.copy(target, 0, offset, offset + target.length));

/** Everything that the reader gives out before it refuses; `refused` when it did. */
async function readAll(who: BlobIdentity, file: Buffer, key: Uint8Array = KEY): Promise<Buffer | "refused"> {
  try {
    const reader = await open(who, file, key);
    return await reader.read(0, reader.length);
  } catch (error) {
    if (error instanceof BlobDamaged) return "refused";
    throw error;
  }
}

const flipped = (file: Buffer, bit: number): Buffer => {
  const changed = Buffer.from(file);
  changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
  return changed;
};

describe("one chunk", () => {
  const who = identity();
  const content = randomBytes(300);
  const file = sealed(who, content);

  test("row 13: 100 bytes of header, the content and one tag of 16", async () => expect(await file).toHaveLength(416));
  test("what was sealed is read", async () => expect(await readAll(who, await file)).toEqual(content));

  test("row 13: every one of 3,328 flipped bits is refused", async () => {
    const whole = await file;
    for (let bit = 0; bit < whole.length * 8; bit++) expect(await readAll(who, flipped(whole, bit)), `bit ${bit}`).toBe("refused");
  });

  test("row 13: cut at every length, or with bytes appended, is refused", async () => {
    const whole = await file;
    for (let length = 0; length < whole.length; length++) expect(await readAll(who, whole.subarray(0, length))).toBe("refused");
    for (const more of [1, 16, 300]) expect(await readAll(who, Buffer.concat([whole, Buffer.alloc(more)]))).toBe("refused");
  });

  test.each(["kind", "blobId", "caseId"] as const)("row 14: another %s than the database says is refused", async (part) => {
    const other = { ...who, [part]: part === "kind" ? "attachment" : randomBytes(16) } as BlobIdentity;
    expect(await readAll(other, await file)).toBe("refused");
  });

  test("row 14: another key is refused by its commitment", async () =>
    expect(await readAll(who, await file, randomBytes(32))).toBe("refused"));
});

describe("several chunks", () => {
  const CHUNK = 65_536;
  const who = identity();
  const content = randomBytes(3 * CHUNK + 1_000);
  const parts = (file: Buffer): { head: Buffer; chunks: Buffer[] } => {
    const chunks: Buffer[] = [];
    for (let at = BLOB_HEADER_BYTES; at < file.length; at += CHUNK + 16) chunks.push(file.subarray(at, at + CHUNK + 16));
    return { head: file.subarray(0, BLOB_HEADER_BYTES), chunks };
  };

  test("content of any length comes back, whatever pieces it came in", async () => {
    for (const length of [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK]) {
      const text = randomBytes(length);
      const pieces = [text.subarray(0, length / 3), text.subarray(length / 3, length / 3), text.subarray(length / 3)];
      expect(await readAll(who, await sealed(who, text, pieces)), `${length} bytes`).toEqual(text);
    }
  });

  test("row 13: chunks dropped, doubled or swapped are refused", async () => {
    const { head, chunks } = parts(await sealed(who, content));
    const [a, b, c, d] = chunks as [Buffer, Buffer, Buffer, Buffer];
    for (const order of [
      [a, b, c],
      [b, c, d],
      [a, a, c, d],
      [a, c, b, d],
      [b, a, c, d],
      [a, b, c, c],
      [a, b, c, d, d],
    ])
      expect(await readAll(who, Buffer.concat([head, ...order]))).toBe("refused");
  });

  test("row 13: a chunk of another sealing of the same text is refused", async () => {
    const [one, two] = [parts(await sealed(who, content)), parts(await sealed(who, content))];
    for (let index = 0; index < 4; index++) {
      const mixed = one.chunks.map((chunk, place) => (place === index ? (two.chunks[place] as Buffer) : chunk));
      expect(await readAll(who, Buffer.concat([one.head, ...mixed]))).toBe("refused");
    }
    expect(await readAll(who, Buffer.concat([one.head, ...two.chunks]))).toBe("refused");
  });

  test("row 13: 200 random bits of a larger file are refused", async () => {
    const file = await sealed(who, content);
    for (let run = 0; run < 200; run++) {
      const bit = randomBytes(4).readUInt32BE() % (file.length * 8);
      expect(await readAll(who, flipped(file, bit)), `bit ${bit}`).toBe("refused");
    }
  });

  test("random access: a damaged chunk is refused, the others are still read", async () => {
    const file = await sealed(who, content);
    const reader = await open(who, flipped(file, (BLOB_HEADER_BYTES + CHUNK + 16 + 5) * 8));
    expect(await reader.read(10, 20)).toEqual(content.subarray(10, 20));
    await expect(reader.read(CHUNK - 4, CHUNK + 4)).rejects.toThrow(BlobDamaged);
    expect(await reader.read(2 * CHUNK - 0 + 3, 3 * CHUNK + 40)).toEqual(content.subarray(2 * CHUNK + 3, 3 * CHUNK + 40));
    await expect(reader.read(0, content.length + 1)).rejects.toThrow(RangeError);
  });

  test("the same bytes in pieces, one for each chunk that they lie in; readers at the same time get each its own", async () => {
    const reader = await open(who, await sealed(who, content));
    const { pieces, giveBack } = await reader.lend(CHUNK - 4, 3 * CHUNK + 4);
    expect(pieces.map(({ length }) => length)).toEqual([4, CHUNK, CHUNK, 4]);
    expect(Buffer.concat(pieces)).toEqual(content.subarray(CHUNK - 4, 3 * CHUNK + 4));
    giveBack();
    const places = [3 * CHUNK, 0, 2 * CHUNK, CHUNK, 0, 3 * CHUNK];
    const read = await Promise.all(places.map((at) => reader.read(at, at + 900)));
    expect(read).toEqual(places.map((at) => content.subarray(at, at + 900)));
  });

  test("images are sealed in chunks of 1 MiB", async () => {
    const image = identity("instance");
    const pixels = randomBytes(1_048_576 + 7);
    const file = await sealed(image, pixels);
    expect(file[10]).toBe(20);
    expect(file).toHaveLength(BLOB_HEADER_BYTES + pixels.length + 2 * 16);
    expect(await readAll(image, file)).toEqual(pixels);
  });

  test("a source that gives another number of bytes than it announced is never sealed", async () => {
    const parted = seal(who, KEY, 10, [randomBytes(9)]);
    await expect(async () => {
      for await (const _ of parted);
    }).rejects.toThrow("9 bytes came, 10 were announced");
  });
});
