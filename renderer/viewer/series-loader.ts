import { decodedFrameBytes } from "#shared/dicom/frame-size.ts";
import type { FrameLook, FrameRecord, SeriesFrames } from "#shared/imaging/frame-table.ts";
import type { Failure, Result } from "#shared/result/failure.ts";
import { afterPaint } from "./after-paint.ts";
import type { StreamFrame } from "./decode/decode-message.ts";
import type { DecodePool, ReadyFrame } from "./decode/decode-pool.ts";
import type { FrameCache, FrameOwner } from "./frame-cache.ts";
import { connectionFailure, faultFailure, interrupted, transportFailure } from "./frame-failures.ts";
import type { FrameBytesAnswer, FrameSource } from "./frame-source.ts";
import { AHEAD, type Direction, mustReplan, prefetchOrder } from "./prefetch.ts";

export type FrameState = "waiting" | "loading" | "ready" | "failed";

/** Frames of one request: their indexes stand in its address, and a server takes no address of more than 16 KiB. */
const MAX_ASKED = 1_500;

export type LoaderParts = {
  readonly source: FrameSource;
  readonly pool: DecodePool;
  readonly cache: FrameCache;
  readonly prefetchBytes: () => number;
};

const isUnderWay = (state: FrameState | undefined): boolean => state === "waiting" || state === "loading";

type Job = { readonly record: FrameRecord; readonly look: FrameLook };

/** Brings the frames of one open series: the one asked for by a short request, the others over streams in prefetch order. */
export class SeriesLoader implements FrameOwner {
  readonly series: SeriesFrames;
  readonly states: FrameState[];
  readonly failures = new Map<number, Failure>();
  private readonly parts: LoaderParts;
  private readonly listeners = new Set<() => void>();
  private readonly lifetime = new AbortController();
  /** Frames that are fetched alone just now. */
  private readonly singles = new Set<number>();
  private stream: AbortController | null = null;
  private takeBackPlan: (() => void) | null = null;
  private plannedCenter = 0;
  private center = 0;
  private direction: Direction = 1;
  /** More than one frame was looked at. */
  private scrolls = false;
  private looked = false;
  private idle = false;
  /** Frames of which it is not known yet whether they can be shown. */
  private underWay: number;

  constructor(series: SeriesFrames, parts: LoaderParts) {
    this.series = series;
    this.parts = parts;
    this.states = series.frames.map(({ fault }) => (fault === null ? "waiting" : "failed"));
    this.underWay = this.states.filter(isUnderWay).length;
    series.frames.forEach(({ fault }, index) => {
      if (fault !== null) this.failures.set(index, faultFailure(fault));
    });
  }

