import type { DecodedFrame, StoredValues } from "#shared/decode/decoded-frame.ts";

/** Above this a full look-up takes longer than a frame of the screen while the window is dragged. */
const LARGE_PIXELS = 2_000_000;

/** How coarsely a frame may be picked so that each device pixel still gets a stored value; 1: not at all. */
export function coarseStep(frame: DecodedFrame, devicePixelsPerImagePixel: number): number {
  if (frame.rows * frame.columns < LARGE_PIXELS) return 1;
  return Math.max(1, Math.floor(1 / devicePixelsPerImagePixel));
}

/** Every n-th pixel of every n-th row: stored values, nothing averaged. */
export function reducedFrame(frame: DecodedFrame, step: number): DecodedFrame {
  const { samples, values } = frame;
  const [rows, columns] = [Math.ceil(frame.rows / step), Math.ceil(frame.columns / step)];
  const picked = new (values.constructor as new (length: number) => StoredValues)(rows * columns * samples);
  let out = 0;
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const at = (row * step * frame.columns + column * step) * samples;
      for (let sample = 0; sample < samples; sample++) picked[out++] = values[at + sample] as number;
    }
  }
  return { ...frame, rows, columns, values: picked };
}
