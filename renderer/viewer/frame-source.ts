import type { FrameList, FrameStatus } from "#shared/imaging/frame-stream.ts";

/** One frame's bytes as they lie in the file, or why there are none. `index` counts in `SeriesFrames.frames`. */
export type FrameBytesAnswer = { readonly index: number; readonly status: FrameStatus; readonly bytes: Uint8Array<ArrayBuffer> };

/** Where the viewer's bytes come from. Implemented over HTTP (`http-frame-source.ts`) and by bench pages. */
export interface FrameSource {
  /** One frame, at once: the one on the screen. Throws when the connection fails or the signal aborts. */
  fetchFrame(list: FrameList, index: number, signal: AbortSignal): Promise<FrameBytesAnswer>;
  /** Many frames in the given order over one long answer. */
  streamFrames(list: FrameList, order: readonly number[], signal: AbortSignal): AsyncIterable<FrameBytesAnswer>;
}
