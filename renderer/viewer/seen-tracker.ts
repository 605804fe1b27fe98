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
  private current: { readonly by: object; readonly list: FrameList; readonly index: number } | null = null;
  private dwell: ReturnType<typeof setTimeout> | undefined;
  private report: ReturnType<typeof setTimeout> | undefined;

  constructor(onSeen: OnSeen) {
    this.onSeen = onSeen;
    window.addEventListener("focus", this.wait);
  }

  /** This frame is on the screen now; `by` is the viewport that shows it, the active one. */
  shown(by: object, { seriesId, revision }: FrameList, index: number): void {
    const { current } = this;
    if (current?.by === by && keyOf(current.list) === keyOf({ seriesId, revision }) && current.index === index) return;
    this.current = { by, list: { seriesId, revision }, index };
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
      if (this.current !== null && document.hasFocus()) this.add(this.current.list, this.current.index);
    }, SEEN_MS);
  };

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
