import type { ImageToScreen } from "./display-engine.ts";

/** The picture on the screen: its pixels, its size in image pixels (the canvas may hold fewer), and where it lies. */
export type LensSource = {
  readonly pixels: HTMLCanvasElement | null;
  readonly columns: number;
  readonly rows: number;
  readonly toScreen: ImageToScreen;
};

/** A step of one image pixel on the screen from which on pixels are shown as squares, as the image itself does. */
const SQUARES_PX = 8;
const FACTOR = 3;
const SIDE_PX = 220;

/** A magnifier above the picture: the same pixels under the same window and turn, three times as large, around one place. */
export class Lens {
  private readonly canvas = document.createElement("canvas");
  private readonly source: () => LensSource;
  private at: { readonly x: number; readonly y: number } | null = null;

  constructor(host: HTMLElement, source: () => LensSource) {
    this.source = source;
    this.canvas.dataset["lens"] = "";
    this.canvas.setAttribute("aria-hidden", "true");
    Object.assign(this.canvas.style, {
      position: "absolute",
      width: `${SIDE_PX}px`,
      height: `${SIDE_PX}px`,
      borderRadius: "50%",
      border: "1px solid rgb(255 255 255 / 60%)",
      pointerEvents: "none",
      display: "none",
    });
    this.canvas.width = 0;
    host.append(this.canvas);
  }

  /** `x`, `y`: CSS pixels within the viewport. */
  show(x: number, y: number): void {
    this.at = { x, y };
    this.redraw();
  }

  /** The same place by so many CSS pixels farther; from the middle of the viewport where it was not shown. */
  moveBy(dx: number, dy: number, middle: { readonly x: number; readonly y: number }): void {
    const { x, y } = this.at ?? middle;
    this.show(x + dx, y + dy);
  }

  hide(): void {
    this.at = null;
    this.canvas.style.display = "none";
    // no pixel of a patient stays in what is not seen
    this.canvas.width = 0;
  }

  /** After the picture below has changed. */
  redraw(): void {
    const { pixels, columns, rows, toScreen } = this.source();
    const context = this.canvas.getContext("2d", { alpha: false });
    if (this.at === null || context === null) return;
    if (pixels === null) {
      this.hide();
      return;
    }
    const { x, y } = this.at;
    const ratio = devicePixelRatio;
    this.canvas.width = this.canvas.height = Math.round(SIDE_PX * ratio);
    Object.assign(this.canvas.style, { left: `${x - SIDE_PX / 2}px`, top: `${y - SIDE_PX / 2}px`, display: "block" });
    context.translate(this.canvas.width / 2, this.canvas.height / 2);
    context.scale(FACTOR * ratio, FACTOR * ratio);
    context.translate(-x, -y);
    context.transform(toScreen.a, toScreen.b, toScreen.c, toScreen.d, toScreen.e, toScreen.f);
    context.imageSmoothingEnabled = Math.hypot(toScreen.a, toScreen.b) * FACTOR < SQUARES_PX;
    context.drawImage(pixels, 0, 0, columns, rows);
  }

  close(): void {
    this.canvas.remove();
  }
}
