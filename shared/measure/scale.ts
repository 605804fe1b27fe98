import type { Calibration, UltrasoundRegion } from "../imaging/spacing.ts";
import type { Point } from "./mark.ts";

/**
 * What one pixel is worth across and down at a mark, and what is written behind its numbers. `note` is the longer word: where the scale comes
 * from (T4). A mark keeps it, so that nobody later takes a detector's millimetre for the patient's.
 */
export type Scale = {
  readonly unit: "mm" | "px";
  readonly source: Calibration["kind"];
  readonly label: string;
  readonly note: string;
  readonly stepX: number;
  readonly stepY: number;
};

const CM = 10;

const holds = (region: UltrasoundRegion, { x, y }: Point): boolean =>
  x >= region.minColumn && x <= region.maxColumn + 1 && y >= region.minRow && y <= region.maxRow + 1;

const pixels = (calibration: Calibration, note: string): Scale => ({
  unit: "px",
  source: calibration.kind,
  label: "px",
  note,
  stepX: 1,
  stepY: calibration.pixelAspect,
});

/** Ultrasound: the region that holds all points, when it measures centimetres both ways (PS3.3 C.8.5.5). */
function inRegion(calibration: Calibration, points: readonly Point[]): Scale {
  const around = calibration.regions.filter((region) => points.every((point) => holds(region, point)));
  // regions may overlap: where they disagree, nobody knows which one is meant
  const [region, ...others] = around;
  if (region === undefined) {
    const isAcross = points.every((point) => calibration.regions.some((one) => holds(one, point)));
    return pixels(calibration, isAcross ? "the points lie in different regions of the ultrasound image" : calibration.note);
  }
  const isSame = others.every(
    ({ deltaX, deltaY, unitX }) => deltaX === region.deltaX && deltaY === region.deltaY && unitX === region.unitX,
  );
  if (!isSame) return pixels(calibration, "two regions of the ultrasound image overlap here and disagree");
  if (region.unitX !== "cm" || region.unitY !== "cm") return pixels(calibration, "this region of the ultrasound image measures no lengths");
  const [stepX, stepY] = [Math.abs(region.deltaX) * CM, Math.abs(region.deltaY) * CM];
  if (!(stepX > 0 && stepY > 0)) return pixels(calibration, "this region of the ultrasound image does not say how big a pixel is");
  return { unit: "mm", source: "regions", label: "mm", note: "mm (ultrasound region)", stepX, stepY };
}

/** The scale for a mark with these points: the table of T4. */
export function scaleAt(calibration: Calibration, points: readonly Point[]): Scale {
  if (calibration.kind === "regions") return inRegion(calibration, points);
  if (calibration.unit === "px") return pixels(calibration, calibration.note);
  const { kind, label, note, columnStep, rowStep } = calibration;
  return { unit: "mm", source: kind, label, note, stepX: columnStep, stepY: rowStep };
}
