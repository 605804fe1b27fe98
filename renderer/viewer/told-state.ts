/** How often listeners are told of what does not hurry. */
const SOON_MS = 100;

/** A state that is made when it is asked for after a change; listeners are told once per animation frame, however much has changed. */
export class ToldState<State> {
  private readonly compute: () => State;
  private readonly listeners = new Set<() => void>();
  private state: State;
  private dirty = false;
  private frameRequest = 0;
  private soonTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(first: State, compute: () => State) {
    this.state = first;
    this.compute = compute;
  }

  get(): State {
    if (this.dirty) {
      this.dirty = false;
      this.state = this.compute();
    }
    return this.state;
  }

  subscribe(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  changed(): void {
    this.dirty = true;
    if (this.frameRequest !== 0) return;
    this.frameRequest = requestAnimationFrame(() => {
      this.frameRequest = 0;
      for (const listener of this.listeners) listener();
    });
  }

  /** Changed, but nobody has to see it at once: told ten times a second at most. */
  changedSoon(): void {
    this.dirty = true;
    this.soonTimer ??= setTimeout(() => {
      this.soonTimer = undefined;
      this.changed();
    }, SOON_MS);
  }

  close(): void {
    cancelAnimationFrame(this.frameRequest);
    clearTimeout(this.soonTimer);
    this.listeners.clear();
  }
}
