import type { SeriesFrames } from "#shared/imaging/frame-table.ts";
import { cancelledFailure, type Failure } from "#shared/result/failure.ts";
import type { StreamFrame } from "../decode/decode-message.ts";
import type { DecodePool, ReadyFrame } from "../decode/decode-pool.ts";
import type { FrameSource } from "../frame-source.ts";
import { connectionBroke, imageLost } from "./volume-failures.ts";

export type FrameParts = {
  readonly source: FrameSource;
  readonly pool: DecodePool;
  /** A frame that a viewport of the series has brought already. It stays there. */
  readonly ready: (series: SeriesFrames, index: number) => ReadyFrame | null;
};

/** What is done with each frame; `own` says that nobody else holds its values, so that they may be moved. */
export type OnFrame = (index: number, frame: ReadyFrame, own: boolean) => void;

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });

const streamFrames = ({ frames }: SeriesFrames, wanted: readonly number[]): StreamFrame[] =>
  wanted.flatMap((index) => {
    const record = frames[index];
    if (record === undefined || record.look === null || record.place === null) return [];
    return [{ index, form: record.look, skipBits: record.place.skipBits }];
  });

/**
 * Brings every frame of a series once: what is here already, the others over the decode workers' streams. They do not enter the frame cache: it
 * belongs to what is read image by image. Null when all came; at the first that does not come the rest is left.
 */
export async function bringFrames(
  series: SeriesFrames,
  { source, pool, ready }: FrameParts,
  onFrame: OnFrame,
  signal: AbortSignal,
): Promise<Failure | null> {
  const missing = new Set<number>();
  series.frames.forEach((_, index) => {
    const frame = ready(series, index);
    if (frame === null) missing.add(index);
    else onFrame(index, frame, false);
  });
  let failure: Failure | null = null;
  const stop = new AbortController();
  const either = AbortSignal.any([signal, stop.signal]);
  const stream = pool.stream(
    {
      url: (part) => source.url(series, part),
      forms: series.looks.map(({ pixel, padding }) => ({ facts: pixel, padding })),
      frames: streamFrames(series, [...missing]),
      onBegun: () => undefined,
      onFrame: (index, result) => {
        if (either.aborted) return;
        missing.delete(index);
        if (result.ok) return onFrame(index, result.value, true);
        failure = imageLost(index + 1, result.failure);
        stop.abort();
      },
    },
    either,
  );
  // A stream that has not begun yet is only told of the end when its turn comes.
  await Promise.race([stream, aborted(either)]);
  if (signal.aborted) return cancelledFailure;
  const [first] = missing;
  return failure ?? (first === undefined ? null : connectionBroke(first + 1));
}
