import type { SeriesFrames } from "#shared/imaging/frame-table.ts";
import { type RegularVolume, regularVolume } from "#shared/imaging/volume.ts";
import { volumeFailure } from "#shared/imaging/volume-refusal.ts";
import { planeForm, voxelRules } from "#shared/imaging/voxel-rules.ts";
import { cancelledFailure, defectFailure, type Failure, fail, ok, type Result } from "#shared/result/failure.ts";
import type { ReadyFrame } from "../decode/decode-pool.ts";
import type { SliceReply, SliceRequest } from "./slice-message.ts";
import { Volume } from "./volume.ts";
import { noMemory, workerStopped } from "./volume-failures.ts";
import { bringFrames, type FrameParts } from "./volume-frames.ts";

/** Voxels kept by all volumes together, beside the frame cache, unless another budget is given: 640 MiB, 1,280 CT slices. */
export const DEFAULT_VOLUME_BYTES = 640 * 2 ** 20;

export type VolumesParts = FrameParts & { readonly createWorker: () => Worker; readonly budgetBytes: number };

export type OpenVolumeOptions = {
  /** Leaves the volume before it is whole. */
  readonly signal: AbortSignal;
  /** Told of every image that has come. */
  readonly onProgress?: (done: number, total: number) => void;
};

/** Extremes and the middle image's statistics, gathered while the frames come. */
class Gathered {
  min = Number.POSITIVE_INFINITY;
  max = Number.NEGATIVE_INFINITY;
  middle: ReadyFrame["statistics"] = { min: 0, max: 0, percentile1: 0, percentile99: 0 };
  done = 0;

  add({ statistics }: ReadyFrame, isMiddle: boolean): void {
    this.min = Math.min(this.min, statistics.min);
    this.max = Math.max(this.max, statistics.max);
    if (isMiddle) this.middle = statistics;
    this.done++;
  }
}

/** The volumes of a case: each in a worker of its own, together within a budget of bytes. */
export class Volumes {
  private readonly parts: VolumesParts;
  private readonly open = new Set<Volume>();
  /** Bytes of those that are open or on their way. */
  private usedBytes = 0;
  private lifetime = new AbortController();

  constructor(parts: VolumesParts) {
    this.parts = parts;
  }

  /** Makes a volume of a series: refused where it is not regular or too large, where an image does not come, and when the signal aborts. */
  async openVolume(series: SeriesFrames, { signal, onProgress }: OpenVolumeOptions): Promise<Result<Volume>> {
    const decision = regularVolume(series, this.parts.budgetBytes - this.usedBytes);
    if (!decision.ok) return fail(volumeFailure(decision.refusal));
    const { volume } = decision;
    this.usedBytes += volume.bytes;
    const worker = this.parts.createWorker();
    const result = await this.fill(series, volume, worker, AbortSignal.any([signal, this.lifetime.signal]), onProgress);
    if (!result.ok) {
      worker.terminate();
      this.usedBytes -= volume.bytes;
    }
    return result;
  }

  /** Forgets every volume, also those on their way. */
  purge(): void {
    this.lifetime.abort();
    this.lifetime = new AbortController();
    for (const volume of [...this.open]) volume.close();
  }

  private async fill(
    series: SeriesFrames,
    volume: RegularVolume,
    worker: Worker,
    signal: AbortSignal,
    onProgress: OpenVolumeOptions["onProgress"],
  ): Promise<Result<Volume>> {
    const post = (request: SliceRequest, moved: Transferable[] = []): void => worker.postMessage(request, moved);
    const broken = new AbortController();
    const breakage = watch(worker, broken);
    const facts = series.looks[0]?.pixel;
    if (facts === undefined) return fail(defectFailure);
    post({ kind: "begin", grid: volume.grid, facts, rules: voxelRules(series) });
    const gathered = new Gathered();
    const middle = Math.floor((series.frames.length - 1) / 2);
    const failure = await bringFrames(
      series,
      this.parts,
      (index, ready, own) => {
        const { values } = ready.frame;
        post({ kind: "image", image: index, values }, own ? [values.buffer] : []);
        gathered.add(ready, index === middle);
        onProgress?.(gathered.done, series.frames.length);
      },
      AbortSignal.any([signal, broken.signal]),
    );
    const form = planeForm(series, gathered.min, gathered.max, gathered.middle);
    const why = breakage() ?? failure ?? (signal.aborted ? cancelledFailure : null);
    if (why !== null || form === null) return fail(why ?? defectFailure);
    return ok(this.keep(new Volume({ series, volume, form, worker, closed: (gone) => this.drop(gone) })));
  }

  private keep(volume: Volume): Volume {
    this.open.add(volume);
    return volume;
  }

  private drop(volume: Volume): void {
    this.open.delete(volume);
    this.usedBytes -= volume.bytes;
  }
}

/** What goes wrong in the worker while the frames come: they are left then. */
function watch(worker: Worker, broken: AbortController): () => Failure | null {
  let failure: Failure | null = null;
  worker.addEventListener("message", ({ data }: MessageEvent<SliceReply>) => {
    if (data.kind !== "no-memory") return;
    failure = noMemory;
    broken.abort();
  });
  worker.addEventListener("error", (event) => {
    event.preventDefault();
    failure = workerStopped;
    broken.abort();
  });
  return () => failure;
}
