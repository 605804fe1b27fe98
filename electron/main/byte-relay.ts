import type { MessagePortMain } from "electron";
import type { ByteAsk, ByteHead, ByteReply } from "#shared/contract/core-process.ts";
import { disconnectedFailure } from "#shared/result/failure.ts";

export type RelayedBytes =
  | { readonly ok: true; readonly contentType: string; readonly length: number | null; readonly body: ReadableStream<Uint8Array> }
  | { readonly ok: false; readonly status: number; readonly failure: object };

const coreIsGone: RelayedBytes = { ok: false, status: 503, failure: disconnectedFailure };

/** One answer on its way: pieces that came and were not read yet. Core sends a bounded number ahead (`PIECES_UNDER_WAY`). */
class Answer {
  readonly head = Promise.withResolvers<ByteHead | null>();
  readonly #pieces: Uint8Array[] = [];
  #end: "open" | "ended" | "broken" = "open";
  #wake: (() => void) | null = null;

  add(piece: Uint8Array): void {
    this.#pieces.push(piece);
    this.#wake?.();
  }

  finish(end: "ended" | "broken"): void {
    this.#end = end;
    this.head.resolve(null);
    this.#wake?.();
  }

  /** The next piece, null at the end; throws when the answer broke off. */
  async next(): Promise<Uint8Array | null> {
    while (this.#pieces.length === 0 && this.#end === "open") {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    const piece = this.#pieces.shift();
    if (piece !== undefined) return piece;
    if (this.#end === "broken") throw new Error("core stopped sending");
    return null;
  }
}

/**
 * Asks core for bytes over a port of their own and hands them on as they come (design D23). When the reader goes away core stops
 * reading; when core goes away the readers are told.
 */
export class ByteRelay {
  readonly #open = new Map<number, Answer>();
  #port: MessagePortMain | null = null;
  #nextId = 1;

  /** The port of a core that was just started; answers of the one before break off. */
  attach(port: MessagePortMain): void {
    this.detach();
    this.#port = port;
    port.on("message", ({ data }) => this.#take(data as ByteReply));
    port.start();
  }

  detach(): void {
    this.#port?.close();
    this.#port = null;
    for (const answer of this.#open.values()) answer.finish("broken");
    this.#open.clear();
  }

  #take(reply: ByteReply): void {
    const answer = this.#open.get(reply.id);
    if (answer === undefined) return;
    if (reply.kind === "head") answer.head.resolve(reply.head);
    else if (reply.kind === "piece") answer.add(reply.bytes);
    else {
      this.#open.delete(reply.id);
      answer.finish(reply.kind === "end" ? "ended" : "broken");
    }
  }

  async ask(path: string, query: string): Promise<RelayedBytes> {
    const port = this.#port;
    if (port === null) return coreIsGone;
    const id = this.#nextId++;
    const tell = (ask: ByteAsk): void => port.postMessage(ask);
    const answer = new Answer();
    this.#open.set(id, answer);
    tell({ kind: "ask", id, path, query });
    const head = await answer.head.promise;
    if (head === null) return coreIsGone;
    if (!head.ok) {
      this.#open.delete(id);
      return head;
    }
    const body = new ReadableStream<Uint8Array>(
      {
        pull: async (controller) => {
          const piece = await answer.next();
          if (piece === null) return controller.close();
          controller.enqueue(piece);
          if (this.#open.has(id)) tell({ kind: "more", id });
        },
        cancel: () => {
          if (this.#open.delete(id)) tell({ kind: "cancel", id });
        },
      },
      { highWaterMark: 1 },
    );
    return { ok: true, contentType: head.contentType, length: head.length, body };
  }
}
