import type { ViewTurn } from "#shared/imaging/orientation.ts";

/** A picture of the frame at its own resolution, turned as on the screen, with square pixels; without anything drawn above it. */
export function snapshotOf(pixels: HTMLCanvasElement, pixelAspect: number, turn: ViewTurn): Promise<Blob | null> {
  const width = Math.round(pixels.width * Math.max(1, 1 / pixelAspect));
  const height = Math.round(pixels.height * Math.max(1, pixelAspect));
  const lying = turn.rotation === 90 || turn.rotation === 270;
  const canvas = document.createElement("canvas");
  canvas.width = lying ? height : width;
  canvas.height = lying ? width : height;
  const context = canvas.getContext("2d", { alpha: false });
  if (context === null) return Promise.resolve(null);
  context.translate(canvas.width / 2, canvas.height / 2);
  context.rotate((turn.rotation * Math.PI) / 180);
  context.scale(turn.flipHorizontal ? -1 : 1, turn.flipVertical ? -1 : 1);
  context.drawImage(pixels, -width / 2, -height / 2, width, height);
  return new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
}
