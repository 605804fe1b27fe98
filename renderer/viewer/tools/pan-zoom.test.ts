import { expect, test } from "vitest";
import { flipped, imagePoint, initialPlacement, panned, rotated, zoomedAt } from "./pan-zoom.ts";

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
