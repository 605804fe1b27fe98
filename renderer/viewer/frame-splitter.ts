import { FRAME_HEADER_BYTES, type FrameHead, readFrameHeader } from "#shared/imaging/frame-stream.ts";
import type { FrameBytesAnswer } from "./frame-source.ts";

/** A stream that says a frame is longer than this is damaged: nothing is allocated for it (reliability row 54). */
const MAX_FRAME_BYTES = 512 * 2 ** 20;

/** Gives memory for the bytes of one frame. */
export type FrameMemory = (bytes: number) => Uint8Array<ArrayBuffer>;

export const ownMemory: FrameMemory = (bytes) => new Uint8Array(bytes);

/** The same memory for one frame after the other: whoever takes a frame is done with it before the next one is asked for. */
export function sameMemory(): FrameMemory {
  let memory = new Uint8Array(0);
  return (bytes) => {
    if (memory.length < bytes) memory = new Uint8Array(bytes);
    return memory.subarray(0, bytes);
  };
}

/** Cuts the frame stream into frames, whatever the sizes of the pieces it comes in. Each frame is copied once, into the memory it is given. */
export class FrameSplitter {
  private readonly memory: FrameMemory;
  private readonly header = new Uint8Array(FRAME_HEADER_BYTES);
  private filled = 0;
  private head: FrameHead | null = null;
  private body: Uint8Array<ArrayBuffer> = new Uint8Array(0);

  constructor(memory: FrameMemory = ownMemory) {
    this.memory = memory;
  }

  /** The frames that `piece` completes, each when it is asked for. Throws when the stream does not follow its form. */
  *push(piece: Uint8Array): Generator<FrameBytesAnswer> {
    let at = 0;
    while (at < piece.length || (this.head !== null && this.filled === this.head.length)) {
      const target = this.head === null ? this.header : this.body;
      const taken = Math.min(target.length - this.filled, piece.length - at);
      target.set(piece.subarray(at, at + taken), this.filled);
      this.filled += taken;
      at += taken;
      if (this.filled < target.length) break;
      const frame = this.next();
      if (frame !== null) yield frame;
    }
  }

  /** The stream may end here: no frame is half there. */
  get atBoundary(): boolean {
    return this.head === null && this.filled === 0;
  }

  private next(): FrameBytesAnswer | null {
    this.filled = 0;
    if (this.head === null) {
      const head = readFrameHeader(this.header, 0);
      if (head.length > MAX_FRAME_BYTES) throw new Error("a frame in the stream is longer than a frame may be");
      this.head = head;
      this.body = this.memory(head.length);
      return null;
    }
    const { index, status } = this.head;
    this.head = null;
    return { index, status, bytes: this.body };
  }
}
