import type { ViewTurn } from "#shared/imaging/orientation.ts";

/** Where and how big the image lies in the viewport: `pan` is the way of its middle from the middle of the viewport in CSS pixels. */
export type Placement = ViewTurn & { readonly scale: number; readonly pan: { readonly x: number; readonly y: number } };

/** Something to draw: its size, and the pixels when the surface asks for them, stretched to that size. Null: black, nothing of any other frame. */
export type Picture = {
  readonly columns: number;
  readonly rows: number;
  /** Height of a pixel through its width. */
  readonly pixelAspect: number;
  readonly pixels: () => HTMLCanvasElement | null;
  /** Told after the picture was drawn. */
  readonly drawn: () => void;
};

/** Image coordinates → CSS pixels of the surface: x' = a·x + c·y + e, y' = b·x + d·y + f. */
export type ImageToScreen = {
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly d: number;
  readonly e: number;
  readonly f: number;
};

/** One drawing area. Lengths are CSS pixels; `scale` is CSS pixels per image pixel across. */
export interface DisplaySurface {
  show(picture: Picture): void;
  /** The same picture again, because its pixels have changed. */
  redraw(): void;
  place(placement: Placement): void;
  /** Draws at once what else would be drawn with the next frame of the display: for a picture that somebody waits for. */
  drawNow(): void;
  /** The scale at which the whole picture is seen under this turn. */
  fitScale(turn: ViewTurn): number;
  imageToScreen(): ImageToScreen;
  /** CSS pixels per device pixel: 1:1 is this scale. */
  devicePixel(): number;
  close(): void;
}

/** Makes drawing areas; one implementation is in use (`cornerstone-engine.ts`), another can take its place. */
export interface DisplayEngine {
  /** Fills `element`, which is positioned and has a size; `resized` is told when that changes. */
  mount(element: HTMLElement, resized: () => void): DisplaySurface;
}
