import type { FrameList } from "#shared/imaging/frame-stream.ts";

/** T12: a frame is seen when it stood at full quality in a focused window for at least this long. */
export const SEEN_MS = 100;

const REPORT_MS = 1_000;

/** Indexes count in the list that was on the screen: when more images arrive, the same index is another picture. */
export type OnSeen = (list: FrameList, indexes: readonly number[]) => void;

type Pending = { readonly list: FrameList; readonly frames: Set<number> };

const keyOf = ({ seriesId, revision }: FrameList): string => `${seriesId} ${revision}`;

/** Collects frames that were really looked at and reports them at most once a second. */
export class SeenTracker {
  private readonly onSeen: OnSeen;
  private readonly pending = new Map<string, Pending>();
  private readonly reported = new Set<string>();
  private readonly nowMs: () => number;
  private current: { readonly by: object; readonly list: FrameList; readonly index: number } | null = null;
  /** Since when the current frame stands there with the focus; null without it. */
  private sinceMs: number | null = null;
  private dwell: ReturnType<typeof setTimeout> | undefined;
  private report: ReturnType<typeof setTimeout> | undefined;

  constructor(onSeen: OnSeen, nowMs: () => number = () => performance.now()) {
    this.onSeen = onSeen;
    this.nowMs = nowMs;
    window.addEventListener("focus", this.wait);
    window.addEventListener("blur", this.blurred);
  }

  /** This frame is on the screen now; `by` is the viewport that shows it, the active one. */
  shown(by: object, { seriesId, revision }: FrameList, index: number): void {
    const { current } = this;
    if (current?.by === by && keyOf(current.list) === keyOf({ seriesId, revision }) && current.index === index) return;
    this.settle();
    this.current = { by, list: { seriesId, revision }, index };
    this.wait();
  }

  /** This viewport shows nothing that counts any more; what another one shows goes on counting. */
  left(by: object): void {
    if (this.current?.by !== by) return;
    this.settle();
    this.current = null;
  }

  close(): void {
    window.removeEventListener("focus", this.wait);
    window.removeEventListener("blur", this.blurred);
    this.settle();
    clearTimeout(this.report);
    this.flush();
  }

  /** Time counts from when the frame is there and the window has the focus; it begins anew when the focus comes back. */
  private readonly wait = (): void => {
    clearTimeout(this.dwell);
    this.sinceMs = document.hasFocus() ? this.nowMs() : null;
    if (this.sinceMs !== null) this.dwell = setTimeout(() => document.hasFocus() && this.count(), SEEN_MS);
  };

  private readonly blurred = (): void => this.settle();

  /** The frame goes: in a busy window a key is served before a timer that was due earlier, so the clock decides and not the timer. */
  private settle(): void {
    clearTimeout(this.dwell);
    if (this.sinceMs !== null && this.nowMs() - this.sinceMs >= SEEN_MS) this.count();
    this.sinceMs = null;
  }

  private count(): void {
    if (this.current !== null) this.add(this.current.list, this.current.index);
  }

  private add(list: FrameList, index: number): void {
    const key = `${keyOf(list)} ${index}`;
    if (this.reported.has(key)) return;
    this.reported.add(key);
    const pending = this.pending.get(keyOf(list)) ?? { list, frames: new Set<number>() };
    pending.frames.add(index);
    this.pending.set(keyOf(list), pending);
    this.report ??= setTimeout(() => this.flush(), REPORT_MS);
  }

  private flush(): void {
    this.report = undefined;
    for (const { list, frames } of this.pending.values()) this.onSeen(list, [...frames]);
    this.pending.clear();
  }
}
