import { type Attributes, codeOf, codesOf, firstItem, hasValue, itemsOf, numberOf, numbersOf, textOf } from "../dicom/attributes.ts";
import { type DicomCode, refuse } from "../dicom/dicom-failure.ts";
import type { FrameRuns } from "../dicom/frame-offsets.ts";
import type { ParsedInstance } from "../dicom/parse-instance.ts";
import type { PixelFacts } from "../dicom/pixel-facts.ts";
import { tags } from "../dicom/tags.ts";
import { ok, type Result } from "../result/failure.ts";
import type { FrameLook, FrameRecord, Lossy } from "./frame-table.ts";
import { type FrameGroups, frameGroupsOf } from "./functional-groups.ts";
import { type ImagePlane, imagePlaneOf } from "./image-plane.ts";
import { asWord } from "./lut-table.ts";
import { modalityLutOf, modalityRange } from "./modality-lut.ts";
import { type PaletteLut, paletteOf } from "./palette-lut.ts";
import { quantityOf } from "./quantity.ts";
import { tilePartOf } from "./slide-tile.ts";
import { type Calibration, calibrationOf, type UltrasoundRegion, ultrasoundUnit } from "./spacing.ts";
import { type Suv, suvOf } from "./suv.ts";
import { voiOf } from "./voi-lut.ts";

type Frame = Omit<FrameRecord, "instance" | "phase" | "look"> & { readonly look: number };

type Source = {
  readonly parsed: ParsedInstance;
  readonly facts: PixelFacts;
  readonly groups: FrameGroups;
  readonly palette: PaletteLut | null;
  readonly regions: readonly UltrasoundRegion[];
  readonly lossy: Lossy | null;
};

function regionsOf(attributes: Attributes): UltrasoundRegion[] {
  return itemsOf(attributes, tags.sequenceOfUltrasoundRegions).flatMap((item) => {
    const [minColumn, minRow] = [numberOf(item, tags.regionLocationMinX0), numberOf(item, tags.regionLocationMinY0)];
    const [maxColumn, maxRow] = [numberOf(item, tags.regionLocationMaxX1), numberOf(item, tags.regionLocationMaxY1)];
    const [deltaX, deltaY] = [numberOf(item, tags.physicalDeltaX), numberOf(item, tags.physicalDeltaY)];
    if (minColumn === null || minRow === null || maxColumn === null || maxRow === null || deltaX === null || deltaY === null) return [];
    const unitX = ultrasoundUnit(numberOf(item, tags.physicalUnitsXDirection));
    const unitY = ultrasoundUnit(numberOf(item, tags.physicalUnitsYDirection));
    return [{ minColumn, minRow, maxColumn, maxRow, unitX, unitY, deltaX, deltaY }];
  });
}

function lossyOf({ attributes, syntax }: ParsedInstance): Lossy | null {
  const said = codeOf(attributes, tags.lossyImageCompression);
  if (said !== "01" && syntax.lossy !== true) return null;
  const ratios = numbersOf(attributes, tags.lossyImageCompressionRatio).filter((ratio) => ratio > 0);
  // Compressed more than once: what the reader sees has been through all of them (PS3.3 C.7.6.1.1.5.2).
  return {
    ratio: ratios.length === 0 ? null : ratios.reduce((a, b) => a * b, 1),
    method: codeOf(attributes, tags.lossyImageCompressionMethod),
  };
}

function paddingOf(attributes: Attributes, facts: PixelFacts): FrameLook["padding"] {
  const value = numberOf(attributes, tags.pixelPaddingValue);
  if (value === null || facts.samplesPerPixel !== 1 || facts.numberType !== "integer" || facts.bitsAllocated > 16) return null;
  const first = asWord(value, facts.signed);
  const limit = numberOf(attributes, tags.pixelPaddingRangeLimit);
  const second = limit === null ? first : asWord(limit, facts.signed);
  return { from: Math.min(first, second), to: Math.max(first, second) };
}

function planeOf({ parsed, groups }: Source, frame: number): ImagePlane | null {
  const position = groups.holder(frame, tags.planePositionSequence, tags.imagePositionPatient);
  const orientation = groups.holder(frame, tags.planeOrientationSequence, tags.imageOrientationPatient);
  // The positions of nuclear medicine frames stand in sequences of their own that this does not read: the data set's would be a guess.
  if (parsed.attributes === position && frame > 0) return null;
  return imagePlaneOf(numbersOf(position, tags.imagePositionPatient), numbersOf(orientation, tags.imageOrientationPatient));
}

