import { describe, expect, test } from "vitest";
import { madeSpacing } from "./made-look.ts";
import { calibrationOf, patientSpacing, type SpacingFacts } from "./spacing.ts";

describe("T4, P6: where a length comes from and what may be written behind it", () => {
  test.each<{ name: string; facts: Partial<SpacingFacts>; label: string; steps: readonly [number, number] }>([
    { name: "CT with Pixel Spacing", facts: { modality: "CT", pixelSpacing: [0.5, 1] }, label: "mm", steps: [0.5, 1] },
    {
      name: "DX calibrated by geometry",
      facts: { pixelSpacing: [0.2, 0.2], imagerPixelSpacing: [0.3, 0.3], calibrationType: "GEOMETRY" },
      label: "mm (calibrated)",
      steps: [0.2, 0.2],
    },
    {
      name: "DX calibrated by fiducial",
      facts: { pixelSpacing: [0.2, 0.2], calibrationType: "FIDUCIAL" },
      label: "mm (calibrated)",
      steps: [0.2, 0.2],
    },
    {
      name: "MG with magnification factor",
      facts: { modality: "MG", imagerPixelSpacing: [0.1, 0.1], magnification: 1.6 },
      label: "mm, estimated",
      steps: [0.0625, 0.0625],
    },
    {
      name: "XA with both distances",
      facts: { modality: "XA", imagerPixelSpacing: [0.3, 0.3], sourceToDetectorMm: 1200, sourceToPatientMm: 800 },
      label: "mm, estimated",
      steps: [0.2, 0.2],
    },
    {
      name: "CR with detector spacing only",
      facts: { modality: "CR", imagerPixelSpacing: [0.15, 0.15] },
      label: "mm at detector",
      steps: [0.15, 0.15],
    },
    {
      name: "Pixel Spacing without a type is detector spacing",
      facts: { pixelSpacing: [0.15, 0.15] },
      label: "mm at detector",
      steps: [0.15, 0.15],
    },
    {
      name: "a factor of 1 estimates nothing",
      facts: { imagerPixelSpacing: [0.15, 0.15], magnification: 1 },
      label: "mm at detector",
      steps: [0.15, 0.15],
    },
    { name: "nothing known", facts: {}, label: "px", steps: [1, 1] },
    { name: "secondary capture with Pixel Spacing", facts: { modality: "OT", pixelSpacing: [0.2, 0.2] }, label: "px", steps: [1, 1] },
    {
      name: "ultrasound with Pixel Spacing but no region",
      facts: { modality: "US", pixelSpacing: [0.2, 0.2] },
      label: "px",
      steps: [1, 1],
    },
    { name: "a spacing of 0 is none", facts: { modality: "CT", pixelSpacing: [0, 0] }, label: "px", steps: [1, 1] },
  ])("$name: $label", ({ facts, label, steps }) => {
    const calibration = calibrationOf(madeSpacing({ modality: "DX", ...facts }));
    expect(calibration.label).toBe(label);
    expect(calibration.rowStep).toBeCloseTo(steps[0], 12);
    expect(calibration.columnStep).toBeCloseTo(steps[1], 12);
  });

  test("ultrasound keeps its regions; a length counts inside one of them only", () => {
    const region = { minColumn: 0, minRow: 0, maxColumn: 99, maxRow: 99, unitX: "cm", unitY: "cm", deltaX: 0.02, deltaY: 0.02 };
    const calibration = calibrationOf(madeSpacing({ modality: "US", regions: [region] }));
    expect(calibration).toMatchObject({ kind: "regions", label: "px", regions: [region] });
  });

  test("T5: rows and columns of different spacing are drawn undistorted, and only true spacing places an image in the patient", () => {
    const ct = calibrationOf(madeSpacing({ modality: "CT", pixelSpacing: [2, 1] }));
    expect(ct.pixelAspect).toBe(2);
    expect(patientSpacing(ct)).toEqual({ rowMm: 2, columnMm: 1 });
    expect(patientSpacing(calibrationOf(madeSpacing({ imagerPixelSpacing: [0.1, 0.1] })))).toBeNull();
    expect(calibrationOf(madeSpacing({ modality: "US", aspectRatio: [3, 2] })).pixelAspect).toBe(1.5);
  });
});
