import type { ReadyFrame } from "./decode/decode-pool.ts";

/** Decoded frames kept in the page unless another budget is given: 640 MiB, 1,280 CT slices. */
export const DEFAULT_CACHE_BYTES = 640 * 2 ** 20;

const bytesOf = (ready: ReadyFrame): number => ready.frame.values.byteLength;

/** Whose frames: told by identity, so that an index never finds the frame of another list. */
export type FrameOwner = { readonly distance: (index: number) => number; readonly evicted: (index: number) => void };

type Entry = { readonly index: number; readonly ready: ReadyFrame };

/** Decoded frames of all open series, bounded by bytes; the farthest from what is looked at goes first. Nothing here touches the disk. */
export class FrameCache {
  private readonly owners = new Map<FrameOwner, Map<number, ReadyFrame>>();
  private readonly budgetBytes: number;
  private bytes = 0;

  constructor(budgetBytes: number) {
    this.budgetBytes = budgetBytes;
  }

  get usedBytes(): number {
    return this.bytes;
  }

  get(owner: FrameOwner, index: number): ReadyFrame | null {
    return this.owners.get(owner)?.get(index) ?? null;
  }

  /** Keeps a frame and drops the farthest ones above the budget, the new one included. */
  put(owner: FrameOwner, index: number, ready: ReadyFrame): void {
    const frames = this.owners.get(owner) ?? new Map<number, ReadyFrame>();
    this.owners.set(owner, frames);
    const before = frames.get(index);
    if (before !== undefined) this.bytes -= bytesOf(before);
    frames.set(index, ready);
    this.bytes += bytesOf(ready);
    while (this.bytes > this.budgetBytes && this.evictFarthest());
  }

  dropOwner(owner: FrameOwner): void {
    for (const ready of this.owners.get(owner)?.values() ?? []) this.bytes -= bytesOf(ready);
    this.owners.delete(owner);
  }

  purge(): void {
    this.owners.clear();
    this.bytes = 0;
  }

  private evictFarthest(): boolean {
    let farthest: (Entry & { owner: FrameOwner }) | null = null;
    let distance = -1;
    for (const [owner, frames] of this.owners) {
      for (const [index, ready] of frames) {
        const candidate = owner.distance(index);
        if (candidate > distance) [farthest, distance] = [{ owner, index, ready }, candidate];
      }
    }
    if (farthest === null) return false;
    this.owners.get(farthest.owner)?.delete(farthest.index);
    this.bytes -= bytesOf(farthest.ready);
    farthest.owner.evicted(farthest.index);
    return true;
  }
}
