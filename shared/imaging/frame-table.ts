import { z } from "zod";
import { dicomCodes } from "../dicom/dicom-failure.ts";
import { PixelFacts } from "../dicom/pixel-facts.ts";
import { SeriesId } from "../result/ids.ts";
import { ImagePlane } from "./image-plane.ts";
import { ModalityLut } from "./modality-lut.ts";
import { PaletteLut } from "./palette-lut.ts";
import { Quantity } from "./quantity.ts";
import { Calibration } from "./spacing.ts";
import { Suv } from "./suv.ts";
import { Voi } from "./voi-lut.ts";

/** Whom the headers name: for the banner and for the check that no other patient's picture is among them (reliability row 57). */
export const PatientFacts = z.object({
  id: z.string(),
  issuer: z.string(),
  name: z.string(),
  birthDate: z.string(),
  sex: z.string(),
});
export type PatientFacts = z.infer<typeof PatientFacts>;

export const StudyFacts = z.object({
  studyInstanceUid: z.string(),
  date: z.string(),
  time: z.string(),
  description: z.string(),
  accessionNumber: z.string(),
  patientAge: z.string(),
  /** Not kept by the downloads of earlier versions. */
  studyId: z.string().default(""),
  referringPhysician: z.string().default(""),
});
export type StudyFacts = z.infer<typeof StudyFacts>;

export const SeriesFacts = z.object({
  seriesInstanceUid: z.string(),
  modality: z.string(),
  number: z.number().nullable(),
  description: z.string(),
  protocol: z.string(),
  bodyPart: z.string(),
  laterality: z.string(),
  date: z.string(),
  time: z.string(),
  contrast: z.string(),
});
export type SeriesFacts = z.infer<typeof SeriesFacts>;

export const InstanceFacts = z.object({
  /** The caller's own name for the stored instance; echoed, never read. */
  instanceKey: z.string(),
  sopInstanceUid: z.string(),
  sopClassUid: z.string(),
  number: z.number().nullable(),
  imageType: z.array(z.string()),
  viewPosition: z.string(),
  laterality: z.string(),
  /** Patient Orientation: letters of row and column where there is no plane. */
  patientOrientation: z.array(z.string()),
  acquisitionTime: z.string(),
  contentTime: z.string(),
  burnedIn: z.enum(["yes", "no", "unknown"]),
  announcedFrames: z.int().min(0),
  warnings: z.array(z.string()),
});
export type InstanceFacts = z.infer<typeof InstanceFacts>;

export const Lossy = z.object({ ratio: z.number().nullable(), method: z.string().nullable() });
export type Lossy = z.infer<typeof Lossy>;

/** Everything that decides how stored values become grey or colour and what they mean. Shared by all frames of a series that look alike. */
export const FrameLook = z.object({
  pixel: PixelFacts,
  modality: ModalityLut,
  quantity: Quantity,
  voi: z.array(Voi),
  /** Stored values from … to that are background, not tissue. */
  padding: z.object({ from: z.number(), to: z.number() }).nullable(),
  /** MONOCHROME1, or Presentation LUT Shape INVERSE. */
  inverted: z.boolean(),
  palette: PaletteLut.nullable(),
  calibration: Calibration,
  lossy: Lossy.nullable(),
  sliceThicknessMm: z.number().nullable(),
  warnings: z.array(z.string()),
  /** PET in Bq/ml only. */
  suv: Suv.optional(),
});
export type FrameLook = z.infer<typeof FrameLook>;

/** Where a frame's bytes lie within the plain instance: see README.md, "How a frame's bytes are delivered". */
export const FramePlace = z.object({
  runs: z.array(z.tuple([z.int().min(0), z.int().min(0)])),
  skipBits: z.int().min(0),
  inflated: z.boolean(),
});
export type FramePlace = z.infer<typeof FramePlace>;

export const FrameFault = z.object({ code: z.enum(dicomCodes), detail: z.string() });
export type FrameFault = z.infer<typeof FrameFault>;

export const FrameRecord = z.object({
  /** Index into `instances` and `looks` of the series; a frame of which nothing sound is known has no look. */
  instance: z.int().min(0),
  look: z.int().min(0).nullable(),
  /** 1-based, as in the file. */
  frameNumber: z.int().min(1),
  place: FramePlace.nullable(),
  fault: FrameFault.nullable(),
  plane: ImagePlane.nullable(),
  /** How long the file wants this frame shown in a loop. */
  durationMs: z.number().nullable(),
  /** 0-based place in time, b-value or echo, where one position was taken more than once. */
  phase: z.int().min(0),
  stack: z.string(),
  temporalPosition: z.number().nullable(),
  triggerTimeMs: z.number().nullable(),
});
export type FrameRecord = z.infer<typeof FrameRecord>;

/** How the frames lie to each other in the patient. */
export const StackFacts = z.object({
  /** `volume`: one stack; `phases`: one stack several times; `loop`: frames in time; `loose`: nothing orders them but their numbers. */
  kind: z.enum(["volume", "phases", "loop", "loose"]),
  phases: z.int().min(1),
  positions: z.int().min(0),
  spacingMm: z.number().nullable(),
  uniform: z.boolean(),
  /** Angle between the stack and the normal of its images: gantry tilt. */
  shearDegrees: z.number(),
  /** Between frame `after` and the next one more is missing than the usual distance. */
  gaps: z.array(z.object({ after: z.int(), mm: z.number() })),
  /** Why no other plane may be cut from it; null when it may (T5). */
  mprRefusal: z.string().nullable(),
});
export type StackFacts = z.infer<typeof StackFacts>;

/** Something about the series that a reader must know. */
export const SeriesNotice = z.object({
  code: z.enum(["split", "gap", "uneven", "tilt", "duplicate", "frames-missing", "frames-unreadable", "patient-differs"]),
  text: z.string(),
});
export type SeriesNotice = z.infer<typeof SeriesNotice>;

/** One series ready to be opened: one read, no parsing. Frames stand in the order of display. */
export const SeriesFrames = z.object({
  seriesId: SeriesId,
  /** Stable name of this part of a series: made from UIDs and the reason of the split. */
  seriesKey: z.string(),
  /** Changes with the list of frames: an index means nothing under another revision, so requests for frames carry it. */
  revision: z.string(),
  patient: PatientFacts,
  study: StudyFacts,
  series: SeriesFacts,
  frameOfReferenceUid: z.string().nullable(),
  /** Which part of a mixed series this is, and what sets it apart; null when the series is whole. */
  part: z.object({ index: z.int(), of: z.int(), reason: z.string() }).nullable(),
  stack: StackFacts,
  looks: z.array(FrameLook),
  instances: z.array(InstanceFacts),
  frames: z.array(FrameRecord),
  notices: z.array(SeriesNotice),
  /** The frame for the thumbnail: the middle one that has a place. */
  thumbnailFrame: z.int().min(0),
});
export type SeriesFrames = z.infer<typeof SeriesFrames>;
