import { z } from "zod";

/** A place on an image in pixels: 0,0 is the upper left corner of the first pixel, its middle is 0.5,0.5 (PS3.3 C.18.6.1.1). */
export const Point = z.object({ x: z.number(), y: z.number() });
export type Point = z.infer<typeof Point>;

/** Corners of a freehand line: a way of 10,000 pixels at two pixels a step, and still quickly tried for crossing itself. */
export const MAX_CORNERS = 5000;

const pair = z.tuple([Point, Point]);
const three = z.tuple([Point, Point, Point]);
const four = z.tuple([Point, Point, Point, Point]);

/**
 * What a reader draws. `bidirectional`: ends of the longest diameter, then those of the one across (RECIST 1.1). `angle`: end, corner, end.
 * `cobb`: two lines. `ellipse`: middle, end of one half axis, end of the other. `rectangle`: two opposite corners. `freehand`: the corners of
 * a closed line. `arrow`: tip, then tail.
 */
export const Shape = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("length"), points: pair }),
  z.object({ kind: z.literal("bidirectional"), points: four }),
  z.object({ kind: z.literal("angle"), points: three }),
  z.object({ kind: z.literal("cobb"), points: four }),
  z.object({ kind: z.literal("ellipse"), points: three }),
  z.object({ kind: z.literal("rectangle"), points: pair }),
  z.object({ kind: z.literal("freehand"), points: z.array(Point).min(3).max(MAX_CORNERS) }),
  z.object({ kind: z.literal("probe"), points: z.tuple([Point]) }),
  z.object({ kind: z.literal("arrow"), points: pair }),
]);
export type Shape = z.infer<typeof Shape>;
export type ShapeOf<Kind extends Shape["kind"]> = Extract<Shape, { kind: Kind }>;

/** Shapes that hold pixels. */
export type Region = ShapeOf<"ellipse" | "rectangle" | "freehand">;

export const isRegion = (shape: Shape): shape is Region =>
  shape.kind === "ellipse" || shape.kind === "rectangle" || shape.kind === "freehand";
