import type { Shape } from "./mark.ts";

/** What a reader calls each kind of mark, in the list and in the report. */
export const kindWords: Readonly<Record<Shape["kind"], string>> = {
  length: "Length",
  bidirectional: "Two axes",
  angle: "Angle",
  cobb: "Cobb angle",
  ellipse: "Region, ellipse",
  rectangle: "Region, rectangle",
  freehand: "Region, freehand",
  probe: "Value of a pixel",
  arrow: "Arrow with text",
};
