import { expect, test } from "vitest";
import { type Drawing, movedTo, type Paper, pressed, preview, released } from "./drawing.ts";
import type { Point, Shape } from "./mark.ts";

const at = (x: number, y: number): Point => ({ x, y });
const REACH = 4;
const paper = (aspect = 1): Paper => ({ aspect, columns: 200, rows: 200 });

/** A hand that only clicks: goes there, presses, releases. */
function clicks(kind: Shape["kind"], points: readonly Point[], aspect = 1): Drawing | Shape {
  let state: Drawing | Shape | null = null;
  for (const point of points) {
    if (state !== null && !("live" in state)) throw new Error("finished before the last click");
    const moved: Drawing | null = state === null ? null : movedTo(state, point, false);
    state = released(pressed(moved, kind, point), point, REACH, paper(aspect));
  }
  if (state === null) throw new Error("no click");
  return state;
}

/** A hand that drags from one point through others to the last. */
function drag(kind: Shape["kind"], before: Drawing | null, points: readonly Point[]): Drawing | Shape {
  const [first = at(0, 0)] = points;
  const moved = points.slice(1).reduce((drawing, point) => movedTo(drawing, point, true), pressed(before, kind, first));
  return released(moved, points.at(-1) ?? first, REACH, paper());
}

test("a line is drawn by one drag or by two clicks, and a click on the spot sets no second point", () => {
  const line = { kind: "length", points: [at(10, 10), at(40, 50)] };
  expect(drag("length", null, [at(10, 10), at(30, 20), at(40, 50)])).toEqual(line);
  expect(clicks("length", [at(10, 10), at(40, 50)])).toEqual(line);
  expect(clicks("length", [at(10, 10), at(11, 11)])).toMatchObject({ points: [at(10, 10)] });
});

test("an angle is a drag and a click; a Cobb angle is two drags, or four clicks", () => {
  const arm = drag("angle", null, [at(0, 0), at(50, 0)]) as Drawing;
  expect(released(pressed(movedTo(arm, at(50, 40), false), "angle", at(50, 40)), at(50, 40), REACH, paper())).toEqual({
    kind: "angle",
    points: [at(0, 0), at(50, 0), at(50, 40)],
  });
  const first = drag("cobb", null, [at(0, 0), at(50, 0)]) as Drawing;
  const cobb = { kind: "cobb", points: [at(0, 0), at(50, 0), at(0, 90), at(50, 80)] };
  expect(drag("cobb", first, [at(0, 90), at(50, 80)])).toEqual(cobb);
  expect(clicks("cobb", [at(0, 0), at(50, 0), at(0, 90), at(50, 80)])).toEqual(cobb);
});

test("RECIST: the diameter across starts in the middle, at a right angle in the patient, half as long", () => {
  expect(clicks("bidirectional", [at(0, 50), at(40, 50)])).toEqual({
    kind: "bidirectional",
    points: [at(0, 50), at(40, 50), at(20, 60), at(20, 40)],
  });
  // pixels twice as high as wide: the line of 40 × 10 pixels is 40 × 20 long, and (-20, 40) is at a right angle to it
  const drawn = clicks("bidirectional", [at(20, 50), at(60, 60)], 2) as Shape;
  const [, , c, d] = drawn.points as Point[];
  const [dx, dy] = [(c?.x ?? 0) - (d?.x ?? 0), ((c?.y ?? 0) - (d?.y ?? 0)) * 2];
  expect(dx * 40 + dy * 20).toBeCloseTo(0);
  expect(Math.hypot(dx, dy)).toBeCloseTo(Math.hypot(40, 20) / 2);
});

test("RECIST: at the edge of the image the diameter across is only as long as the image leaves room for, and still at a right angle", () => {
  const [, , c, d] = (clicks("bidirectional", [at(20, 5), at(80, 5)]) as Shape).points as Point[];
  expect([c, d].map((point) => [point?.x, Math.round((point?.y ?? 0) + 0.001)])).toEqual([
    [50, 10],
    [50, 0],
  ]);
});

test("an ellipse fills the box that was dragged; a freehand line closes where the hand lets go, or at its first corner", () => {
  expect(drag("ellipse", null, [at(10, 20), at(50, 40)])).toEqual({ kind: "ellipse", points: [at(30, 30), at(50, 30), at(30, 40)] });
  const way = [at(0, 0), at(10, 0), at(10, 10), at(0, 10)];
  expect(drag("freehand", null, way)).toEqual({ kind: "freehand", points: way });
  expect(clicks("freehand", [...way, at(1, 1)])).toEqual({ kind: "freehand", points: way });
});

test("what is seen while it is drawn is the shape that would be, and nothing before there is one", () => {
  expect(preview(pressed(null, "probe", at(1, 1)), paper())).toBeNull();
  const first = pressed(null, "rectangle", at(0, 0));
  expect(preview(movedTo(first, at(5, 9), true), paper())).toEqual({ kind: "rectangle", points: [at(0, 0), at(5, 9)] });
  expect(preview(pressed(null, "angle", at(0, 0)), paper())).toBeNull();
});

test("a freehand line that is dragged for ever keeps as many corners as can be kept, none closer than two pixels", () => {
  let drawing = pressed(null, "freehand", at(0, 0));
  for (let step = 1; step <= 12_000; step++) drawing = movedTo(drawing, at(step % 2 === 0 ? step : step - 0.5, step), true);
  expect(drawing.points).toHaveLength(5000);
  const gaps = drawing.points
    .slice(1)
    .map((point, index) => Math.hypot(point.x - (drawing.points[index]?.x ?? 0), point.y - (drawing.points[index]?.y ?? 0)));
  expect(Math.min(...gaps)).toBeGreaterThanOrEqual(2);
});
