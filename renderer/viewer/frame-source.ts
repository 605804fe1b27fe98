import type { FrameList, FrameStatus } from "#shared/imaging/frame-stream.ts";

/** One frame's bytes as they lie in the file, or why there are none. `index` counts in `SeriesFrames.frames`. */
export type FrameBytesAnswer = { readonly index: number; readonly status: FrameStatus; readonly bytes: Uint8Array<ArrayBuffer> };

/** Where the viewer's bytes come from. */
export interface FrameSource {
  /** One frame, at once: the one on the screen. Throws when the connection fails or the signal aborts. */
  fetchFrame(list: FrameList, index: number, signal: AbortSignal): Promise<FrameBytesAnswer>;
  /** Where many frames lie, in the given order in one long answer: for the workers, which fetch it by themselves. */
  url(list: FrameList, order: readonly number[]): string;
}
