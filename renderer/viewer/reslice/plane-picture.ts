import type { DecodedFrame } from "#shared/decode/decoded-frame.ts";
import type { FrameLook } from "#shared/imaging/frame-table.ts";
import type { Picture } from "../draw/display-engine.ts";
import { ExactRender } from "../draw/exact-render.ts";
import { WindowChoice } from "../window-choice.ts";
import type { DrawnPlane } from "./plane-state.ts";
import type { Volume } from "./volume.ts";

/** A plane as canvas pixels: the look of its volume, the reader's window, and the renderer that frames have. */
export class PlanePicture {
  readonly window = new WindowChoice();
  inverted = false;
  private readonly render = new ExactRender();
  private volume: Volume | null = null;
  private drawn: DrawnPlane | null = null;
  private frame: DecodedFrame | null = null;
  private look: FrameLook | null = null;

  /** What is seen; null: black. */
  get shown(): DrawnPlane | null {
    return this.drawn;
  }

  /** Another volume: its first window, nothing of the last one. */
  reset(volume: Volume | null): void {
    this.clear();
    this.volume = volume;
    this.inverted = false;
    this.window.reset(volume?.series ?? null);
  }

  set(drawn: DrawnPlane, frame: DecodedFrame): void {
    this.drawn = drawn;
    this.frame = frame;
  }

  clear(): void {
    this.drawn = null;
    this.frame = null;
    this.look = null;
    this.render.clear();
  }

  /** False when there is nothing to window. */
  dragWindow(dx: number, dy: number): boolean {
    const { volume, look } = this;
    return volume !== null && look !== null && this.window.drag(dx, dy, look, volume.form.statistics);
  }

  pixels(): HTMLCanvasElement | null {
    return this.render.pixels();
  }

  /** For the surface; `told` hears the name of what was drawn. */
  picture(told: (name: string) => void): Picture {
    const { volume, drawn, frame } = this;
    if (volume === null || drawn === null || frame === null) this.render.clear();
    else {
      this.look = this.lookOf(volume, drawn);
      const view = { voi: this.window.voiFor(this.look, volume.form.statistics), inverted: this.inverted };
      this.render.show(frame, this.look, view, 1);
    }
    const name = drawn === null ? "empty" : `${drawn.view.name}:${drawn.plane.position.map((mm) => mm.toFixed(2)).join(",")}`;
    return {
      columns: drawn?.plane.columns ?? 1,
      rows: drawn?.plane.rows ?? 1,
      pixelAspect: 1,
      pixels: () => this.pixels(),
      drawn: () => told(name),
    };
  }

  /** One object as long as it says the same, so that the table of greys is kept from plane to plane. */
  private lookOf({ form }: Volume, { plane: { columns, rows, pixelMm }, slab: { thicknessMm } }: DrawnPlane): FrameLook {
    const sliceThicknessMm = thicknessMm === 0 ? null : thicknessMm;
    const before = this.look;
    const same = before?.pixel.columns === columns && before.pixel.rows === rows && before.calibration.columnStep === pixelMm;
    if (before !== null && same && before.sliceThicknessMm === sliceThicknessMm) return before;
    const calibration = { ...form.look.calibration, rowStep: pixelMm, columnStep: pixelMm, pixelAspect: 1 };
    return { ...form.look, pixel: { ...form.look.pixel, columns, rows }, calibration, sliceThicknessMm };
  }
}
