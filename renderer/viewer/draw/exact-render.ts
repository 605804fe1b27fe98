import type { DecodedFrame } from "#shared/decode/decoded-frame.ts";
import type { FrameLook } from "#shared/imaging/frame-table.ts";
import type { GreyView } from "#shared/imaging/grey-table.ts";
import { type Painter, painterFor } from "#shared/imaging/paint.ts";
import { reducedFrame } from "./reduced-frame.ts";

const sameView = (a: GreyView, b: GreyView): boolean =>
  a.inverted === b.inverted && a.presentation === b.presentation && (a.voi === b.voi || JSON.stringify(a.voi) === JSON.stringify(b.voi));

type Shown = { readonly frame: DecodedFrame; readonly look: FrameLook; readonly view: GreyView; readonly step: number };

/**
 * One frame as canvas pixels, by the 65,536-entry table of `shared/imaging`. Work is done when the pixels are asked for, and only what
 * changed: a new frame is looked up again, a new window makes a new table.
 */
export class ExactRender {
  private readonly canvas = document.createElement("canvas");
  private readonly context: CanvasRenderingContext2D;
  private image: ImageData | null = null;
  private shown: Shown | null = null;
  private painter: Painter | null = null;
  private reduced: { readonly frame: DecodedFrame; readonly step: number; readonly picked: DecodedFrame } | null = null;
  private stale = false;

  constructor() {
    // Without an alpha channel the canvas composes faster, and no pixel can shine through.
    const context = this.canvas.getContext("2d", { alpha: false });
    if (context === null) throw new Error("this browser has no canvas");
    this.context = context;
  }

  /** `step` above 1 shows every n-th pixel only: a preview while something is dragged. */
  show(frame: DecodedFrame, look: FrameLook, view: GreyView, step: number): void {
    const before = this.shown;
    const sameTable =
      before !== null && before.look === look && sameView(before.view, view) && before.frame.photometric === frame.photometric;
    if (!sameTable) this.painter = null;
    this.stale ||= !sameTable || before.frame !== frame || before.step !== step;
    this.shown = { frame, look, view, step };
  }

  /** Nothing is to be seen, and nothing is kept. */
  clear(): void {
    this.shown = null;
    this.painter = null;
    this.reduced = null;
    this.stale = false;
  }

  pixels(): HTMLCanvasElement | null {
    if (this.shown === null) return null;
    if (this.stale) {
      const { look, view } = this.shown;
      const frame = this.frameToPaint(this.shown);
      this.painter ??= painterFor(look, frame.photometric, view);
      const image = this.imageFor(frame);
      this.painter(frame.values, frame.rows * frame.columns, new Uint32Array(image.data.buffer));
      this.context.putImageData(image, 0, 0);
      this.stale = false;
    }
    return this.canvas;
  }

  private frameToPaint({ frame, step }: Shown): DecodedFrame {
    if (step === 1) return frame;
    if (this.reduced?.frame !== frame || this.reduced.step !== step) this.reduced = { frame, step, picked: reducedFrame(frame, step) };
    return this.reduced.picked;
  }

  private imageFor({ rows, columns }: DecodedFrame): ImageData {
    if (this.image !== null && this.image.width === columns && this.image.height === rows) return this.image;
    this.canvas.width = columns;
    this.canvas.height = rows;
    this.image = this.context.createImageData(columns, rows);
    return this.image;
  }
}
