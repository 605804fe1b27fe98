import type { DecodedFrame } from "#shared/decode/decoded-frame.ts";
import type { Slab } from "#shared/imaging/reslice.ts";
import type { Failure } from "#shared/result/failure.ts";
import type { DrawnPlane } from "./plane-state.ts";
import { type PlaneView, planeOfView, samePlane } from "./plane-view.ts";
import type { Volume } from "./volume.ts";

/** What a viewport wants to see. */
export type Wish = { readonly volume: Volume; readonly view: PlaneView; readonly slab: Slab };

/** What came of a wish. */
export type CutOutcome =
  | { readonly ok: true; readonly drawn: DrawnPlane; readonly frame: DecodedFrame }
  | { readonly ok: false; readonly failure: Failure };

const sameWish = (a: Wish, b: Wish): boolean => a.volume === b.volume && a.slab === b.slab && samePlane(a.view, b.view);

/** Cuts one plane at a time: while one is on its way only the newest wish is kept, so that a fast wheel never leaves a queue behind. */
export class NewestCut {
  private readonly onCut: (outcome: CutOutcome) => void;
  private newest: Wish | null = null;
  private cutting = false;

  /** `onCut` is told of every plane that came, also of one that is not the newest: something is seen while scrolling fast. */
  constructor(onCut: (outcome: CutOutcome) => void) {
    this.onCut = onCut;
  }

  /** A picture that is wanted is on its way. */
  get waiting(): boolean {
    return this.newest !== null;
  }

  want(wish: Wish): void {
    this.newest = wish;
    if (!this.cutting) void this.run();
  }

  /** What is on its way is not wanted any more. */
  forget(): void {
    this.newest = null;
  }

  private async run(): Promise<void> {
    this.cutting = true;
    for (let wish = this.newest; wish !== null; wish = this.newest) {
      const { volume, view, slab } = wish;
      const plane = planeOfView(volume.grid, view);
      const result = await volume.cut(plane, slab);
      const now: Wish | null = this.newest;
      const isOpen = result !== null && now !== null && now.volume === volume;
      if (now !== null && (result === null ? now.volume === volume : sameWish(wish, now))) this.newest = null;
      if (isOpen) this.onCut(result.ok ? { ok: true, drawn: { view, plane, slab }, frame: result.value } : result);
    }
    this.cutting = false;
  }
}
