import { type Failure, fail, ok, type Result } from "#shared/result/failure.ts";
import { decoderStopped, interrupted } from "../frame-failures.ts";
import type { DecodeRequest, FrameOutcome, Pace, StreamFrame, StreamRequest, WorkerReply, WorkerRequest } from "./decode-message.ts";
import type { ReadyFrame } from "./decode-pool.ts";

/** A frame takes milliseconds; a stream of bytes that keeps a decoder busy this long is made to do so (reliability row 55). */
const DEADLINE_MS = 5_000;

/** One frame, decoded for somebody who waits. Settled with null when nobody does any more. */
export type SingleJob = {
  readonly request: Omit<DecodeRequest, "kind" | "id">;
  readonly settle: (result: Result<ReadyFrame> | null) => void;
};

/** What one worker brings of a stream. */
export type Share = {
  readonly url: (order: readonly number[]) => string;
  readonly forms: StreamRequest["forms"];
  /** Frames that have not come yet, in their order. */
  readonly open: Map<number, StreamFrame>;
  readonly onBegun: (index: number) => void;
  readonly onFrame: (index: number, result: Result<ReadyFrame>) => void;
  readonly settle: () => void;
};

const resultOf = (outcome: FrameOutcome): Result<ReadyFrame> =>
  outcome.ok ? ok({ frame: outcome.frame, statistics: outcome.statistics }) : fail(outcome.failure);

/** One worker: at most one single frame at a time, and beside it streams. A worker that hangs or breaks is replaced. */
export class DecodeSlot {
  private readonly createWorker: () => Worker;
  private readonly onFree: () => void;
  private readonly shares = new Map<number, Share>();
  private worker: Worker;
  private pace: Pace = "full";
  private nextId = 1;
  private single: { readonly id: number; readonly job: SingleJob } | null = null;
  private begun: { readonly id: number; readonly index: number } | null = null;
  private deadline: ReturnType<typeof setTimeout> | undefined;

  /** `onFree`: a single frame is done, or a stream. */
  constructor(createWorker: () => Worker, onFree: () => void) {
    this.createWorker = createWorker;
    this.onFree = onFree;
    this.worker = this.start();
  }

  get isFree(): boolean {
    return this.single === null;
  }

  get streams(): number {
    return this.shares.size;
  }

  decode(job: SingleJob): void {
    const id = this.nextId++;
    this.single = { id, job };
    this.post({ ...job.request, kind: "decode", id }, [job.request.bytes.buffer]);
    this.watch();
  }

  stream(share: Share, signal: AbortSignal): void {
    const id = this.nextId++;
    this.shares.set(id, share);
    signal.addEventListener("abort", () => this.leave(id), { once: true });
    this.send(id, share);
  }

  setPace(pace: Pace): void {
    this.pace = pace;
    this.post({ kind: "pace", pace });
  }

  close(): void {
    clearTimeout(this.deadline);
    this.worker.terminate();
    this.single?.job.settle(null);
    this.single = null;
    for (const id of [...this.shares.keys()]) this.end(id);
  }

  private start(): Worker {
    const worker = this.createWorker();
    worker.addEventListener("message", ({ data }: MessageEvent<WorkerReply>) => {
      if (this.worker === worker) this.receive(data);
    });
    worker.addEventListener("error", (event) => {
      event.preventDefault();
      if (this.worker === worker) this.replace(decoderStopped("the decoder stopped"));
    });
    return worker;
  }

  private post(request: WorkerRequest, moved: Transferable[] = []): void {
    this.worker.postMessage(request, moved);
  }

  private send(id: number, { url, forms, open }: Share): void {
    this.post({ kind: "stream", id, url: url([...open.keys()]), forms, frames: [...open.values()] });
  }

  private leave(id: number): void {
    if (!this.shares.has(id)) return;
    this.post({ kind: "stop", id });
    this.end(id);
  }

  private end(id: number): void {
    const share = this.shares.get(id);
    this.shares.delete(id);
    share?.settle();
    this.onFree();
  }

  private receive(message: WorkerReply): void {
    const { id } = message;
    if (message.kind === "begun") this.begun = { id, index: message.index };
    else if (this.begun?.id === id) this.begun = null;
    const share = this.shares.get(id);
    if (message.kind === "begun") share?.onBegun(message.index);
    else if (message.kind === "end") this.end(id);
    else if (share?.open.delete(message.index) === true) share.onFrame(message.index, resultOf(message.outcome));
    else if (this.single?.id === id) this.finish(resultOf(message.outcome));
    this.watch();
  }

  private finish(result: Result<ReadyFrame>): void {
    const { single } = this;
    this.single = null;
    single?.job.settle(result);
    this.onFree();
  }

  /** The deadline runs while something is being decoded, from the last that was heard; waiting for bytes of a stream is no decoding. */
  private watch(): void {
    clearTimeout(this.deadline);
    if (this.single === null && this.begun === null) return;
    this.deadline = setTimeout(() => this.replace(decoderStopped("decoding took longer than 5 s")), DEADLINE_MS);
  }

  /** Another worker in place of one that is lost. The frame it was at is named; what was to come of its streams comes from the new one. */
  private replace(failure: Failure): void {
    clearTimeout(this.deadline);
    this.worker.terminate();
    this.worker = this.start();
    this.setPace(this.pace);
    const { begun } = this;
    this.begun = null;
    const culprit = begun === null ? undefined : this.shares.get(begun.id);
    if (begun !== null && culprit?.open.delete(begun.index) === true) culprit.onFrame(begun.index, fail(failure));
    const isSingle = culprit === undefined && this.single !== null;
    // nobody knows at what it broke: asked for again it would break again
    if (culprit === undefined && !isSingle) for (const id of [...this.shares.keys()]) this.end(id);
    else for (const [id, share] of this.shares) this.send(id, share);
    if (isSingle) this.finish(fail(failure));
    else if (this.single !== null) this.again(this.single.job);
  }

  /** The bytes of a single frame moved into the worker that is gone: whoever waits asks once more. */
  private again(job: SingleJob): void {
    this.single = null;
    job.settle(fail(interrupted));
    this.onFree();
  }
}
