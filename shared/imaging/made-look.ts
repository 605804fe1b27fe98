import type { PixelFacts } from "../dicom/pixel-facts.ts";
import type { FrameLook } from "./frame-table.ts";
import type { SpacingFacts } from "./spacing.ts";

/** Looks for tests: a plain unsigned 16-bit grey frame, changed where asked. */
export const madePixel = (more: Partial<PixelFacts> = {}): PixelFacts => ({
  transferSyntaxUid: "1.2.840.10008.1.2.1",
  rows: 2,
  columns: 2,
  samplesPerPixel: 1,
  bitsAllocated: 16,
  bitsStored: 16,
  highBit: 15,
  signed: false,
  numberType: "integer",
  photometric: "MONOCHROME2",
  planarConfiguration: 0,
  wordsBigEndian: false,
  ...more,
});

/** A header that says nothing of sizes, changed where asked. */
export const madeSpacing = (more: Partial<SpacingFacts> = {}): SpacingFacts => ({
  modality: null,
  inPatientSpace: false,
  pixelSpacing: [],
  imagerPixelSpacing: [],
  calibrationType: null,
  magnification: null,
  sourceToDetectorMm: null,
  sourceToPatientMm: null,
  aspectRatio: [],
  regions: [],
  ...more,
});

export const madeLook = ({
  pixel,
  ...more
}: Partial<Omit<FrameLook, "pixel">> & { readonly pixel?: Partial<PixelFacts> } = {}): FrameLook => ({
  pixel: madePixel(pixel),
  modality: { kind: "identity" },
  quantity: { name: "stored value", unit: "" },
  voi: [],
  padding: null,
  inverted: false,
  palette: null,
  calibration: { kind: "patient", unit: "mm", label: "mm", note: "mm", rowStep: 1, columnStep: 1, regions: [], pixelAspect: 1 },
  lossy: null,
  sliceThicknessMm: null,
  warnings: [],
  ...more,
});
