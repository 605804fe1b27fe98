import type { DecodedFrame } from "#shared/decode/decoded-frame.ts";
import type { FrameLook } from "#shared/imaging/frame-table.ts";
import type { GreyView } from "#shared/imaging/grey-table.ts";
import { type Painter, painterFor } from "#shared/imaging/paint.ts";

const sameVoi = (a: GreyView, b: GreyView): boolean =>
  a.inverted === b.inverted && (a.voi === b.voi || JSON.stringify(a.voi) === JSON.stringify(b.voi));

/**
 * One frame as canvas pixels at its own resolution, by the 65,536-entry table of `shared/imaging`. Work is done when the pixels are asked
 * for, and only what changed: a new frame is looked up again, a new window makes a new table.
 */
export class ExactRender {
  private readonly canvas = document.createElement("canvas");
  private readonly context: CanvasRenderingContext2D;
  private image: ImageData | null = null;
  private frame: DecodedFrame | null = null;
  private look: FrameLook | null = null;
  private view: GreyView | null = null;
  private painter: Painter | null = null;
  private stale = false;

  constructor() {
    // Without an alpha channel the canvas composes faster, and no pixel can shine through.
    const context = this.canvas.getContext("2d", { alpha: false });
    if (context === null) throw new Error("this browser has no canvas");
    this.context = context;
  }

  show(frame: DecodedFrame, look: FrameLook, view: GreyView): void {
    if (this.look !== look || this.view === null || !sameVoi(this.view, view) || this.frame?.photometric !== frame.photometric)
      this.painter = null;
    this.stale ||= this.frame !== frame || this.painter === null;
    [this.frame, this.look, this.view] = [frame, look, view];
  }

  /** Nothing is to be seen, and nothing is kept. */
  clear(): void {
    this.frame = null;
    this.painter = null;
    this.stale = false;
  }

  pixels(): HTMLCanvasElement | null {
    const { frame, look, view } = this;
    if (frame === null || look === null || view === null) return null;
    if (this.stale) {
      this.painter ??= painterFor(look, frame.photometric, view);
      const image = this.imageFor(frame);
      this.painter(frame.values, frame.rows * frame.columns, new Uint32Array(image.data.buffer));
      this.context.putImageData(image, 0, 0);
      this.stale = false;
    }
    return this.canvas;
  }

  private imageFor({ rows, columns }: DecodedFrame): ImageData {
    if (this.image !== null && this.image.width === columns && this.image.height === rows) return this.image;
    this.canvas.width = columns;
    this.canvas.height = rows;
    this.image = this.context.createImageData(columns, rows);
    return this.image;
  }
}
