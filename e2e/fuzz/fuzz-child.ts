// The process that stands for core: it imports broken files one after the other and tells its parent of each.
import { setTimeout } from "node:timers/promises";
import type { ChildMessage, ParentMessage } from "./fuzz-message.ts";
import { ImportStage } from "./import-stage.ts";
import { mutate } from "./mutate.ts";
import { randomFor } from "./random.ts";
import { sourceFiles } from "./source-files.ts";

const SETTLE_MS = 300;

const tell = (message: ChildMessage): void => void process.send?.(message);

/** Memory of the process after everything that can be given back was given back: V8 returns an empty heap in several goes. */
async function memoryBytes(): Promise<number> {
  for (let round = 0; round < 3; round++) {
    globalThis.gc?.();
    await setTimeout(SETTLE_MS);
  }
  return process.memoryUsage.rss();
}

async function run({ seed, from, to, folder, warmUp, middle }: ParentMessage): Promise<void> {
  const files = await sourceFiles(folder);
  const contents = files.map(({ bytes }) => bytes);
  const stage = new ImportStage();
  const measureCore = async (): Promise<void> => {
    await stage.endReaders();
    tell({ kind: "memory", what: "core", bytes: await memoryBytes() });
  };
  tell({ kind: "ready", files: files.length });
  for (let number = from; number < to; number++) {
    const { file, bytes } = mutate(contents, randomFor(seed, number));
    const source = files[file];
    if (source === undefined) throw new Error("no such file");
    const outcome = await stage.import(bytes, source.identity);
    tell({ kind: "ran", run: number, name: source.name, outcome });
    if (number - from === warmUp) await measureCore();
    if (number - from === middle) tell({ kind: "memory", what: "whole", bytes: await memoryBytes() });
  }
  tell({ kind: "memory", what: "whole", bytes: await memoryBytes() });
  await measureCore();
  await stage.close();
  process.disconnect();
}

process.once("message", (message: ParentMessage) => void run(message));
