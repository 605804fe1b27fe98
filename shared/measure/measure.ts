import type { DecodedFrame } from "../decode/decoded-frame.ts";
import type { FrameLook } from "../imaging/frame-table.ts";
import { valueText } from "../imaging/modality-probe.ts";
import { angleDeg, areaOf, cobbDeg, crossesItself, distance } from "./geometry.ts";
import { pixelsInside } from "./inside.ts";
import type { MarkFigure } from "./kept-mark.ts";
import { isRegion, type Point, type Region, type Shape } from "./mark.ts";
import { type Scale, scaleAt } from "./scale.ts";
import { statisticsOf } from "./statistics.ts";
import { liesOnImage } from "./within-image.ts";

type FigureName = MarkFigure["name"];

export type MarkMeasure = {
  readonly scale: Scale;
  readonly figures: readonly MarkFigure[];
  /** Why a figure that one would expect is missing. */
  readonly missing: string | null;
};

/** What the mark lies on. `frame` null: its pixels are not here, and only lengths, angles and areas are known. */
export type Ground = { readonly look: FrameLook; readonly frame: DecodedFrame | null };

/** Lengths and areas have one decimal in mm; a pixel has no half. */
const sized = (name: FigureName, value: number, scale: Scale, power: 1 | 2): MarkFigure => {
  const unit = power === 1 ? scale.label : scale.label.replace(scale.unit, `${scale.unit}²`);
  return { name, value, unit, text: `${value.toFixed(scale.unit === "px" ? 0 : 1)} ${unit}` };
};

const degrees = (value: number | null): MarkFigure[] =>
  value === null ? [] : [{ name: "angle", value, unit: "°", text: `${value.toFixed(1)}°` }];

const NO_AREA = "the line crosses itself: an area would count its parts against each other";

function regionFigures(region: Region, { look, frame }: Ground, scale: Scale): Omit<MarkMeasure, "scale"> {
  if (region.kind === "freehand" && crossesItself(region.points)) return { figures: [], missing: NO_AREA };
  const area = sized("area", areaOf(region, scale), scale, 2);
  if (frame === null) return { figures: [area], missing: "the pixels of this image are not here" };
  const found = statisticsOf(frame, look, pixelsInside(region, frame.rows, frame.columns));
  if (found === null) return { figures: [area], missing: "no pixel inside has a value" };
  const { unit } = look.quantity;
  const figure = (name: FigureName, value: number): MarkFigure => ({ name, value, unit, text: valueText(value, unit) });
  const figures = [
    area,
    figure("mean", found.mean),
    ...(found.deviation === null ? [] : [figure("deviation", found.deviation)]),
    figure("min", found.min),
    figure("max", found.max),
    { name: "pixels", value: found.pixels, unit: "", text: `${found.pixels} pixels` } as const,
  ];
  return { figures, missing: found.padding === 0 ? null : `${found.padding} pixels of padding inside are left out` };
}

function probeFigures({ x, y }: Point, { look, frame }: Ground): Omit<MarkMeasure, "scale"> {
  if (frame === null) return { figures: [], missing: "the pixels of this image are not here" };
  const [row, column] = [Math.floor(y), Math.floor(x)];
  const isInside = row >= 0 && column >= 0 && row < frame.rows && column < frame.columns;
  const found = isInside ? statisticsOf(frame, look, [{ row, from: column, to: column }]) : null;
  if (found === null) return { figures: [], missing: "no value lies there" };
  const { unit } = look.quantity;
  return { figures: [{ name: "value", value: found.mean, unit, text: valueText(found.mean, unit) }], missing: null };
}

function lineFigures(shape: Exclude<Shape, Region>, scale: Scale): readonly MarkFigure[] {
  const between = (name: FigureName, from: Point, to: Point): MarkFigure => sized(name, distance(from, to, scale), scale, 1);
  if (shape.kind === "length") return [between("length", ...shape.points)];
  if (shape.kind === "bidirectional") {
    const [a, b, c, d] = shape.points;
    const [one, other] = [between("long", a, b), between("short", c, d)];
    // whichever was drawn first: the longer one is the long diameter
    return one.value >= other.value
      ? [one, other]
      : [
          { ...other, name: "long" },
          { ...one, name: "short" },
        ];
  }
  if (shape.kind === "angle") return degrees(angleDeg(...shape.points, scale));
  if (shape.kind === "cobb") return degrees(cobbDeg(shape.points, scale));
  return [];
}

/** Everything that a mark measures on an image. */
export function measure(shape: Shape, ground: Ground): MarkMeasure {
  const scale = scaleAt(ground.look.calibration, shape.points);
  if (!liesOnImage(shape, ground.look.pixel)) return { scale, figures: [], missing: "part of it lies outside the image" };
  if (isRegion(shape)) return { scale, ...regionFigures(shape, ground, scale) };
  if (shape.kind === "probe") return { scale, ...probeFigures(shape.points[0], ground) };
  return { scale, figures: lineFigures(shape, scale), missing: null };
}
