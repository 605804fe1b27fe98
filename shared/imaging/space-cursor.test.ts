import { expect, test } from "vitest";
import type { SeriesFrames } from "./frame-table.ts";
import type { ImagePlane } from "./image-plane.ts";
import { frameAt, pointOn } from "./space-cursor.ts";

/** Axial slices from z = 0 in steps of 5 mm, pixels of 0.5 mm from -50, -50. */
const axial = (z: number): ImagePlane => ({ position: [-50, -50, z], row: [1, 0, 0], column: [0, 1, 0] });
const series = (planes: readonly (ImagePlane | null)[], phase = (_: number) => 0): SeriesFrames =>
  ({ frames: planes.map((plane, at) => ({ plane, phase: phase(at) })) }) as unknown as SeriesFrames;
const image = { plane: axial(20), spacing: { rowMm: 0.5, columnMm: 0.5 }, columns: 200, rows: 200 };

test("P4: the frame nearest to a point, across the frame; of several phases the one that is shown; none where nothing says a place", () => {
  const stack = series([axial(0), axial(5), axial(10)]);
  expect(frameAt(stack, [3, 4, 7.6], 0)).toBe(2);
  expect(frameAt(stack, [3, 4, -30], 2)).toBe(0);
  const phases = series([axial(0), axial(5), axial(0), axial(5)], (at) => Math.floor(at / 2));
  expect([frameAt(phases, [0, 0, 4], 0), frameAt(phases, [0, 0, 4], 2)]).toEqual([1, 3]);
  expect(frameAt(series([null, null]), [0, 0, 0], 0)).toBeNull();
});

test("P4: where a point lies on an image, in its pixels; beside it and beyond half a slice it does not", () => {
  // by hand: 10 mm right of the first pixel's middle is 20 pixels, and its middle lies at 0.5
  expect(pointOn(image, [-40, -45, 21], 5)).toEqual({ x: 20.5, y: 10.5 });
  expect(pointOn(image, [-40, -45, 22.6], 5)).toBeNull();
  expect(pointOn(image, [60, 0, 20], 5)).toBeNull();
  expect(pointOn(image, [-40, -45, 20.4], null)).toEqual({ x: 20.5, y: 10.5 });
  expect(pointOn(image, [-40, -45, 20.6], null)).toBeNull();
});
