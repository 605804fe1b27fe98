import { Worker } from "node:worker_threads";
import { ownsMemory } from "#shared/result/owned-bytes.ts";
import {
  type IndexReply,
  type ObjectReply,
  type PackJob,
  type PackReply,
  type PdfReply,
  type PictureJob,
  type PictureReply,
  type PrepareJob,
  type PrepareReply,
  type PresentationReply,
  READY,
} from "./prepare-message.ts";

const DEADLINE_MS = 5_000;
const LARGE_DEADLINE_MS = 30_000;
/** A new worker loads its code first: on a busy computer that takes seconds, for which no file is to blame. */
const START_DEADLINE_MS = 60_000;
const LARGE_BYTES = 64 * 1024 * 1024;
/** After so many jobs a worker is replaced: what its codecs and its heap hold on to goes back (measured: hundreds of MB after 20,000 files). */
const JOBS_PER_WORKER = 150;
/** Unbuilt, the worker is a .ts file beside this one; built, a .js file beside the bundle. */
const workerFile = new URL(`./prepare-worker${import.meta.url.endsWith(".ts") ? ".ts" : ".js"}`, import.meta.url);

type Waiting = { readonly job: PrepareJob; readonly resolve: (reply: PrepareReply) => void };

/**
 * Reads images off core's thread. A file that keeps the worker busy past its deadline, or kills it, is answered as such; the worker is
 * ended and a new one takes the next file.
 */
export class Preparer {
  #worker: Worker | null = null;
  #isReady = false;
  /** `begin`: the time of the job itself, from when the worker is ready. */
  #busy: { readonly waiting: Waiting; readonly timer: NodeJS.Timeout; readonly begin: () => NodeJS.Timeout } | null = null;
  readonly #queue: Waiting[] = [];
  #jobs = 0;
  #closed = false;

  /** `bytes` are handed over where they own their memory: only those of the reply may be used afterwards. */
  index(bytes: Uint8Array, instanceKey: string): Promise<IndexReply> {
    return this.#ask({ kind: "index", bytes, instanceKey }) as Promise<IndexReply>;
  }

  /** `bytes` of a picture or a pack are handed over likewise, for good. */
  picture(job: Omit<PictureJob, "kind">): Promise<PictureReply> {
    return this.#ask({ kind: "picture", ...job }) as Promise<PictureReply>;
  }

  pack(job: Omit<PackJob, "kind">): Promise<PackReply> {
    return this.#ask({ kind: "pack", ...job }) as Promise<PackReply>;
  }

  object(bytes: Uint8Array): Promise<ObjectReply> {
    return this.#ask({ kind: "object", bytes }) as Promise<ObjectReply>;
  }

  presentation(bytes: Uint8Array): Promise<PresentationReply> {
    return this.#ask({ kind: "presentation", bytes }) as Promise<PresentationReply>;
  }

  pdf(bytes: Uint8Array): Promise<PdfReply> {
    return this.#ask({ kind: "pdf", bytes }) as Promise<PdfReply>;
  }

  #ask(job: PrepareJob): Promise<PrepareReply> {
    if (this.#closed) return Promise.resolve({ ok: false, code: "stopped", detail: "" });
    return new Promise((resolve) => {
      this.#queue.push({ job, resolve });
      this.#next();
    });
  }

  #next(): void {
    if (this.#busy !== null || this.#closed) return;
    const waiting = this.#queue.shift();
    if (waiting === undefined) return;
    const worker = this.#start();
    const deadlineMs = waiting.job.bytes.length > LARGE_BYTES ? LARGE_DEADLINE_MS : DEADLINE_MS;
    const watch = (ms: number) => setTimeout(() => this.#give({ ok: false, code: "too-slow", detail: `${ms / 1_000} s` }, true), ms);
    this.#busy = { waiting, timer: watch(this.#isReady ? deadlineMs : START_DEADLINE_MS), begin: () => watch(deadlineMs) };
    const { job } = waiting;
    const isTaken = job.kind === "index" || job.kind === "pack" || job.kind === "picture";
    const moved = isTaken && ownsMemory(job.bytes) ? [job.bytes.buffer] : [];
    worker.postMessage(job, moved);
  }

  #start(): Worker {
    if (this.#worker !== null) return this.#worker;
    const worker = new Worker(workerFile, { resourceLimits: { maxOldGenerationSizeMb: 1_024 } });
    worker.on("message", (reply: PrepareReply | typeof READY) => {
      if (reply !== READY) this.#give(reply, false);
      else if (this.#worker === worker) this.#begin();
    });
    worker.on("error", (error) => {
      if (this.#worker === worker) this.#give({ ok: false, code: "reader-failed", detail: error.name }, true);
    });
    this.#worker = worker;
    this.#isReady = false;
    this.#jobs = 0;
    return worker;
  }

  #begin(): void {
    this.#isReady = true;
    if (this.#busy === null) return;
    clearTimeout(this.#busy.timer);
    this.#busy = { ...this.#busy, timer: this.#busy.begin() };
  }

  #give(reply: PrepareReply, endWorker: boolean): void {
    const busy = this.#busy;
    this.#busy = null;
    if (endWorker || ++this.#jobs >= JOBS_PER_WORKER) {
      const worker = this.#worker;
      this.#worker = null;
      void worker?.terminate();
    }
    if (busy !== null) {
      clearTimeout(busy.timer);
      busy.waiting.resolve(reply);
    }
    this.#next();
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const waiting of this.#queue.splice(0)) waiting.resolve({ ok: false, code: "stopped", detail: "" });
    if (this.#busy !== null) this.#give({ ok: false, code: "stopped", detail: "" }, false);
    await this.#worker?.terminate();
    this.#worker = null;
  }
}
