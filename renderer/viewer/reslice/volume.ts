import type { DecodedFrame } from "#shared/decode/decoded-frame.ts";
import type { FrameLook, SeriesFrames } from "#shared/imaging/frame-table.ts";
import { lengthOf, subtract, type Vector } from "#shared/imaging/image-plane.ts";
import { type PixelReading, readPixel } from "#shared/imaging/modality-probe.ts";
import type { Slab } from "#shared/imaging/reslice.ts";
import type { ReslicePlane } from "#shared/imaging/reslice-plane.ts";
import type { RegularVolume } from "#shared/imaging/volume.ts";
import { nearestVoxel, pointOfVoxel, type VolumeGrid } from "#shared/imaging/volume-grid.ts";
import type { PlaneForm } from "#shared/imaging/voxel-rules.ts";
import { type Failure, fail, ok, type Result } from "#shared/result/failure.ts";
import type { SliceReply, SliceRequest } from "./slice-message.ts";
import { noMemory, workerStopped } from "./volume-failures.ts";

/** The stored voxel nearest to a place: never an interpolated value (T3). */
export type VoxelReading = PixelReading & {
  /** 0-based: in the image, and the image's index in the series. */
  readonly column: number;
  readonly row: number;
  readonly index: number;
  /** Instance Number of that image, where it has one. */
  readonly imageNumber: number | null;
  /** From the place asked for to the voxel's center. */
  readonly awayMm: number;
};

/** What a volume is made of. */
export type VolumeParts = {
  readonly series: SeriesFrames;
  readonly volume: RegularVolume;
  readonly form: PlaneForm;
  readonly worker: Worker;
  readonly closed: (volume: Volume) => void;
};

type Answer = Result<SliceReply> | null;

/** A series as voxels in a worker of its own, from which planes are cut. */
export class Volume {
  readonly series: SeriesFrames;
  readonly grid: VolumeGrid;
  /** How its planes look. */
  readonly form: PlaneForm;
  readonly bytes: number;
  private readonly worker: Worker;
  private readonly closed: (volume: Volume) => void;
  private readonly waiting = new Map<number, (answer: Answer) => void>();
  private nextId = 1;
  private failure: Failure | null = null;
  private isClosed = false;

  constructor({ series, volume, form, worker, closed }: VolumeParts) {
    this.series = series;
    this.grid = volume.grid;
    this.bytes = volume.bytes;
    this.form = form;
    this.worker = worker;
    this.closed = closed;
    worker.addEventListener("message", ({ data }: MessageEvent<SliceReply>) => {
      if (data.kind === "no-memory") this.break(noMemory);
      else this.settle(data.id, ok(data));
    });
    worker.addEventListener("error", (event) => {
      event.preventDefault();
      this.break(workerStopped);
    });
  }

  /** The plane's values, to be drawn as a frame with `form.look`. Null when the volume is closed. */
  async cut(plane: ReslicePlane, slab: Slab): Promise<Result<DecodedFrame> | null> {
    const { look, padding } = this.form;
    const answer = await this.ask({ kind: "cut", id: this.nextId++, plane, slab, facts: look.pixel, padding });
    if (answer === null || !answer.ok) return answer;
    if (answer.value.kind !== "plane") return null;
    const photometric = look.pixel.photometric === "MONOCHROME1" ? "MONOCHROME1" : "MONOCHROME2";
    return ok({ rows: plane.rows, columns: plane.columns, samples: 1, photometric, values: answer.value.values });
  }

  /** The stored voxel nearest to a place in mm; null outside the volume, and when the volume is closed. */
  async read(point: Vector): Promise<VoxelReading | null> {
    const voxel = nearestVoxel(this.grid, point);
    if (voxel === null) return null;
    const answer = await this.ask({ kind: "read", id: this.nextId++, voxel });
    if (answer?.ok !== true || answer.value.kind !== "voxel") return null;
    const [column, row, index] = voxel;
    const record = this.series.frames[index];
    const look: FrameLook | undefined = this.series.looks[record?.look ?? -1];
    if (look === undefined) return null;
    const imageNumber = this.series.instances[record?.instance ?? -1]?.number ?? null;
    const awayMm = lengthOf(subtract(point, pointOfVoxel(this.grid, voxel)));
    return { ...readPixel(look, [answer.value.stored]), column, row, index, imageNumber, awayMm };
  }

  /** Ends the worker, and the voxels with it. */
  close(): void {
    if (this.isClosed) return;
    this.isClosed = true;
    this.worker.terminate();
    for (const id of [...this.waiting.keys()]) this.settle(id, null);
    this.closed(this);
  }

  private ask(request: Extract<SliceRequest, { readonly id: number }>): Promise<Answer> {
    if (this.isClosed) return Promise.resolve(null);
    if (this.failure !== null) return Promise.resolve(fail(this.failure));
    return new Promise((resolve) => {
      this.waiting.set(request.id, resolve);
      this.worker.postMessage(request);
    });
  }

  private break(failure: Failure): void {
    this.failure = failure;
    for (const id of [...this.waiting.keys()]) this.settle(id, fail(failure));
  }

  private settle(id: number, answer: Answer): void {
    this.waiting.get(id)?.(answer);
    this.waiting.delete(id);
  }
}
