import type { DecodedFrame } from "#shared/decode/decoded-frame.ts";
import type { FrameStatistics } from "#shared/imaging/frame-statistics.ts";
import { type Failure, fail, ok, type Result } from "#shared/result/failure.ts";
import { decoderStopped } from "../frame-failures.ts";
import type { DecodeReply, DecodeRequest } from "./decode-message.ts";

/** A frame that was decoded and checked. */
export type ReadyFrame = { readonly frame: DecodedFrame; readonly statistics: FrameStatistics };

export type DecodeJob = Omit<DecodeRequest, "id">;

/** A frame takes milliseconds; a stream that keeps a decoder busy this long is made to do so (reliability row 55). */
const DEADLINE_MS = 5_000;

type Waiting = { readonly job: DecodeJob; readonly signal: AbortSignal; readonly settle: (result: Result<ReadyFrame> | null) => void };

type Slot = { worker: Worker; busy: Waiting | null; id: number; timer: ReturnType<typeof setTimeout> | undefined };

/** Decode workers with one frame each at a time; what is on the screen goes before what may be wanted next. */
export class DecodePool {
  private readonly createWorker: () => Worker;
  private readonly slots: Slot[] = [];
  private readonly urgent: Waiting[] = [];
  private readonly later: Waiting[] = [];
  private readonly roomWaiters: (() => void)[] = [];
  private nextId = 1;
  private closed = false;

  constructor(createWorker: () => Worker, workers: number) {
    this.createWorker = createWorker;
    for (let i = 0; i < workers; i++) this.slots.push(this.startSlot());
  }

  /** Decodes one frame; null when the signal was aborted or the pool closed before it was done. */
  decode(job: DecodeJob, urgent: boolean, signal: AbortSignal): Promise<Result<ReadyFrame> | null> {
    return new Promise((settle) => {
      (urgent ? this.urgent : this.later).push({ job, signal, settle });
      this.dispatch();
    });
  }

  /** Resolves when few enough frames wait that more bytes may be read: the transfer stops in step with the decoders. */
  room(): Promise<void> {
    if (this.closed || this.later.length < 2 * this.slots.length) return Promise.resolve();
    return new Promise((resolve) => this.roomWaiters.push(resolve));
  }

  close(): void {
    this.closed = true;
    for (const slot of this.slots) this.stop(slot, null);
    for (const waiting of [...this.urgent.splice(0), ...this.later.splice(0)]) waiting.settle(null);
    for (const resolve of this.roomWaiters.splice(0)) resolve();
  }

  private startSlot(): Slot {
    const slot: Slot = { worker: this.createWorker(), busy: null, id: 0, timer: undefined };
    this.listen(slot);
    return slot;
  }

  private listen(slot: Slot): void {
    const { worker } = slot;
    worker.addEventListener("message", (event: MessageEvent<DecodeReply>) => this.receive(slot, event.data));
    worker.addEventListener("error", (event) => {
      event.preventDefault();
      if (slot.worker === worker) this.replace(slot, decoderStopped("the decoder stopped"));
    });
  }

  private dispatch(): void {
    if (this.closed) return;
    for (const slot of this.slots) {
      if (slot.busy !== null) continue;
      const next = this.take();
      if (next === null) break;
      this.start(slot, next);
    }
    if (this.later.length < 2 * this.slots.length) for (const resolve of this.roomWaiters.splice(0)) resolve();
  }

  private take(): Waiting | null {
    for (;;) {
      const next = this.urgent.shift() ?? this.later.shift();
      if (next === undefined) return null;
      if (!next.signal.aborted) return next;
      next.settle(null);
    }
  }

  private start(slot: Slot, waiting: Waiting): void {
    slot.busy = waiting;
    slot.id = this.nextId++;
    slot.timer = setTimeout(() => this.replace(slot, decoderStopped("decoding took longer than 5 s")), DEADLINE_MS);
    const request: DecodeRequest = { ...waiting.job, id: slot.id };
    slot.worker.postMessage(request, [waiting.job.bytes.buffer]);
  }

  private receive(slot: Slot, reply: DecodeReply): void {
    if (reply.id !== slot.id) return;
    this.settle(slot, reply.ok ? ok({ frame: reply.frame, statistics: reply.statistics }) : fail(reply.failure));
    this.dispatch();
  }

  private settle(slot: Slot, result: Result<ReadyFrame> | null): void {
    clearTimeout(slot.timer);
    const { busy } = slot;
    slot.busy = null;
    slot.id = 0;
    busy?.settle(busy.signal.aborted ? null : result);
  }

  private stop(slot: Slot, result: Result<ReadyFrame> | null): void {
    slot.worker.terminate();
    this.settle(slot, result);
  }

  private replace(slot: Slot, failure: Failure): void {
    this.stop(slot, fail(failure));
    if (this.closed) return;
    slot.worker = this.createWorker();
    this.listen(slot);
    this.dispatch();
  }
}
