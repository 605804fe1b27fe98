import type { DecodedFrame } from "#shared/decode/decoded-frame.ts";
import type { PixelFacts } from "#shared/dicom/pixel-facts.ts";
import type { FrameStatistics } from "#shared/imaging/frame-statistics.ts";
import type { Failure } from "#shared/result/failure.ts";

/** One frame to decode. The bytes move to the worker; they are not copied. */
export type DecodeRequest = {
  readonly id: number;
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly skipBits: number;
  /** The bytes are a prepared frame (`shared/decode/prepared-frame.ts`), not those of the file. */
  readonly prepared: boolean;
  readonly facts: PixelFacts;
  readonly padding: { readonly from: number; readonly to: number } | null;
};

/** Stored values only, so that one decode serves every window. */
export type DecodeReply =
  | { readonly id: number; readonly ok: true; readonly frame: DecodedFrame; readonly statistics: FrameStatistics }
  | { readonly id: number; readonly ok: false; readonly failure: Failure };
