import { expect, test } from "vitest";
import { ImportStage } from "./import-stage.ts";
import { madeFiles } from "./made-files.ts";
import { mutate } from "./mutate.ts";
import { randomFor } from "./random.ts";

test("before they are broken, all made files are taken whole", async () => {
  const stage = new ImportStage();
  try {
    const outcomes: Record<string, string> = {};
    for (const { name, bytes, identity } of await madeFiles()) {
      const { kind, reason } = await stage.import(Buffer.from(bytes), identity);
      if (kind !== "accepted") outcomes[name] = `${kind} ${reason}`;
    }
    expect(outcomes).toEqual({});
  } finally {
    await stage.close();
  }
});

test("seed and run alone decide what is broken, and how", async () => {
  const files = (await madeFiles()).map(({ bytes }) => bytes);
  const once = Array.from({ length: 300 }, (_, run) => mutate(files, randomFor(5, run)));
  const again = Array.from({ length: 300 }, (_, run) => mutate(files, randomFor(5, 299 - run))).toReversed();
  expect(once.every(({ file, bytes }, run) => file === again[run]?.file && bytes.equals(again[run]?.bytes ?? Buffer.alloc(0)))).toBe(true);
  expect(mutate(files, randomFor(6, 0)).bytes).not.toEqual(once[0]?.bytes);
});
