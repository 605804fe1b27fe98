/**
 * The frame stream between core and the page: for each frame 12 bytes (index in the series, status, length; u32 little endian), then the
 * frame's bytes: as they lie in the file (`ok`) or prepared (`prepared`, shared/decode/prepared-frame.ts). Any other status has length 0.
 */
export const frameStatus = { ok: 0, missing: 1, notStored: 2, damaged: 3, locked: 4, other: 5, stale: 6, prepared: 7 } as const;
export type FrameStatus = keyof typeof frameStatus;

export const FRAME_HEADER_BYTES = 12;

export type FrameHead = { readonly index: number; readonly status: FrameStatus; readonly length: number };

export function frameHeader({ index, status, length }: FrameHead): Uint8Array {
  const bytes = new Uint8Array(FRAME_HEADER_BYTES);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, index, true);
  view.setUint32(4, frameStatus[status], true);
  view.setUint32(8, length, true);
  return bytes;
}

const names = Object.keys(frameStatus) as FrameStatus[];

export function readFrameHeader(bytes: Uint8Array, offset: number): FrameHead {
  const view = new DataView(bytes.buffer, bytes.byteOffset + offset, FRAME_HEADER_BYTES);
  const code = view.getUint32(4, true);
  return {
    index: view.getUint32(0, true),
    status: names.find((name) => frameStatus[name] === code) ?? "other",
    length: view.getUint32(8, true),
  };
}

/** Which list of frames the indexes of a request count in. */
export type FrameList = { readonly seriesId: string; readonly revision: string };

/**
 * The address of a series' frames; `order` are indexes into `SeriesFrames.frames` of that revision. When core's list is another one by now it
 * answers `stale` for every frame: never the frame that has the number today.
 */
export const framesPath = (caseId: string, { seriesId, revision }: FrameList, order: readonly number[]): string =>
  `/frames/${caseId}/${seriesId}?revision=${revision}&order=${order.join(",")}`;
