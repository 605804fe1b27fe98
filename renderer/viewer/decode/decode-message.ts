import type { DecodedFrame } from "#shared/decode/decoded-frame.ts";
import type { PixelFacts } from "#shared/dicom/pixel-facts.ts";
import type { FrameStatistics } from "#shared/imaging/frame-statistics.ts";
import type { Failure } from "#shared/result/failure.ts";

/** What a decoder must know of a frame besides its bytes. `padding`: stored values that are no tissue. */
export type FrameForm = { readonly facts: PixelFacts; readonly padding: { readonly from: number; readonly to: number } | null };

/** A frame of a stream: its index in the series, which of the stream's forms it has, and the bits before its first sample. */
export type StreamFrame = { readonly index: number; readonly form: number; readonly skipBits: number };

/** `full`: as fast as it goes. `gentle`: the reader scrolls, and the page needs the processor more than frames that are not looked at yet. */
export type Pace = "full" | "gentle";

/** One frame to decode; the bytes move to the worker. `prepared`: shared/decode/prepared-frame.ts, else the bytes of the file. */
export type DecodeRequest = FrameForm & {
  readonly kind: "decode";
  readonly id: number;
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly skipBits: number;
  readonly prepared: boolean;
};

/** Frames that the worker itself fetches over one long answer, in the order of `url`, and decodes as they come. */
export type StreamRequest = {
  readonly kind: "stream";
  readonly id: number;
  readonly url: string;
  readonly forms: readonly FrameForm[];
  readonly frames: readonly StreamFrame[];
};

export type WorkerRequest =
  | DecodeRequest
  | StreamRequest
  | { readonly kind: "stop"; readonly id: number }
  /** How the streams of this worker go from now on. */
  | { readonly kind: "pace"; readonly pace: Pace };

/** Stored values only, so that one decode serves every window. */
export type FrameOutcome =
  | { readonly ok: true; readonly frame: DecodedFrame; readonly statistics: FrameStatistics }
  | { readonly ok: false; readonly failure: Failure };

export type WorkerReply =
  /** The bytes of the file are decoded now: from here the pool's deadline runs. Not said of prepared frames, which cannot take long. */
  | { readonly kind: "begun"; readonly id: number; readonly index: number }
  | { readonly kind: "frame"; readonly id: number; readonly index: number; readonly outcome: FrameOutcome }
  /** A stream is over. What of it did not come was not sent, or the connection broke. */
  | { readonly kind: "end"; readonly id: number };
