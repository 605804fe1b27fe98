import { framesPath } from "#shared/imaging/frame-stream.ts";
import type { FrameBytesAnswer, FrameSource } from "./frame-source.ts";
import { type FrameMemory, FrameSplitter, ownMemory } from "./frame-splitter.ts";

/** The frames at an address of core, each as soon as it is whole. Throws when the connection fails or the signal aborts. */
export async function* readFrames(url: string, signal: AbortSignal, memory: FrameMemory = ownMemory): AsyncGenerator<FrameBytesAnswer> {
  const response = await fetch(url, { signal, cache: "no-store" });
  if (!response.ok || response.body === null) throw new Error(`frames answered ${response.status}`);
  const splitter = new FrameSplitter(memory);
  const reader = response.body.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      yield* splitter.push(value);
    }
  } finally {
    // A consumer that stops early ends the transfer, so that core closes the file.
    await reader.cancel().catch(() => undefined);
  }
  if (!splitter.atBoundary) throw new Error("the frames ended in the middle of one");
}

/** The frames of a case over `fetch`: the loopback server's HTTP, or Electron's `app://` protocol, which answers the same paths. */
export function httpFrameSource(caseId: string): FrameSource {
  const url: FrameSource["url"] = (list, order) => framesPath(caseId, list, order);
  return {
    url,
    fetchFrame: async (list, index, signal) => {
      for await (const answer of readFrames(url(list, [index]), signal)) return answer;
      return { index, status: "notStored", bytes: new Uint8Array(0) };
    },
  };
}
