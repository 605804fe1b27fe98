import { expect, test } from "vitest";
import type { Shape } from "./mark.ts";
import { farthestOnImage, liesOnImage, moveOnImage, ontoImage, ontoPixel } from "./within-image.ts";

const size = { columns: 100, rows: 50 };
const at = (x: number, y: number) => ({ x, y });
const ellipse = (x: number, y: number, across: number, down: number): Shape => ({
  kind: "ellipse",
  points: [at(x, y), at(x + across, y), at(x, y + down)],
});

// by hand: an image of 100 × 50 pixels reaches from 0,0 to 100,50 (PS3.3 C.18.6.1.1)
test("a point beside the image comes to its edge, a probe to the middle of its last pixel", () => {
  expect([ontoImage(at(-4, 60), size), ontoImage(at(3.2, 4.1), size)]).toEqual([at(0, 50), at(3.2, 4.1)]);
  expect([ontoPixel(at(400, -3), size), ontoPixel(at(3.2, 4.1), size), ontoPixel(at(100, 50), size)]).toEqual([
    at(99.5, 0.5),
    at(3.5, 4.5),
    at(99.5, 49.5),
  ]);
});

test("an ellipse lies on the image when all of its outline does, not only the points that were set", () => {
  expect(liesOnImage(ellipse(50, 25, 20, 25), size)).toBe(true);
  // middle and both ends are on the image, its left side is not
  expect(liesOnImage(ellipse(10, 25, 20, 10), size)).toBe(false);
});

test("a shape that would leave the image stops where it still lies on it", () => {
  const grown = farthestOnImage((share) => ellipse(50, 25, 20, 10 + 40 * share), size);
  expect(grown.points[2]?.y).toBeCloseTo(50, 4);
  expect(farthestOnImage((share) => ellipse(50, 25, 20, 10 + 5 * share), size)).toEqual(ellipse(50, 25, 20, 15));
});

test("a shape that is moved stays on the image and goes along its edge", () => {
  const line: Shape = { kind: "length", points: [at(10, 10), at(30, 40)] };
  expect(moveOnImage(line, at(5, 3), size)).toEqual(at(5, 3));
  expect(moveOnImage(line, at(-50, 4), size)).toEqual(at(-10, 4));
  expect(moveOnImage(line, at(200, 200), size)).toEqual(at(70, 10));
});
