import { z } from "zod";
import type { MmSpacing } from "./image-plane.ts";

/** One calibrated region of an ultrasound image (PS3.3 C.8.5.5): pixel rectangle, and what a pixel step is worth in each direction. */
export const UltrasoundRegion = z.object({
  minColumn: z.int(),
  minRow: z.int(),
  maxColumn: z.int(),
  maxRow: z.int(),
  unitX: z.string(),
  unitY: z.string(),
  deltaX: z.number(),
  deltaY: z.number(),
});
export type UltrasoundRegion = z.infer<typeof UltrasoundRegion>;

/** Where lengths of an image come from and what may be written behind a number (T4). `note` is the longer word for a tooltip. */
export const Calibration = z.object({
  kind: z.enum(["patient", "geometry", "fiducial", "magnified", "detector", "regions", "none"]),
  unit: z.enum(["mm", "px"]),
  label: z.string(),
  note: z.string(),
  /** Distance between rows and between columns; 1 each when the unit is px. */
  rowStep: z.number().positive(),
  columnStep: z.number().positive(),
  regions: z.array(UltrasoundRegion),
  /** Height of a pixel through its width, for drawing it undistorted. */
  pixelAspect: z.number().positive(),
});
export type Calibration = z.infer<typeof Calibration>;

/** What the rules of T4 ask for; spacings are [between rows, between columns]. */
export type SpacingFacts = {
  readonly modality: string | null;
  readonly inPatientSpace: boolean;
  readonly pixelSpacing: readonly number[];
  readonly imagerPixelSpacing: readonly number[];
  readonly calibrationType: string | null;
  readonly magnification: number | null;
  readonly sourceToDetectorMm: number | null;
  readonly sourceToPatientMm: number | null;
  readonly aspectRatio: readonly number[];
  readonly regions: readonly UltrasoundRegion[];
};

const CROSS_SECTIONAL = new Set(["CT", "MR", "PT", "NM"]);
const PROJECTION = new Set(["CR", "DX", "MG", "XA", "RF", "RG", "IO", "PX"]);
const ULTRASOUND = new Set(["US", "IVUS"]);

const pairOf = (values: readonly number[]): readonly [number, number] | null => {
  const [row = 0, column = 0] = values;
  return row > 0 && column > 0 && Number.isFinite(row) && Number.isFinite(column) ? [row, column] : null;
};

type Steps = readonly [row: number, column: number];

const calibrated = (kind: Calibration["kind"], [rowStep, columnStep]: Steps, label: string, note = label): Calibration => ({
  kind,
  unit: "mm",
  label,
  note,
  rowStep,
  columnStep,
  regions: [],
  pixelAspect: rowStep / columnStep,
});

function inPixels(facts: SpacingFacts): Calibration {
  const shape = pairOf(facts.aspectRatio) ?? pairOf(facts.pixelSpacing) ?? [1, 1];
  const note = "nothing in the file says how big a pixel is in the patient";
  return { kind: "none", unit: "px", label: "px", note, rowStep: 1, columnStep: 1, regions: [], pixelAspect: shape[0] / shape[1] };
}

/** Estimated Radiographic Magnification Factor, else the distances of tube, patient and detector; null when nothing enlarges. */
function magnificationOf(facts: SpacingFacts): number | null {
  const { magnification, sourceToDetectorMm: detector, sourceToPatientMm: patient } = facts;
  if (magnification !== null && magnification > 1) return magnification;
  const known = magnification === null && detector !== null && patient !== null && patient > 0 && detector > patient;
  return known ? detector / patient : null;
}

function projection(facts: SpacingFacts): Calibration {
  const pixel = pairOf(facts.pixelSpacing);
  const imager = pairOf(facts.imagerPixelSpacing);
  if (pixel !== null && facts.calibrationType === "GEOMETRY") return calibrated("geometry", pixel, "mm (calibrated)", "mm (geometry)");
  if (pixel !== null && facts.calibrationType === "FIDUCIAL") return calibrated("fiducial", pixel, "mm (calibrated)", "mm (fiducial)");
  const detector = imager ?? pixel;
  if (detector === null) return inPixels(facts);
  const factor = magnificationOf(facts);
  if (factor === null) return calibrated("detector", detector, "mm at detector", "mm at the detector: larger than in the patient");
  const steps: Steps = [detector[0] / factor, detector[1] / factor];
  return calibrated("magnified", steps, "mm, estimated", `mm (estimated magnification ${factor.toFixed(2)})`);
}

/** The table of T4. */
export function calibrationOf(facts: SpacingFacts): Calibration {
  const modality = facts.modality ?? "";
  if (ULTRASOUND.has(modality)) {
    const none = inPixels(facts);
    return facts.regions.length === 0
      ? none
      : { ...none, kind: "regions", note: "lengths only inside a calibrated region", regions: [...facts.regions] };
  }
  if (PROJECTION.has(modality)) return projection(facts);
  const pixel = pairOf(facts.pixelSpacing);
  if (pixel !== null && (CROSS_SECTIONAL.has(modality) || facts.inPatientSpace))
    return calibrated("patient", pixel, "mm", "mm (pixel spacing of the file)");
  return inPixels(facts);
}

/** The spacing in the patient, only where it is one. */
export const patientSpacing = (calibration: Calibration): MmSpacing | null =>
  calibration.kind === "patient" ? { rowMm: calibration.rowStep, columnMm: calibration.columnStep } : null;

/** PS3.3 C.8.5.5.1.15: physical units of a region's direction. */
export const ultrasoundUnit = (code: number | null): string =>
  ["", "%", "dB", "cm", "s", "Hz", "dB/s", "cm/s", "cm²", "cm²/s", "cm³", "cm³/s", "°"][code ?? 0] ?? "";
