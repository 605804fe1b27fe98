import {
  type ByteAsk,
  type ByteReply,
  type MainPort,
  PIECE_MAX_BYTES,
  PIECE_MIN_BYTES,
  PIECES_UNDER_WAY,
} from "#shared/contract/core-process.ts";
import type { Core } from "#shared/contract/host.ts";
import { defectFailure } from "#shared/result/failure.ts";

/** How many pieces of one answer may still be sent. */
class Flow {
  readonly gone = new AbortController();
  #left = PIECES_UNDER_WAY;
  #wake: (() => void) | null = null;

  more(): void {
    this.#left++;
    this.#wake?.();
  }

  cancel(): void {
    this.gone.abort();
    this.#wake?.();
  }

  /** Waits for room; false when the reader went away. */
  async take(): Promise<boolean> {
    while (this.#left === 0 && !this.gone.signal.aborted) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    this.#left--;
    return !this.gone.signal.aborted;
  }
}

/**
 * Pieces of 256 KiB to 1 MiB from parts of any size. Each has a buffer of its own: a message port would send the whole buffer behind a
 * view, and with Node's pooled buffers something else along with it.
 */
async function* pieces(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  let held = new Uint8Array(PIECE_MAX_BYTES);
  let length = 0;
  const take = (): Uint8Array<ArrayBuffer> => {
    const piece = length === held.length ? held : held.slice(0, length);
    held = new Uint8Array(PIECE_MAX_BYTES);
    length = 0;
    return piece;
  };
  for await (const part of body) {
    for (let at = 0; at < part.length; ) {
      const some = part.subarray(at, at + PIECE_MAX_BYTES - length);
      held.set(some, length);
      length += some.length;
      at += some.length;
      if (length === PIECE_MAX_BYTES) yield take();
    }
    if (length >= PIECE_MIN_BYTES) yield take();
  }
  if (length > 0) yield take();
}

async function send(
  ask: Extract<ByteAsk, { kind: "ask" }>,
  answer: Core["bytes"],
  flow: Flow,
  tell: (reply: ByteReply) => void,
): Promise<void> {
  const { id } = ask;
  const found = await answer(ask.path, ask.query, flow.gone.signal).catch(
    () => ({ ok: false, status: 500, failure: defectFailure }) as const,
  );
  if (!found.ok) {
    tell({ kind: "head", id, head: { ok: false, status: found.status, failure: found.failure } });
    return;
  }
  tell({ kind: "head", id, head: { ok: true, contentType: found.contentType, length: found.length } });
  try {
    for await (const bytes of pieces(found.body)) {
      if (!(await flow.take())) return; // leaving the loop ends the generator, so that its files are closed
      tell({ kind: "piece", id, bytes });
    }
    tell({ kind: "end", id });
  } catch {
    // the page names the gap; what was sent before is right
    tell({ kind: "broken", id });
  }
}

/** Answers requests for bytes that come over Electron's second port, a bounded number of pieces ahead of the reader (design D23). */
export function serveBytes(port: MainPort, answer: Core["bytes"]): void {
  const flows = new Map<number, Flow>();
  port.on("message", ({ data }) => {
    const ask = data as ByteAsk;
    if (ask.kind === "more") flows.get(ask.id)?.more();
    else if (ask.kind === "cancel") flows.get(ask.id)?.cancel();
    else {
      const flow = new Flow();
      flows.set(ask.id, flow);
      void send(ask, answer, flow, (reply) => port.postMessage(reply)).finally(() => flows.delete(ask.id));
    }
  });
  port.on("close", () => {
    for (const flow of flows.values()) flow.cancel();
  });
  port.start();
}