  subscribe(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Every frame is here, or has failed. */
  get isWhole(): boolean {
    return this.underWay === 0;
  }

  /** The checked frame, if it is here. */
  ready(index: number): ReadyFrame | null {
    return this.states[index] === "ready" ? this.parts.cache.get(this, index) : null;
  }

  /** Somebody looks at this frame: it comes first, its neighbours after it. */
  want(index: number, direction: Direction): void {
    this.center = index;
    this.direction = direction;
    this.scrolls = this.looked;
    this.looked = true;
    this.idle = false;
    const retry = this.failures.get(index) === connectionFailure;
    if (retry) this.forget(index);
    if (this.states[index] === "waiting") void this.fetchOne(index);
    else this.plan();
  }

  /** Nobody looks at it yet: this frame will be there when somebody does. */
  async fetchAhead(index: number): Promise<void> {
    this.rest();
    if (this.states[index] === "waiting") await this.fetchOne(index);
  }

  /** Streams around what is looked at now. They begin when the frame on the screen has come and is seen: nothing goes before it. */
  private plan(): void {
    this.takeBackPlan ??= afterPaint(() => {
      this.takeBackPlan = null;
      if (this.idle || this.lifetime.signal.aborted) return;
      if (this.stream === null || this.mustReplan()) void this.startStream(this.center, this.direction);
    });
  }

  private mustReplan(): boolean {
    return mustReplan(this.plannedCenter, this.center, this.direction, (index) => this.states[index] === "waiting");
  }

  private leavePlan(): void {
    this.takeBackPlan?.();
    this.takeBackPlan = null;
  }

  /** Nobody looks at the series any more: what is here stays while there is room, nothing more is fetched. */
  rest(): void {
    this.idle = true;
    this.looked = false;
    this.leavePlan();
    this.leaveStream();
  }

  distance(index: number): number {
    return Math.abs(index - this.center) + (this.idle ? 1e6 : 0);
  }

  evicted(index: number): void {
    this.setState(index, "waiting");
  }

  close(): void {
    this.lifetime.abort();
    this.leavePlan();
    this.stream?.abort();
    this.listeners.clear();
    this.parts.cache.dropOwner(this);
  }

  private forget(index: number): void {
    this.failures.delete(index);
    this.setState(index, "waiting");
  }

  private setState(index: number, state: FrameState): void {
    const before = this.states[index];
    if (before === state) return;
    this.states[index] = state;
    this.underWay += Number(isUnderWay(state)) - Number(isUnderWay(before));
    for (const listener of this.listeners) listener();
  }

  private failed(index: number, failure: Failure): void {
    this.failures.set(index, failure);
    this.setState(index, "failed");
  }

  private jobOf(index: number): Job | null {
    const record = this.series.frames[index];
    const look = record === undefined || record.look === null ? undefined : this.series.looks[record.look];
    return record === undefined || look === undefined ? null : { record, look };
  }

  private async fetchOne(index: number): Promise<void> {
    const { signal } = this.lifetime;
    this.singles.add(index);
    this.setState(index, "loading");
    try {
      const answer = await this.parts.source.fetchFrame(this.series, index, signal);
      const taken = this.take(answer);
      this.plan();
      await taken;
    } catch {
      if (!signal.aborted && this.states[index] !== "ready") this.failed(index, connectionFailure);
      this.plan();
    }
    this.singles.delete(index);
  }

  /** How many frames around the one on the screen fit into this series' share of the cache. */
  private capacity(): number {
    const largest = this.series.looks.reduce((most, look) => Math.max(most, decodedFrameBytes(look.pixel)), 1);
    return Math.max(1, Math.floor(this.parts.prefetchBytes() / largest));
  }

  private async startStream(center: number, direction: Direction): Promise<void> {
    this.leaveStream();
    this.plannedCenter = center;
    const perBehind = this.scrolls ? AHEAD.scrolling : AHEAD.open;
    const near = prefetchOrder(center, direction, this.states.length, () => true, perBehind).slice(0, this.capacity());
    const order = near.filter((index) => this.states[index] === "waiting");
    if (order.length === 0) return;
    const stream = new AbortController();
    this.stream = stream;
    const signal = AbortSignal.any([stream.signal, this.lifetime.signal]);
    // Frames that do not come stay waiting; each is asked for again when the reader gets there.
    for (let at = 0; at < order.length && !signal.aborted; at += MAX_ASKED) await this.bring(order.slice(at, at + MAX_ASKED), signal);
    if (this.stream === stream) this.leaveStream();
  }

  private bring(order: readonly number[], signal: AbortSignal): Promise<void> {
    const { source, pool } = this.parts;
    return pool.stream(
      {
        url: (part) => source.url(this.series, part),
        forms: this.series.looks.map(({ pixel, padding }) => ({ facts: pixel, padding })),
        frames: order.flatMap((index) => this.streamFrame(index)),
        onBegun: (index) => {
          if (this.states[index] === "waiting") this.setState(index, "loading");
        },
        onFrame: (index, result) => this.put(index, result),
      },
      signal,
    );
  }

  /** What a stream had begun and did not bring waits again. */
  private leaveStream(): void {
    this.stream?.abort();
    this.stream = null;
    this.states.forEach((state, index) => {
      if (state === "loading" && !this.singles.has(index)) this.setState(index, "waiting");
    });
  }

  private streamFrame(index: number): StreamFrame[] {
    const record = this.series.frames[index];
    if (record === undefined || record.place === null || record.look === null) return [];
    return [{ index, form: record.look, skipBits: record.place.skipBits }];
  }

  private async take({ index, status, bytes }: FrameBytesAnswer): Promise<void> {
    const job = this.jobOf(index);
    if (job === null || job.record.place === null) return;
    if (status !== "ok" && status !== "prepared") {
      this.failed(index, transportFailure(status));
      return;
    }
    const { pixel: facts, padding } = job.look;
    const { signal } = this.lifetime;
    const frame = { bytes, skipBits: job.record.place.skipBits, prepared: status === "prepared", facts, padding };
    const result = await this.parts.pool.decode(frame, signal);
    if (result === null || signal.aborted) return;
    if (!result.ok && result.failure === interrupted) await this.take(await this.parts.source.fetchFrame(this.series, index, signal));
    else this.put(index, result);
  }

  private put(index: number, result: Result<ReadyFrame>): void {
    if (this.states[index] === "ready") return;
    if (!result.ok) {
      this.failed(index, result.failure);
      return;
    }
    this.parts.cache.put(this, index, result.value);
    // The budget may be so small that the frame was dropped at once.
    this.setState(index, this.parts.cache.get(this, index) === null ? "waiting" : "ready");
  }
}
