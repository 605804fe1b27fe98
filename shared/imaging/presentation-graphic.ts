import { z } from "zod";
import { type Attributes, codeOf, itemsOf, numbersOf, textOf } from "../dicom/attributes.ts";
import { type Tag, tags } from "../dicom/tags.ts";

const Place = z.object({ x: z.number(), y: z.number() });
type Place = z.infer<typeof Place>;

/**
 * What a presentation state draws (PS3.3 C.10.5). `space`: pixels of the image from the upper left corner of the first one, or shares of the
 * displayed area.
 */
export const PresentationGraphic = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("point"), space: z.enum(["image", "display"]), at: Place }),
  z.object({ kind: z.literal("line"), space: z.enum(["image", "display"]), points: z.array(Place).min(2) }),
  /** Middle and the ends of both half axes. */
  z.object({ kind: z.literal("ellipse"), space: z.enum(["image", "display"]), middle: Place, first: Place, second: Place }),
  z.object({ kind: z.literal("text"), space: z.enum(["image", "display"]), at: Place, lines: z.array(z.string()) }),
]);
export type PresentationGraphic = z.infer<typeof PresentationGraphic>;

const MAX_POINTS = 20_000;
const MAX_LINES = 50;

const spaceOf = (item: Attributes, tag: Tag): "image" | "display" => (codeOf(item, tag) === "DISPLAY" ? "display" : "image");

function placesOf(item: Attributes, tag: Tag): Place[] {
  const numbers = numbersOf(item, tag);
  const count = Math.min(MAX_POINTS, Math.floor(numbers.length / 2));
  return Array.from({ length: count }, (_, at) => ({ x: numbers[2 * at] ?? 0, y: numbers[2 * at + 1] ?? 0 })).filter(
    ({ x, y }) => Number.isFinite(x) && Number.isFinite(y),
  );
}

const middleOf = (a: Place, b: Place): Place => ({ x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 });

function graphicOf(item: Attributes): PresentationGraphic[] {
  const space = spaceOf(item, tags.graphicAnnotationUnits);
  const points = placesOf(item, tags.graphicData);
  const [a, b, c, d] = points;
  switch (codeOf(item, tags.graphicType)) {
    case "POINT":
      return a === undefined ? [] : [{ kind: "point", space, at: a }];
    case "POLYLINE":
    case "INTERPOLATED":
      return points.length < 2 ? [] : [{ kind: "line", space, points }];
    case "CIRCLE": {
      if (a === undefined || b === undefined) return [];
      // turned by a right angle: the other half axis of a circle
      return [{ kind: "ellipse", space, middle: a, first: b, second: { x: a.x - (b.y - a.y), y: a.y + (b.x - a.x) } }];
    }
    case "ELLIPSE":
      return a === undefined || b === undefined || c === undefined || d === undefined
        ? []
        : [{ kind: "ellipse", space, middle: middleOf(a, b), first: b, second: d }];
    default:
      return [];
  }
}

function textsOf(item: Attributes): PresentationGraphic[] {
  const lines = (textOf(item, tags.unformattedTextValue) ?? "").split(/\r\n|\r|\n/).map((line) => line.trim());
  const [anchor] = placesOf(item, tags.anchorPoint);
  const [corner] = placesOf(item, tags.boundingBoxTopLeftHandCorner);
  const at = corner ?? anchor;
  if (at === undefined || lines.every((line) => line === "")) return [];
  const space = spaceOf(item, corner === undefined ? tags.anchorPointAnnotationUnits : tags.boundingBoxAnnotationUnits);
  return [{ kind: "text", space, at, lines: lines.slice(0, MAX_LINES) }];
}

/** Everything that one item of the Graphic Annotation Sequence draws. */
export const readGraphics = (item: Attributes): PresentationGraphic[] => [
  ...itemsOf(item, tags.graphicObjectSequence).flatMap(graphicOf),
  ...itemsOf(item, tags.textObjectSequence).flatMap(textsOf),
];
