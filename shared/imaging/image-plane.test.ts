import { expect, test } from "vitest";
import { imagePlaneOf, planeName, pointInImage, pointInPatient } from "./image-plane.ts";

const spacing = { rowMm: 0.5, columnMm: 2 };

test("equation C.7.6.2.1-1 and back: a tilted plane, other spacing each way", () => {
  const tilt = Math.cos(Math.PI / 9);
  const lean = Math.sin(Math.PI / 9);
  const plane = imagePlaneOf([10, -20, 30], [1, 0, 0, 0, tilt, -lean]);
  if (plane === null) throw new Error("no plane");
  const point = pointInPatient(plane, spacing, 4, 6);
  expect(point).toEqual([10 + 2 * 4, -20 + tilt * 0.5 * 6, 30 - lean * 0.5 * 6]);
  const back = pointInImage(plane, spacing, point);
  expect(back.column).toBeCloseTo(4, 9);
  expect(back.row).toBeCloseTo(6, 9);
  expect(back.distanceMm).toBeCloseTo(0, 9);
  expect(planeName(plane)).toBe("axial");
});

test.each([
  { name: "directions that are not perpendicular", orientation: [1, 0, 0, 0.9, 0.43, 0] },
  { name: "directions that are not of length 1", orientation: [2, 0, 0, 0, 1, 0] },
  { name: "five numbers", orientation: [1, 0, 0, 0, 1] },
  { name: "no numbers", orientation: [Number.NaN, 0, 0, 0, 1, 0] },
])("$name are no plane", ({ orientation }) => {
  expect(imagePlaneOf([0, 0, 0], orientation)).toBeNull();
});