function calibrationFor({ parsed, groups, regions }: Source, frame: number, plane: ImagePlane | null): Calibration {
  const { attributes } = parsed;
  const measures = groups.holder(frame, tags.pixelMeasuresSequence, tags.pixelSpacing);
  return calibrationOf({
    modality: codeOf(attributes, tags.modality),
    inPatientSpace: plane !== null || measures !== attributes,
    pixelSpacing: numbersOf(measures, tags.pixelSpacing),
    imagerPixelSpacing: numbersOf(attributes, tags.imagerPixelSpacing),
    calibrationType: codeOf(attributes, tags.pixelSpacingCalibrationType),
    magnification: numberOf(attributes, tags.estimatedRadiographicMagnificationFactor),
    sourceToDetectorMm: numberOf(attributes, tags.distanceSourceToDetector),
    sourceToPatientMm: numberOf(attributes, tags.distanceSourceToPatient),
    aspectRatio: numbersOf(attributes, tags.pixelAspectRatio),
    regions,
  });
}

function lookOf(source: Source, frame: number, plane: ImagePlane | null): FrameLook | null {
  const { parsed, facts, groups } = source;
  const { attributes, encoding } = parsed;
  const part = tilePartOf(attributes, groups, facts, frame);
  const grey = facts.samplesPerPixel === 1 && facts.photometric !== "PALETTE COLOR";
  const rescaled = groups.holder(frame, tags.pixelValueTransformationSequence, tags.rescaleSlope);
  const modality = grey
    ? modalityLutOf(rescaled, facts.signed, encoding.bigEndian)
    : { lut: { kind: "identity" as const }, type: null, warning: null };
  if (modality === null) return null;
  const voiHolder = groups.group(frame, tags.frameVoiLutSequence) ?? attributes;
  const lowest = facts.signed ? -(2 ** (facts.bitsStored - 1)) : 0;
  const voiSigned = facts.bitsStored <= 16 && modalityRange(modality.lut, lowest, lowest + 2 ** Math.min(16, facts.bitsStored) - 1).min < 0;
  const voi = grey ? voiOf(voiHolder, voiSigned, encoding.bigEndian) : { choices: [], warnings: [] };
  const measures = groups.holder(frame, tags.pixelMeasuresSequence, tags.sliceThickness);
  return {
    pixel: part === null ? facts : { ...facts, tilePart: part },
    modality: modality.lut,
    quantity: quantityOf({
      modality: codeOf(attributes, tags.modality),
      rescaled: modality.lut.kind !== "identity",
      type: modality.type,
      petUnits: codeOf(attributes, tags.units),
      original: codesOf(attributes, tags.imageType)[0] !== "DERIVED",
    }),
    voi: [...voi.choices],
    padding: paddingOf(attributes, facts),
    inverted: facts.photometric === "MONOCHROME1" || codeOf(attributes, tags.presentationLutShape) === "INVERSE",
    palette: source.palette,
    calibration: calibrationFor(source, frame, plane),
    lossy: source.lossy,
    sliceThicknessMm: numberOf(measures, tags.sliceThickness),
    warnings: [...(modality.warning === null ? [] : [modality.warning]), ...voi.warnings],
    ...suvIn(attributes),
  };
}

function suvIn(attributes: Attributes): { readonly suv?: Suv } {
  const dose = firstItem(attributes, tags.radiopharmaceuticalInformationSequence);
  const suv = suvOf({
    modality: codeOf(attributes, tags.modality),
    units: codeOf(attributes, tags.units),
    correctedImage: codesOf(attributes, tags.correctedImage),
    decayCorrection: codeOf(attributes, tags.decayCorrection),
    weightKg: numberOf(attributes, tags.patientWeight),
    doseBq: dose === null ? null : numberOf(dose, tags.radionuclideTotalDose),
    halfLifeSeconds: dose === null ? null : numberOf(dose, tags.radionuclideHalfLife),
    startDateTime: dose === null ? null : textOf(dose, tags.radiopharmaceuticalStartDateTime),
    startTime: dose === null ? null : textOf(dose, tags.radiopharmaceuticalStartTime),
    seriesDate: textOf(attributes, tags.seriesDate),
    seriesTime: textOf(attributes, tags.seriesTime),
    acquisitionDate: textOf(attributes, tags.acquisitionDate),
    acquisitionTime: textOf(attributes, tags.acquisitionTime),
  });
  return suv === null ? {} : { suv };
}

