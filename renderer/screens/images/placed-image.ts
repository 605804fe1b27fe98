import type { PlacedImage } from "#shared/imaging/reference-line.ts";
import type { ShownState } from "../../viewer/viewer.ts";

/** The shown frame in the patient; null where its file does not say where it lies or how big its pixels are. */
export function placedImage({ series, index }: Pick<ShownState, "series" | "index">): PlacedImage | null {
  const frame = series.frames[index];
  const look = series.looks[frame?.look ?? -1];
  if (frame?.plane == null || look === undefined || look.calibration.unit !== "mm") return null;
  const { rowStep, columnStep } = look.calibration;
  const { columns, rows } = look.pixel;
  return { plane: frame.plane, spacing: { rowMm: rowStep, columnMm: columnStep }, columns, rows };
}

/** How far the shown frame reaches before and behind itself: the distance of its neighbours, else its own thickness. */
export const sliceMmOf = ({ series, index }: Pick<ShownState, "series" | "index">): number | null =>
  series.stack.spacingMm ?? series.looks[series.frames[index]?.look ?? -1]?.sliceThicknessMm ?? null;
