import type { Readable, Writable } from "node:stream";

type Waiting = { readonly resolve: (value: Record<string, unknown>) => void; readonly reject: (error: Error) => void };
type Incoming = {
  id?: number;
  method?: string;
  params?: Record<string, unknown>;
  sessionId?: string;
  result?: Record<string, unknown>;
  error?: { message: string };
};

/** The browser's debugging conversation over file descriptors 3 and 4: JSON messages, each ended by a zero byte. No port is opened. */
export class CdpPipe {
  readonly #out: Writable;
  readonly #waiting = new Map<number, Waiting>();
  readonly #listeners = new Map<string, (params: Record<string, unknown>, sessionId: string | undefined) => void>();
  readonly closed: Promise<void>;
  #nextId = 1;

  constructor(out: Writable, input: Readable) {
    this.#out = out;
    // a browser that is going away may close its end while something is being written
    out.on("error", () => undefined);
    let held = Buffer.alloc(0);
    input.on("data", (chunk: Buffer) => {
      held = Buffer.concat([held, chunk]);
      for (let end = held.indexOf(0); end >= 0; end = held.indexOf(0)) {
        this.#take(JSON.parse(held.toString("utf8", 0, end)) as Incoming);
        held = held.subarray(end + 1);
      }
    });
    this.closed = new Promise((resolve) => {
      const end = (): void => {
        for (const { reject } of this.#waiting.values()) reject(new Error("the browser is gone"));
        this.#waiting.clear();
        resolve();
      };
      input.once("close", end);
      input.once("error", end);
    });
  }

  #take(message: Incoming): void {
    if (message.id !== undefined) {
      const waiting = this.#waiting.get(message.id);
      this.#waiting.delete(message.id);
      if (message.error === undefined) waiting?.resolve(message.result ?? {});
      else waiting?.reject(new Error(message.error.message));
      return;
    }
    if (message.method !== undefined) this.#listeners.get(message.method)?.(message.params ?? {}, message.sessionId);
  }

  on(event: string, listener: (params: Record<string, unknown>, sessionId: string | undefined) => void): void {
    this.#listeners.set(event, listener);
  }

  send(method: string, params: object = {}, sessionId?: string): Promise<Record<string, unknown>> {
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#out.write(`${JSON.stringify({ id, method, params, ...(sessionId === undefined ? {} : { sessionId }) })}\0`);
    });
  }
}
