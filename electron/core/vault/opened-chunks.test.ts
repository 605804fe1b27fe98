import { describe, expect, test } from "vitest";
import { type Lent, OpenedChunks } from "./opened-chunks.ts";

const CHUNK = 10;

/** Chunks of ten bytes that say their number; what was opened, and the memory that was given for it. */
function made(fails: (index: number) => boolean = () => false) {
  const opened: number[] = [];
  const memory: Buffer<ArrayBuffer>[] = [];
  const chunks = new OpenedChunks(CHUNK, async (index) => {
    opened.push(index);
    if (fails(index)) throw new Error(`chunk ${index}`);
    const bytes = Buffer.from(new ArrayBuffer(CHUNK)).fill(index);
    memory.push(bytes);
    return bytes;
  });
  return { chunks, opened, memory };
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const bytesOf = ({ pieces }: Lent): string => Buffer.concat(pieces).toString("hex");

describe("row 76: opened chunks", () => {
  test("are shared by all who read at the same time", async () => {
    const { chunks, opened } = made();
    const [one, two] = await Promise.all([chunks.lend(8, 12), chunks.lend(9, 21)]);
    expect(bytesOf(one)).toBe("00000101");
    expect(two.pieces.map(({ length }) => length)).toEqual([1, 10, 1]);
    expect(opened).toEqual([0, 1, 2]);
  });

  test("keep their memory while they are lent, however many others are read", async () => {
    const { chunks } = made();
    const lent = await chunks.lend(0, 5);
    for (let index = 1; index < 10; index++) (await chunks.lend(index * CHUNK, index * CHUNK + 1)).giveBack();
    await settled();
    expect(bytesOf(lent)).toBe("0000000000");
  });

  test("give it back when they are neither lent nor among the last four", async () => {
    const { chunks, memory } = made();
    for (let index = 0; index < 6; index++) (await chunks.lend(index * CHUNK, index * CHUNK + 1)).giveBack();
    await settled();
    expect(memory.map(({ length }) => length)).toEqual([0, 0, CHUNK, CHUNK, CHUNK, CHUNK]);
    chunks.forget();
    await settled();
    expect(memory.every(({ length }) => length === 0)).toBe(true);
  });

  test("which are lent when the file is left stay until they come back, once", async () => {
    const { chunks, memory } = made();
    const [one, two] = [await chunks.lend(0, 5), await chunks.lend(5, 10)];
    chunks.forget();
    one.giveBack();
    one.giveBack();
    await settled();
    expect(bytesOf(two)).toBe("0000000000");
    two.giveBack();
    await settled();
    expect(memory[0]).toHaveLength(0);
  });

  test("one that cannot be opened is tried anew by the next reader, and what came with it goes back", async () => {
    let broken = true;
    const { chunks, opened, memory } = made((index) => index === 1 && broken);
    await expect(chunks.lend(5, 15)).rejects.toThrow("chunk 1");
    broken = false;
    expect(bytesOf(await chunks.lend(10, 12))).toBe("0101");
    expect(opened).toEqual([0, 1, 1]);
    chunks.forget();
    await settled();
    expect(memory[0]).toHaveLength(0);
  });
});
