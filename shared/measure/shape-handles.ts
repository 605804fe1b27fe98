import type { Point, Shape, ShapeOf } from "./mark.ts";

/** Half of the longest diameter: what the one across starts with, until it is drawn to the lesion's edge. */
const ACROSS_SHARE = 0.5;
const ELLIPSE_CORNERS = 72;

const plus = (a: Point, b: Point, times = 1): Point => ({ x: a.x + b.x * times, y: a.y + b.y * times });
const minus = (a: Point, b: Point): Point => ({ x: a.x - b.x, y: a.y - b.y });

/** The direction across a line in image pixels, with the length of one pixel's width; right angles are meant in the patient (T5). */
function across(from: Point, to: Point, aspect: number): Point {
  const [dx, dy] = [to.x - from.x, (to.y - from.y) * aspect];
  const length = Math.hypot(dx, dy) || 1;
  return { x: -dy / length, y: dx / length / aspect };
}

/** How far `point` lies from `foot` along `direction`, in widths of a pixel. */
const along = (point: Point, foot: Point, direction: Point, aspect: number): number =>
  (point.x - foot.x) * direction.x + (point.y - foot.y) * aspect * direction.y * aspect;

/** The ends of the diameter across a new longest diameter, through its middle; `share` of its usual length. */
export function acrossOf(a: Point, b: Point, aspect: number, share = 1): [Point, Point] {
  const middle = plus(a, minus(b, a), 0.5);
  const half = (Math.hypot(b.x - a.x, (b.y - a.y) * aspect) * ACROSS_SHARE * share) / 2;
  const direction = across(a, b, aspect);
  return [plus(middle, direction, half), plus(middle, direction, -half)];
}

/** The points a reader can take hold of. A rectangle has all four corners. */
export function handlesOf(shape: Shape): readonly Point[] {
  if (shape.kind === "freehand") return [];
  if (shape.kind !== "rectangle") return shape.points;
  const [a, b] = shape.points;
  return [a, b, { x: a.x, y: b.y }, { x: b.x, y: a.y }];
}

/** The shape with one handle moved; what has to stay at a right angle or in the middle follows. */
export function withHandle(shape: Shape, handle: number, to: Point, aspect: number): Shape {
  switch (shape.kind) {
    case "freehand":
      return shape;
    case "rectangle":
      return withCorner(shape, handle, to);
    case "ellipse":
      return handle === 0 ? movedBy(shape, minus(to, shape.points[0])) : replaced(shape, handle, to);
    case "bidirectional":
      return handle < 2 ? withLongEnd(shape, handle, to, aspect) : withShortEnd(shape, handle, to, aspect);
    default:
      return replaced(shape, handle, to);
  }
}

const replaced = <Some extends Shape>(shape: Some, handle: number, to: Point): Some => ({
  ...shape,
  points: shape.points.map((point, index) => (index === handle ? to : point)),
});

function withCorner(shape: ShapeOf<"rectangle">, handle: number, to: Point): Shape {
  const [a, b] = shape.points;
  if (handle < 2) return replaced(shape, handle, to);
  return handle === 2
    ? {
        ...shape,
        points: [
          { x: to.x, y: a.y },
          { x: b.x, y: to.y },
        ],
      }
    : {
        ...shape,
        points: [
          { x: a.x, y: to.y },
          { x: to.x, y: b.y },
        ],
      };
}

/** The diameter across turns with the longest one, at the same share of its way and with both its arms as long as before. */
function withLongEnd(shape: ShapeOf<"bidirectional">, handle: number, to: Point, aspect: number): Shape {
  const [a, b, c, d] = shape.points;
  const before = across(a, b, aspect);
  const length = Math.hypot(b.x - a.x, (b.y - a.y) * aspect) || 1;
  const share = ((c.x - a.x) * (b.x - a.x) + (c.y - a.y) * (b.y - a.y) * aspect * aspect) / (length * length);
  const [one, other] = [along(c, a, before, aspect), along(d, a, before, aspect)];
  const [from, end] = handle === 0 ? [to, b] : [a, to];
  const foot = plus(from, minus(end, from), share);
  const now = across(from, end, aspect);
  return { ...shape, points: [from, end, plus(foot, now, one), plus(foot, now, other)] };
}

/** The diameter across stays at its right angle and goes along the longest one with the hand. */
function withShortEnd(shape: ShapeOf<"bidirectional">, handle: number, to: Point, aspect: number): Shape {
  const [a, b, c, d] = shape.points;
  const direction = across(a, b, aspect);
  const other = handle === 2 ? d : c;
  const moved = plus(to, direction, along(other, to, direction, aspect));
  return { ...shape, points: handle === 2 ? [a, b, to, moved] : [a, b, moved, to] };
}

export const movedBy = <Some extends Shape>(shape: Some, by: Point): Some => ({
  ...shape,
  points: shape.points.map((point) => plus(point, by)),
});

/** The lines of a shape, for drawing and for finding it under the hand; each is a way through points. */
export function linesOf(shape: Shape): readonly (readonly Point[])[] {
  switch (shape.kind) {
    case "bidirectional":
    case "cobb": {
      const [a, b, c, d] = shape.points;
      return [
        [a, b],
        [c, d],
      ];
    }
    case "ellipse": {
      const [middle, first, second] = shape.points;
      const [u, v] = [minus(first, middle), minus(second, middle)];
      const at = (index: number): Point => {
        const turn = (index / ELLIPSE_CORNERS) * 2 * Math.PI;
        return plus(plus(middle, u, Math.cos(turn)), v, Math.sin(turn));
      };
      return [Array.from({ length: ELLIPSE_CORNERS + 1 }, (_, index) => at(index))];
    }
    case "rectangle": {
      const [a, b] = shape.points;
      return [[a, { x: b.x, y: a.y }, b, { x: a.x, y: b.y }, a]];
    }
    case "freehand":
      return [[...shape.points, shape.points[0] as Point]];
    default:
      return [shape.points];
  }
}

/** How far a point is from the nearest line of the shape, in image pixels. */
export function distanceTo(shape: Shape, point: Point): number {
  const distances = linesOf(shape).flatMap((line) =>
    line.length === 1
      ? [Math.hypot((line[0] as Point).x - point.x, (line[0] as Point).y - point.y)]
      : line.slice(1).map((end, index) => distanceToSegment(line[index] as Point, end, point)),
  );
  return Math.min(...distances);
}

function distanceToSegment(a: Point, b: Point, point: Point): number {
  const d = minus(b, a);
  const squared = d.x * d.x + d.y * d.y;
  const share = squared === 0 ? 0 : Math.max(0, Math.min(1, ((point.x - a.x) * d.x + (point.y - a.y) * d.y) / squared));
  return Math.hypot(a.x + d.x * share - point.x, a.y + d.y * share - point.y);
}
