import { expect, test } from "vitest";
import type { Point, Shape, ShapeOf } from "./mark.ts";
import { acrossOf, distanceTo, handlesOf, linesOf, movedBy, withHandle } from "./shape-handles.ts";

const at = (x: number, y: number): Point => ({ x, y });
const cross: ShapeOf<"bidirectional"> = { kind: "bidirectional", points: [at(0, 0), at(40, 0), at(10, 6), at(10, -4)] };
const rounded = (shape: Shape): Point[] =>
  shape.points.map(({ x, y }) => at(Math.round(x * 1000) / 1000 + 0, Math.round(y * 1000) / 1000 + 0));

test("the end of the diameter across goes along the longest one, its other end keeps its distance from it", () => {
  expect(rounded(withHandle(cross, 2, at(25, 9), 1))).toEqual([at(0, 0), at(40, 0), at(25, 9), at(25, -4)]);
  expect(rounded(withHandle(cross, 3, at(5, -7), 1))).toEqual([at(0, 0), at(40, 0), at(5, 6), at(5, -7)]);
});

test("when an end of the longest diameter turns, the one across turns with it at the same share of the way", () => {
  // a quarter of 80 down the column, 6 to one side and 4 to the other: across (0,1) is (-1,0)
  expect(rounded(withHandle(cross, 1, at(0, 80), 1))).toEqual([at(0, 0), at(0, 80), at(-6, 20), at(4, 20)]);
});

test("T5: with pixels that are no squares the right angle is the patient's", () => {
  const [c, d] = acrossOf(at(0, 0), at(40, 10), 2);
  const turned = withHandle({ kind: "bidirectional", points: [at(0, 0), at(40, 10), c, d] }, 0, at(3, -8), 2).points as Point[];
  const real = (from: Point | undefined, to: Point | undefined) =>
    [(to?.x ?? 0) - (from?.x ?? 0), ((to?.y ?? 0) - (from?.y ?? 0)) * 2] as const;
  const [long, short] = [real(turned[0], turned[1]), real(turned[2], turned[3])];
  expect(long[0] * short[0] + long[1] * short[1]).toBeCloseTo(0);
});

test("a rectangle has four corners, and each leaves the opposite one where it is", () => {
  const box: Shape = { kind: "rectangle", points: [at(0, 0), at(10, 20)] };
  expect(handlesOf(box)).toEqual([at(0, 0), at(10, 20), at(0, 20), at(10, 0)]);
  expect(withHandle(box, 2, at(-5, 30), 1).points).toEqual([at(-5, 0), at(10, 30)]);
  expect(withHandle(box, 3, at(15, -5), 1).points).toEqual([at(0, -5), at(15, 20)]);
});

test("an ellipse is taken along by its middle; any shape is moved as it is", () => {
  const ellipse: Shape = { kind: "ellipse", points: [at(30, 30), at(50, 30), at(30, 40)] };
  expect(withHandle(ellipse, 0, at(31, 28), 1).points).toEqual([at(31, 28), at(51, 28), at(31, 38)]);
  expect(movedBy(cross, at(1, 2)).points).toEqual([at(1, 2), at(41, 2), at(11, 8), at(11, -2)]);
});

test("a shape is found by its line, not by what it encloses", () => {
  const ellipse: Shape = { kind: "ellipse", points: [at(30, 30), at(50, 30), at(30, 40)] };
  expect(distanceTo(ellipse, at(50, 30))).toBeCloseTo(0);
  expect(distanceTo(ellipse, at(30, 30))).toBeGreaterThan(9);
  expect(distanceTo({ kind: "probe", points: [at(3, 4)] }, at(0, 0))).toBe(5);
  expect(distanceTo(cross, at(20, 3))).toBe(3);
  expect(linesOf({ kind: "freehand", points: [at(0, 0), at(4, 0), at(4, 4)] })[0]?.at(-1)).toEqual(at(0, 0));
});
