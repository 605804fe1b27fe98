import { MAX_CORNERS, type Point, type Shape } from "./mark.ts";
import { acrossOf } from "./shape-handles.ts";
import { farthestOnImage, type ImageSize } from "./within-image.ts";

/** A mark that is being drawn: the points that are set, and the one that still follows the hand. */
export type Drawing = {
  readonly kind: Shape["kind"];
  readonly points: readonly Point[];
  readonly live: Point;
  /** A freehand line that is drawn with the button held down, in place of corner after corner. */
  readonly dragged: boolean;
};

/** Points that the reader sets; the others of the shape follow from them. */
const SET_POINTS: Readonly<Record<Exclude<Shape["kind"], "freehand">, number>> = {
  length: 2,
  bidirectional: 2,
  angle: 3,
  cobb: 4,
  ellipse: 2,
  rectangle: 2,
  probe: 1,
  arrow: 2,
};

/** Corners of a dragged line lie at least so many pixels apart. */
const LEAST_STEP = 2;

const away = (a: Point, b: Point): number => Math.hypot(a.x - b.x, a.y - b.y);

/** The button goes down, or Enter: the first point, or the start of the second line of a Cobb angle. */
export function pressed(drawing: Drawing | null, kind: Shape["kind"], at: Point): Drawing {
  if (drawing === null) return { kind, points: [at], live: at, dragged: false };
  const startsLine = drawing.kind === "cobb" && drawing.points.length === 2;
  return { ...drawing, points: startsLine ? [...drawing.points, at] : drawing.points, live: at };
}

/** The hand moves; `isDown` with the button. */
export function movedTo(drawing: Drawing, at: Point, isDown: boolean): Drawing {
  const last = drawing.points.at(-1) ?? at;
  const isCorner = drawing.kind === "freehand" && isDown && away(last, at) >= LEAST_STEP && drawing.points.length < MAX_CORNERS;
  if (!isCorner) return { ...drawing, live: at };
  return { ...drawing, points: [...drawing.points, at], live: at, dragged: true };
}

/** What is drawn on: height of a pixel through its width, and where the image ends. */
export type Paper = ImageSize & { readonly aspect: number };

/**
 * The button is released, or Enter again: a point farther than `reach` (image pixels) from the last one is set, so that a line can be dragged
 * or set by two clicks. The finished shape, or the drawing that goes on.
 */
export function released(drawing: Drawing, at: Point, reach: number, paper: Paper): Drawing | Shape {
  const { kind, points } = drawing;
  if (kind === "freehand") return releasedFreehand(drawing, at, reach);
  const last = points.at(-1) ?? at;
  const next = away(last, at) > reach ? [...points, at] : points;
  return next.length < SET_POINTS[kind] ? { ...drawing, points: next, live: at } : finished(kind, next, paper);
}

function releasedFreehand(drawing: Drawing, at: Point, reach: number): Drawing | Shape {
  const { points, dragged } = drawing;
  const [first = at] = points;
  if (points.length >= 3 && (dragged || away(first, at) <= reach)) return { kind: "freehand", points: [...points] };
  const last = points.at(-1) ?? at;
  return { ...drawing, points: away(last, at) > reach ? [...points, at] : points, live: at, dragged: false };
}

function finished(kind: Exclude<Shape["kind"], "freehand">, points: readonly Point[], paper: Paper): Shape {
  const [a, b, c, d] = points as [Point, Point, Point, Point];
  switch (kind) {
    case "probe":
      return { kind, points: [a] };
    case "angle":
      return { kind, points: [a, b, c] };
    case "cobb":
      return { kind, points: [a, b, c, d] };
    case "bidirectional":
      return farthestOnImage((share) => ({ kind, points: [a, b, ...acrossOf(a, b, paper.aspect, share)] }), paper);
    case "ellipse": {
      const middle = { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 };
      return { kind, points: [middle, { x: b.x, y: middle.y }, { x: middle.x, y: b.y }] };
    }
    default:
      return { kind, points: [a, b] };
  }
}

/** What there is to be seen of a drawing: the shape as it would be with the hand where it is; null while that is none. */
export function preview(drawing: Drawing, paper: Paper): Shape | null {
  const { kind, points, live } = drawing;
  const all = [...points, live];
  if (kind === "freehand") return all.length < 3 ? null : { kind, points: all };
  if (kind === "probe") return null;
  return all.length < SET_POINTS[kind] ? null : finished(kind, all, paper);
}
