import { transportFailure } from "../frame-failures.ts";
import type { FrameBytesAnswer } from "../frame-source.ts";
import { sameMemory } from "../frame-splitter.ts";
import { readFrames } from "../http-frame-source.ts";
import type { FrameForm, FrameOutcome, StreamFrame, StreamRequest, WorkerReply } from "./decode-message.ts";

/** How the worker decodes one frame; its bytes are another frame's when it is done. */
export type DecodeOne = (bytes: Uint8Array<ArrayBuffer>, skipBits: number, prepared: boolean, form: FrameForm) => Promise<FrameOutcome>;

const channel = new MessageChannel();
const turns: (() => void)[] = [];
channel.port1.onmessage = () => turns.shift()?.();

/** Lets messages in that came meanwhile: the frame on the screen must not wait for the end of a stream. */
function takeTurns(): Promise<void> {
  return new Promise((resolve) => {
    turns.push(resolve);
    channel.port2.postMessage(null);
  });
}

/** Waits between two frames of a stream, where it goes at a gentle pace. `spentMs`: what the last frame took. */
export type Rest = (spentMs: number) => Promise<void>;

/** Fetches and decodes the frames of one stream. A connection that breaks ends it; what came before counts. */
export async function readStream(
  { id, url, forms, frames }: StreamRequest,
  signal: AbortSignal,
  { decode, reply, rest }: { readonly decode: DecodeOne; readonly reply: (message: WorkerReply) => void; readonly rest: Rest },
): Promise<void> {
  const asked = new Map(frames.map((frame) => [frame.index, frame]));
  const one = async ({ index, status, bytes }: FrameBytesAnswer, frame: StreamFrame): Promise<FrameOutcome | null> => {
    const form = forms[frame.form];
    if (form === undefined) return null;
    if (status !== "ok" && status !== "prepared") return { ok: false, failure: transportFailure(status) };
    if (status === "ok") reply({ kind: "begun", id, index });
    return decode(bytes, frame.skipBits, status === "prepared", form);
  };
  for await (const answer of readFrames(url, signal, sameMemory())) {
    const began = performance.now();
    const frame = asked.get(answer.index);
    const outcome = frame === undefined ? null : await one(answer, frame);
    if (signal.aborted) return;
    if (outcome !== null) reply({ kind: "frame", id, index: answer.index, outcome });
    await takeTurns();
    await rest(performance.now() - began);
  }
}
