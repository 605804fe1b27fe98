import { expect, test } from "vitest";
import { madeMark } from "#shared/measure/made-mark.ts";
import { gripAt, movedMark } from "./mark-drafts.ts";
import { stepOnImage } from "./mark-keys.ts";

test.each([
  ["upright", { a: 2, b: 0, c: 0, d: 2, e: 5, f: 5 }, { x: 1, y: 0 }],
  // turned by a quarter clockwise: x' = −y, y' = x, so that the right of the screen is up in the image
  ["turned", { a: 0, b: 2, c: -2, d: 0, e: 0, f: 0 }, { x: 0, y: -1 }],
  ["mirrored", { a: -2, b: 0, c: 0, d: 2, e: 0, f: 0 }, { x: -1, y: 0 }],
] as const)("guide §7: an arrow key goes to the right of the screen by one image pixel, image %s", (_, matrix, step) => {
  expect(stepOnImage(matrix, { x: 1, y: 0 })).toEqual(step);
});

test("the hand takes the handle of the chosen mark first, then any handle, then a line; nothing out of reach", () => {
  const one = madeMark("one");
  const other = madeMark("other");
  const pointer = (x: number, y: number) => ({ point: { x, y }, reach: 2, label: null });
  expect(gripAt([one, other], "one", pointer(11, 10))).toEqual({ mark: one, grip: { kind: "handle", handle: 0 } });
  expect(gripAt([one, other], null, pointer(33, 11))).toEqual({ mark: other, grip: { kind: "handle", handle: 1 } });
  expect(gripAt([one, other], "one", pointer(20, 11))).toEqual({ mark: one, grip: { kind: "whole" } });
  expect(gripAt([one, other], "one", pointer(20, 13))).toBeNull();
});

const paper = { aspect: 1, columns: 100, rows: 100 };

test("a mark stays on the image: as a whole along its edge, and by a handle as far as the edge", () => {
  // the line from 10,10 to 33.4,10
  const draft = { kind: "moving", slot: 0, mark: madeMark("m"), from: { x: 33.4, y: 10 }, now: { x: 433.4, y: 12 } } as const;
  expect(movedMark({ ...draft, grip: { kind: "whole" } }, paper).shape.points[1]).toEqual({ x: 100, y: 12 });
  const end = movedMark({ ...draft, grip: { kind: "handle", handle: 1 } }, paper).shape.points[1];
  expect(end?.x).toBeCloseTo(100, 3);
});

test("a moved mark takes its label along; a moved label leaves the mark where it is", () => {
  const mark = madeMark("m", { labelAt: { x: 40, y: 5 } });
  const draft = { kind: "moving", slot: 0, mark, from: { x: 20, y: 10 }, now: { x: 22, y: 13 } } as const;
  const whole = movedMark({ ...draft, grip: { kind: "whole" } }, paper);
  expect([whole.shape.points[0], whole.labelAt]).toEqual([
    { x: 12, y: 13 },
    { x: 42, y: 8 },
  ]);
  const label = movedMark({ ...draft, grip: { kind: "label" } }, paper);
  expect([label.shape, label.labelAt]).toEqual([mark.shape, { x: 42, y: 8 }]);
});
