/** T12: a frame is seen when it stood at full quality in a focused window for at least this long. */
export const SEEN_MS = 100;

const REPORT_MS = 1_000;

export type OnSeen = (seriesId: string, indexes: readonly number[]) => void;

/** Collects frames that were really looked at and reports them at most once a second. */
export class SeenTracker {
  private readonly onSeen: OnSeen;
  private readonly pending = new Map<string, Set<number>>();
  private readonly reported = new Set<string>();
  private current: { readonly by: object; readonly seriesId: string; readonly index: number } | null = null;
  private dwell: ReturnType<typeof setTimeout> | undefined;
  private report: ReturnType<typeof setTimeout> | undefined;

  constructor(onSeen: OnSeen) {
    this.onSeen = onSeen;
    window.addEventListener("focus", this.wait);
  }

  /** This frame is on the screen now; `by` is the viewport that shows it, the active one. */
  shown(by: object, seriesId: string, index: number): void {
    const { current } = this;
    if (current?.by === by && current.seriesId === seriesId && current.index === index) return;
    this.current = { by, seriesId, index };
    this.wait();
  }

  /** This viewport shows nothing that counts any more; what another one shows goes on counting. */
  left(by: object): void {
    if (this.current?.by !== by) return;
    this.current = null;
    clearTimeout(this.dwell);
  }

  close(): void {
    window.removeEventListener("focus", this.wait);
    clearTimeout(this.dwell);
    clearTimeout(this.report);
    this.flush();
  }

  /** Time counts from when the frame is there and the window has the focus; it begins anew when the focus comes back. */
  private readonly wait = (): void => {
    clearTimeout(this.dwell);
    this.dwell = setTimeout(() => {
      if (this.current !== null && document.hasFocus()) this.add(this.current.seriesId, this.current.index);
    }, SEEN_MS);
  };

  private add(seriesId: string, index: number): void {
    const key = `${seriesId}:${index}`;
    if (this.reported.has(key)) return;
    this.reported.add(key);
    const frames = this.pending.get(seriesId) ?? new Set<number>();
    this.pending.set(seriesId, frames.add(index));
    this.report ??= setTimeout(() => this.flush(), REPORT_MS);
  }

  private flush(): void {
    this.report = undefined;
    for (const [seriesId, frames] of this.pending) this.onSeen(seriesId, [...frames]);
    this.pending.clear();
  }
}
