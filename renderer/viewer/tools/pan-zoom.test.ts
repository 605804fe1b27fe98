import { expect, test } from "vitest";
import { unturned } from "#shared/imaging/orientation.ts";
import { flipped, imagePoint, initialPlacement, panned, placedOn, rotated, zoomedAt } from "./pan-zoom.ts";

test("zooming keeps the place under the pointer, again and back", () => {
  const start = panned({ ...initialPlacement, scale: 2 }, 30, -10);
  /** The image coordinate (from the middle, unturned) under a point of an 800 × 600 viewport. */
  const under = ({ scale, pan }: typeof start, x: number, y: number): number[] => [(x - 400 - pan.x) / scale, (y - 300 - pan.y) / scale];
  const zoomed = zoomedAt(start, 1.7, 123, 456, 800, 600);
  expect(zoomed.scale).toBeCloseTo(3.4, 12);
  const [x = Number.NaN, y = Number.NaN] = under(start, 123, 456);
  const [stillX, stillY] = under(zoomed, 123, 456);
  expect(stillX).toBeCloseTo(x, 9);
  expect(stillY).toBeCloseTo(y, 9);
  const back = zoomedAt(zoomed, 1 / 1.7, 123, 456, 800, 600);
  expect(back.pan.x).toBeCloseTo(start.pan.x, 9);
});

test("a flip mirrors what is seen: a lying image along its other axis", () => {
  expect(flipped(initialPlacement, "horizontal")).toMatchObject({ flipHorizontal: true, flipVertical: false });
  expect(flipped(rotated(initialPlacement), "horizontal")).toMatchObject({ flipHorizontal: false, flipVertical: true, rotation: 90 });
  expect(rotated(rotated(rotated(rotated(initialPlacement))))).toEqual(initialPlacement);
});

test("a point of the screen and the image coordinate under it", () => {
  expect(imagePoint({ a: 0, b: 2, c: -2, d: 0, e: 100, f: 50 }, 90, 70)).toEqual({ x: 10, y: 5 });
  expect(imagePoint({ a: 0, b: 0, c: 0, d: 0, e: 0, f: 0 }, 1, 1)).toBeNull();
});

// by hand: the area of 100 × 50 pixels around 60,40 of an image of 200 × 100, in a viewport of 400 × 400
const area = { from: { x: 10, y: 15 }, to: { x: 110, y: 65 }, columns: 200, rows: 100, pixelAspect: 1 };

test("an area is shown as large as the viewport allows, in its middle, whichever way the image is turned", () => {
  // the area's middle lies 40 pixels to the left of the image's and 10 above it
  expect(placedOn(area, unturned, 400, 400)).toMatchObject({ scale: 4, pan: { x: 160, y: 40 } });
  expect(placedOn(area, { ...unturned, flipHorizontal: true }, 400, 400)).toMatchObject({ scale: 4, pan: { x: -160, y: 40 } });
  // a quarter turn clockwise: what was to the left is above, what was above is to the right
  expect(placedOn(area, { ...unturned, rotation: 90 }, 400, 400)).toMatchObject({ scale: 4, pan: { x: -40, y: 160 } });
  expect(placedOn({ ...area, pixelAspect: 2 }, unturned, 400, 300)).toMatchObject({ scale: 3, pan: { x: 120, y: 60 } });
});