/** PS3.3 C.7.6.5: the time a frame is shown; from the vector that the increment pointer names, else the frame time, else a rate. */
function durationOf(attributes: Attributes, frame: number, frames: number): number | null {
  if (frames === 1) return null;
  const vector = numbersOf(attributes, tags.frameTimeVector);
  if (vector.length > 1) return vector[frame + 1] ?? vector.at(-1) ?? null;
  const time = numberOf(attributes, tags.frameTime);
  if (time !== null && time > 0) return time;
  const rate = numberOf(attributes, tags.recommendedDisplayFrameRate) ?? numberOf(attributes, tags.cineRate);
  return rate !== null && rate > 0 ? 1000 / rate : null;
}

function stackNameOf({ parsed, groups }: Source, frame: number): string {
  const content = groups.group(frame, tags.frameContentSequence);
  const segment = groups.group(frame, tags.segmentIdentificationSequence);
  const parts = [
    content === null ? null : textOf(content, tags.stackId),
    segment === null ? null : `segment ${numberOf(segment, tags.referencedSegmentNumber)}`,
    hasValue(parsed.attributes, tags.echoNumbers) ? `echo ${codeOf(parsed.attributes, tags.echoNumbers)}` : null,
  ];
  return parts.filter((part) => part !== null).join(" ");
}

function temporalOf({ parsed, groups }: Source, frame: number): number | null {
  const content = groups.group(frame, tags.frameContentSequence);
  const diffusion = groups.group(frame, tags.mrDiffusionSequence);
  return (
    (content === null ? null : numberOf(content, tags.temporalPositionIndex)) ??
    numberOf(parsed.attributes, tags.temporalPositionIdentifier) ??
    (diffusion === null ? null : numberOf(diffusion, tags.diffusionBValue)) ??
    numberOf(parsed.attributes, tags.diffusionBValue)
  );
}

function frameOf(
  source: Source,
  frame: number,
  runs: FrameRuns | undefined,
  look: number,
  plane: ImagePlane | null,
  announced: number,
): Frame {
  const { attributes } = source.parsed;
  return {
    look,
    frameNumber: frame + 1,
    place:
      runs === undefined
        ? null
        : { runs: runs.runs.map(([offset, length]) => [offset, length]), skipBits: runs.skipBits, inflated: source.parsed.inflated },
    fault: runs === undefined ? { code: "frames-missing", detail: `frame ${frame + 1} is not in the file` } : null,
    plane,
    durationMs: durationOf(attributes, frame, announced),
    stack: stackNameOf(source, frame),
    temporalPosition: temporalOf(source, frame),
    triggerTimeMs: numberOf(attributes, tags.triggerTime),
  };
}

function paletteFor(parsed: ParsedInstance, facts: PixelFacts): Result<PaletteLut | null, DicomCode> {
  if (facts.photometric !== "PALETTE COLOR") return ok(null);
  const palette = paletteOf(parsed.attributes, facts.signed, parsed.encoding.bigEndian);
  return palette === null ? refuse("image-facts", "the colour palette is missing or too short") : ok(palette);
}

/** The frames of an instance with their looks, each look once. */
export function indexFrames(
  parsed: ParsedInstance,
  facts: PixelFacts,
  runs: readonly FrameRuns[],
  announced: number,
): Result<{ readonly looks: FrameLook[]; readonly frames: Frame[] }, DicomCode> {
  const palette = paletteFor(parsed, facts);
  if (!palette.ok) return palette;
  const source: Source = {
    parsed,
    facts,
    groups: frameGroupsOf(parsed.attributes),
    palette: palette.value,
    regions: regionsOf(parsed.attributes),
    lossy: lossyOf(parsed),
  };
  const differing =
    hasValue(parsed.attributes, tags.totalPixelMatrixColumns) ||
    firstItem(parsed.attributes, tags.sharedFunctionalGroupsSequence) !== null ||
    itemsOf(parsed.attributes, tags.perFrameFunctionalGroupsSequence).length > 0;
  const looks: FrameLook[] = [];
  const known = new Map<string, number>();
  const frames: Frame[] = [];
  for (let frame = 0; frame < announced; frame++) {
    const plane = planeOf(source, frame);
    let look = differing || frame === 0 ? -1 : 0;
    if (look < 0) {
      const made = lookOf(source, frame, plane);
      if (made === null) return refuse("image-facts", "the Modality LUT does not fit its description");
      const { palette: _shared, ...distinct } = made;
      const name = JSON.stringify(distinct);
      look = known.get(name) ?? looks.push(made) - 1;
      known.set(name, look);
    }
    frames.push(frameOf(source, frame, runs[frame], look, plane, announced));
  }
  return ok({ looks, frames });
}
