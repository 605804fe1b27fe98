import type { DecodedFrame } from "#shared/decode/decoded-frame.ts";
import type { FrameStatistics } from "#shared/imaging/frame-statistics.ts";
import type { Result } from "#shared/result/failure.ts";
import type { DecodeRequest, Pace, StreamFrame } from "./decode-message.ts";
import { DecodeSlot, type Share, type SingleJob } from "./decode-slot.ts";

/** A frame that was decoded and checked. */
export type ReadyFrame = { readonly frame: DecodedFrame; readonly statistics: FrameStatistics };

export type DecodeJob = Omit<DecodeRequest, "kind" | "id">;

/** Frames that the workers fetch and decode by themselves, in this order. `url`: where some of them lie. */
export type FrameStream = Pick<Share, "url" | "forms" | "onBegun" | "onFrame"> & { readonly frames: readonly StreamFrame[] };

/** Browsers open six connections to one server: two stay free for the frame on the screen and for everything that is no image. */
const MAX_STREAMS = 4;

type Waiting = SingleJob & { readonly signal: AbortSignal };
type WaitingShare = { readonly share: Share; readonly signal: AbortSignal };

/** Decode workers: each with one single frame at a time, for what is on the screen, and streams for what may be wanted next. */
export class DecodePool {
  private readonly slots: DecodeSlot[];
  private readonly singles: Waiting[] = [];
  private readonly shares: WaitingShare[] = [];
  private closed = false;

  constructor(createWorker: () => Worker, workers: number) {
    this.slots = Array.from({ length: workers }, () => new DecodeSlot(createWorker, () => this.dispatch()));
  }

  /** Decodes one frame; null when the signal was aborted or the pool closed before it was done. */
  decode(request: DecodeJob, signal: AbortSignal): Promise<Result<ReadyFrame> | null> {
    return new Promise((resolve) => {
      const settle = (result: Result<ReadyFrame> | null): void => resolve(signal.aborted ? null : result);
      this.singles.push({ request, signal, settle });
      this.dispatch();
    });
  }

  /** Brings the frames; resolves when the stream is over, whatever came of it. A lonely stream is shared by all workers (in turn by order). */
  async stream({ frames, url, forms, onBegun, onFrame }: FrameStream, signal: AbortSignal): Promise<void> {
    const isAlone = this.shares.length === 0 && this.running === 0;
    const parts = isAlone ? Math.min(this.slots.length, MAX_STREAMS) : 1;
    const brought = Array.from({ length: parts }, (_, part) => {
      const own = frames.filter((_frame, place) => place % parts === part);
      if (own.length === 0) return Promise.resolve();
      const open = new Map(own.map((frame) => [frame.index, frame]));
      return new Promise<void>((settle) => this.shares.push({ share: { url, forms, open, onBegun, onFrame, settle }, signal }));
    });
    this.dispatch();
    await Promise.all(brought);
  }

  /** How all streams go from now on; single frames are never slowed. */
  setPace(pace: Pace): void {
    for (const slot of this.slots) slot.setPace(pace);
  }

  close(): void {
    this.closed = true;
    for (const slot of this.slots) slot.close();
    for (const waiting of this.singles.splice(0)) waiting.settle(null);
    for (const { share } of this.shares.splice(0)) share.settle();
  }

  private get running(): number {
    return this.slots.reduce((sum, slot) => sum + slot.streams, 0);
  }

  private dispatch(): void {
    if (this.closed) return;
    for (const slot of this.slots) {
      if (!slot.isFree) continue;
      const next = this.takeSingle();
      if (next === null) break;
      slot.decode(next);
    }
    for (;;) {
      if (this.running >= MAX_STREAMS) return;
      const next = this.shares.shift();
      if (next === undefined) return;
      const [quietest] = this.slots.toSorted((a, b) => a.streams - b.streams);
      if (next.signal.aborted) next.share.settle();
      else quietest?.stream(next.share, next.signal);
    }
  }

  private takeSingle(): Waiting | null {
    for (;;) {
      const next = this.singles.shift();
      if (next === undefined) return null;
      if (!next.signal.aborted) return next;
      next.settle(null);
    }
  }
}
