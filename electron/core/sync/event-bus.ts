import type { CoreEvent } from "#shared/contract/events.ts";

/** News for the pages: ids only. A slow page gets each kind of news once, not a queue of repeats. */
export class EventBus {
  readonly #listeners = new Set<(event: CoreEvent) => void>();

  emit(event: CoreEvent): void {
    for (const listener of this.#listeners) listener(event);
  }

  /** Calls back for every event until the returned function is called. */
  listen(listener: (event: CoreEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Events as a stream that ends with the signal. */
  async *stream(signal: AbortSignal): AsyncGenerator<CoreEvent> {
    const waiting = new Map<string, CoreEvent>();
    let wake: () => void = () => {};
    const stop = this.listen((event) => {
      waiting.set(JSON.stringify(event), event);
      wake();
    });
    const onAbort = (): void => wake();
    signal.addEventListener("abort", onAbort);
    try {
      while (!signal.aborted) {
        const next = waiting.entries().next();
        if (next.done === true) {
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
          continue;
        }
        waiting.delete(next.value[0]);
        yield next.value[1];
      }
    } finally {
      stop();
      signal.removeEventListener("abort", onAbort);
    }
  }
}
