import type { DecodedFrame } from "#shared/decode/decoded-frame.ts";
import type { Result } from "#shared/result/failure.ts";
import { DecodePool, type FrameStream, type ReadyFrame } from "../../../renderer/viewer/decode/decode-pool.ts";
import { httpFrameSource } from "../../../renderer/viewer/http-frame-source.ts";
import { createDecodeWorker } from "../worker-policy.ts";

type Job = {
  readonly index: number;
  readonly pixel: FrameStream["forms"][number]["facts"];
  readonly padding: { readonly from: number; readonly to: number } | null;
  readonly skipBits: number;
  readonly probes: readonly (readonly [number, number])[];
};
type FileJob = { readonly seriesId: string; readonly revision: string; readonly frames: readonly Job[] };
type Answer = { readonly seriesId: string; readonly index: number; readonly outcome: object };

const hex = (bytes: ArrayBuffer): string => [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, "0")).join("");

/** An edge tile's samples one after the other, as a reader lays them that gives no heed to the part's width. */
async function pouredHash({ values, columns, samples }: DecodedFrame, part: { rows: number; columns: number }): Promise<string> {
  const poured = values.slice().fill(0);
  const width = part.columns * samples;
  for (let row = 0; row < part.rows; row++)
    poured.set(values.subarray(row * columns * samples, row * columns * samples + width), row * width);
  return hex(await crypto.subtle.digest("SHA-256", poured));
}

/** The canonical bytes of `../shared/data/README.md` are the memory of the stored values on a little endian machine. */
async function summary(frame: DecodedFrame, { probes, pixel }: Job): Promise<object> {
  const { values, rows, columns, samples, photometric } = frame;
  let [min, max, sum] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0];
  for (const value of values) {
    if (value < min) min = value;
    if (value > max) max = value;
    sum += value;
  }
  return {
    ok: true,
    rows,
    columns,
    samples,
    photometric,
    container: values.constructor.name.replace("Array", "").toLowerCase(),
    min,
    max,
    mean: sum / values.length,
    sha256: hex(await crypto.subtle.digest("SHA-256", values)),
    ...(pixel.tilePart === undefined ? {} : { pouredSha256: await pouredHash(frame, pixel.tilePart) }),
    probes: probes.map(([row, column]) => [...values.subarray((row * columns + column) * samples, (row * columns + column + 1) * samples)]),
  };
}

const source = httpFrameSource("decode");
const pool = new DecodePool(createDecodeWorker, Math.max(1, Math.min(4, navigator.hardwareConcurrency)));

async function outcomeOf(job: Job, decoded: Result<ReadyFrame>): Promise<object> {
  if (!decoded.ok) return { ok: false, code: decoded.failure.code, detail: decoded.failure.detail ?? "" };
  return summary(decoded.value.frame, job);
}

async function decodeFile(file: FileJob): Promise<Answer[]> {
  const byIndex = new Map(file.frames.map((job) => [job.index, job]));
  const running: Promise<Answer>[] = [];
  const stream: FrameStream = {
    url: (order) => source.url(file, order),
    forms: file.frames.map(({ pixel, padding }) => ({ facts: pixel, padding })),
    frames: file.frames.map(({ index, skipBits }, form) => ({ index, form, skipBits })),
    onBegun: () => undefined,
    onFrame: (index, decoded) => {
      const job = byIndex.get(index);
      if (job !== undefined) running.push(outcomeOf(job, decoded).then((outcome) => ({ seriesId: file.seriesId, index, outcome })));
    },
  };
  await pool.stream(stream, new AbortController().signal);
  return Promise.all(running);
}

/** Decodes all jobs of the server and says when it is done. */
export async function decodeAllJobs(): Promise<void> {
  const jobs = (await (await fetch("/jobs")).json()) as FileJob[];
  for (const file of jobs) {
    const results = file.frames.length === 0 ? [] : await decodeFile(file);
    await fetch("/results", { method: "POST", body: JSON.stringify(results) });
  }
  await fetch("/done", { method: "POST" });
}
