import type { Point, Region } from "./mark.ts";

/** What a step across and a step down are worth. */
type Steps = { readonly stepX: number; readonly stepY: number };
type Vector = { readonly x: number; readonly y: number };

/** From one point to the other, in the scale's unit: rows and columns may be differently far apart (T5). */
const between = (from: Point, to: Point, { stepX, stepY }: Steps): Vector => ({ x: (to.x - from.x) * stepX, y: (to.y - from.y) * stepY });

const norm = ({ x, y }: Vector): number => Math.hypot(x, y);
const cross = (a: Vector, b: Vector): number => a.x * b.y - a.y * b.x;
const dot = (a: Vector, b: Vector): number => a.x * b.x + a.y * b.y;

export const distance = (from: Point, to: Point, steps: Steps): number => norm(between(from, to, steps));

/** Angle at the corner in degrees, 0 to 180; null when an arm has no length. */
export function angleDeg(end: Point, corner: Point, other: Point, steps: Steps): number | null {
  return angleOf(between(corner, end, steps), between(corner, other, steps));
}

/** Angle between two lines in degrees, 0 to 90: which way they were drawn says nothing (Cobb 1948). */
export function cobbDeg([a, b, c, d]: readonly [Point, Point, Point, Point], steps: Steps): number | null {
  const angle = angleOf(between(a, b, steps), between(c, d, steps));
  return angle === null ? null : Math.min(angle, 180 - angle);
}

function angleOf(a: Vector, b: Vector): number | null {
  if (norm(a) === 0 || norm(b) === 0) return null;
  return (Math.atan2(Math.abs(cross(a, b)), dot(a, b)) * 180) / Math.PI;
}

/** Area of a closed line by the shoelace formula; the sense of going round does not matter. */
function polygonArea(points: readonly Point[], { stepX, stepY }: Steps): number {
  let twice = 0;
  points.forEach((point, index) => {
    const next = points[(index + 1) % points.length] ?? point;
    twice += point.x * next.y - next.x * point.y;
  });
  return (Math.abs(twice) / 2) * stepX * stepY;
}

/** Area of a region in the square of the scale's unit. A line that crosses itself has no honest area: see `crossesItself`. */
export function areaOf(region: Region, steps: Steps): number {
  const { kind, points } = region;
  if (kind === "freehand") return polygonArea(points, steps);
  if (kind === "rectangle") {
    const { x, y } = between(points[0], points[1], steps);
    return Math.abs(x * y);
  }
  const [middle, first, second] = points;
  return Math.PI * Math.abs(cross(between(middle, first, steps), between(middle, second, steps)));
}

/** Do two sides of the closed line cross? Its area would then count parts against each other. */
export function crossesItself(points: readonly Point[]): boolean {
  const side = (index: number): readonly [Point, Point] => [points[index] as Point, points[(index + 1) % points.length] as Point];
  for (let first = 0; first < points.length; first++) {
    for (let second = first + 2; second < points.length; second++) {
      if (first === 0 && second === points.length - 1) continue;
      if (cut(side(first), side(second))) return true;
    }
  }
  return false;
}

const turn = (a: Point, b: Point, c: Point): number => Math.sign((b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x));

const cut = ([a, b]: readonly [Point, Point], [c, d]: readonly [Point, Point]): boolean =>
  turn(a, b, c) * turn(a, b, d) < 0 && turn(c, d, a) * turn(c, d, b) < 0;
