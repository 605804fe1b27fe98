import { z } from "zod";
import { type Attributes, codeOf, codesOf, numberOf, numbersOf, textOf } from "../dicom/attributes.ts";
import type { DicomCode } from "../dicom/dicom-failure.ts";
import { framePlacesOf } from "../dicom/frame-offsets.ts";
import { numberOfFramesOf, pixelFactsOf } from "../dicom/image-pixel.ts";
import { type Inflate, type ParsedInstance, parseInstance } from "../dicom/parse-instance.ts";
import { sopClassOf } from "../dicom/sop-class.ts";
import { tags } from "../dicom/tags.ts";
import { type Failure, ok, type Result } from "../result/failure.ts";
import { FrameFault, FrameLook, FrameRecord, InstanceFacts, PatientFacts, SeriesFacts, StudyFacts } from "./frame-table.ts";
import { indexFrames } from "./index-frames.ts";

/** A frame before its series is known: `instance` and `phase` come with the series. */
export const IndexedFrame = FrameRecord.omit({ instance: true, phase: true, look: true }).extend({ look: z.int().min(0) });
export type IndexedFrame = z.infer<typeof IndexedFrame>;

/** Everything the product keeps of one instance's header; written once at download, in the killable worker. */
export const InstanceIndex = z.object({
  objectKind: z.enum([
    "image",
    "structured-report",
    "presentation-state",
    "key-objects",
    "document",
    "waveform",
    "radiotherapy",
    "segmentation",
    "other",
  ]),
  objectName: z.string(),
  patient: PatientFacts,
  study: StudyFacts,
  series: SeriesFacts,
  frameOfReferenceUid: z.string().nullable(),
  instance: InstanceFacts,
  /** One fault for all pictures of the instance, or null. An object without pictures has no frames and no fault. */
  fault: FrameFault.nullable(),
  hasPictures: z.boolean(),
  looks: z.array(FrameLook),
  frames: z.array(IndexedFrame),
  /** The preamble held foreign data (reliability row 58): store 128 zeros in its place. */
  preambleInUse: z.boolean(),
  transferSyntaxUid: z.string(),
});
export type InstanceIndex = z.infer<typeof InstanceIndex>;

export type IndexOptions = { readonly instanceKey: string; readonly inflate: Inflate };

const patientOf = (a: Attributes): PatientFacts => ({
  id: textOf(a, tags.patientId) ?? "",
  issuer: textOf(a, tags.issuerOfPatientId) ?? "",
  name: textOf(a, tags.patientName) ?? "",
  birthDate: codeOf(a, tags.patientBirthDate) ?? "",
  sex: codeOf(a, tags.patientSex) ?? "",
});

const studyOf = (a: Attributes): StudyFacts => ({
  studyInstanceUid: codeOf(a, tags.studyInstanceUid) ?? "",
  date: codeOf(a, tags.studyDate) ?? "",
  time: codeOf(a, tags.studyTime) ?? "",
  description: textOf(a, tags.studyDescription) ?? "",
  accessionNumber: textOf(a, tags.accessionNumber) ?? "",
  patientAge: codeOf(a, tags.patientAge) ?? "",
  studyId: textOf(a, tags.studyId) ?? "",
  referringPhysician: textOf(a, tags.referringPhysicianName) ?? "",
});

const seriesOf = (a: Attributes): SeriesFacts => ({
  seriesInstanceUid: codeOf(a, tags.seriesInstanceUid) ?? "",
  modality: codeOf(a, tags.modality) ?? "",
  number: numberOf(a, tags.seriesNumber),
  description: textOf(a, tags.seriesDescription) ?? "",
  protocol: textOf(a, tags.protocolName) ?? "",
  bodyPart: codeOf(a, tags.bodyPartExamined) ?? "",
  laterality: codeOf(a, tags.laterality) ?? "",
  date: codeOf(a, tags.seriesDate) ?? "",
  time: codeOf(a, tags.seriesTime) ?? "",
  contrast: textOf(a, tags.contrastBolusAgent) ?? "",
});

function burnedIn(a: Attributes): InstanceFacts["burnedIn"] {
  const said = codeOf(a, tags.burnedInAnnotation);
  if (said === "YES") return "yes";
  return said === "NO" ? "no" : "unknown";
}

function instanceOf(parsed: ParsedInstance, instanceKey: string, announcedFrames: number): InstanceFacts {
  const a = parsed.attributes;
  return {
    instanceKey,
    sopInstanceUid: codeOf(a, tags.sopInstanceUid) ?? "",
    sopClassUid: codeOf(a, tags.sopClassUid) ?? "",
    number: numberOf(a, tags.instanceNumber),
    imageType: [...codesOf(a, tags.imageType)],
    viewPosition: codeOf(a, tags.viewPosition) ?? "",
    laterality: codeOf(a, tags.imageLaterality) ?? codeOf(a, tags.laterality) ?? "",
    patientOrientation: [...codesOf(a, tags.patientOrientation)],
    acquisitionTime: codeOf(a, tags.acquisitionDateTime) ?? codeOf(a, tags.acquisitionTime) ?? "",
    contentTime: codeOf(a, tags.contentTime) ?? "",
    burnedIn: burnedIn(a),
    announcedFrames,
    warnings: [...parsed.warnings, ...(parsed.fault === null ? [] : [parsed.fault.detail ?? parsed.fault.code])],
  };
}

const faultOf = (failure: Failure<DicomCode>): FrameFault => ({ code: failure.code, detail: failure.detail ?? "" });

type Pictures = Pick<InstanceIndex, "fault" | "hasPictures" | "looks" | "frames"> & {
  readonly announced: number;
  readonly warnings: readonly string[];
};

const without = (fault: FrameFault | null, hasPictures: boolean, announced: number): Pictures => ({
  fault,
  hasPictures,
  looks: [],
  frames: [],
  announced,
  warnings: [],
});

function picturesOf(parsed: ParsedInstance): Pictures {
  const announced = numberOfFramesOf(parsed.attributes);
  const rows = numbersOf(parsed.attributes, tags.rows);
  if (parsed.pixel === null || (rows.length === 0 && parsed.pixel.kind === "native" && parsed.pixel.length === 0)) {
    // Rows without pixel data: a picture was meant to be here.
    const meant =
      numbersOf(parsed.attributes, tags.rows).length > 0 && sopClassOf(codeOf(parsed.attributes, tags.sopClassUid) ?? "").kind === "image";
    return without(meant ? { code: "no-image", detail: "Pixel Data is missing" } : null, meant, meant ? (announced ?? 1) : 0);
  }
  if (announced === null) return without({ code: "image-facts", detail: "Number of Frames" }, true, 1);
  const facts = pixelFactsOf(parsed);
  if (!facts.ok) return without(faultOf(facts.failure), true, announced);
  const places = framePlacesOf(parsed, facts.value, announced);
  if (!places.ok) return without(faultOf(places.failure), true, announced);
  const frames = indexFrames(parsed, facts.value, places.value.frames, announced);
  if (!frames.ok) return without(faultOf(frames.failure), true, announced);
  return { fault: null, hasPictures: true, ...frames.value, announced, warnings: places.value.warnings };
}

/**
 * Reads one instance's header and finds its frames. Fails only where the bytes are no DICOM that could be filed anywhere; an instance whose
 * pictures cannot be shown succeeds with `fault`, so that it stays in its series, named. Bytes are the whole file as received.
 */
export function indexInstance(bytes: Uint8Array, { instanceKey, inflate }: IndexOptions): Result<InstanceIndex, DicomCode> {
  const parsed = parseInstance(bytes, inflate);
  if (!parsed.ok) return parsed;
  const { attributes } = parsed.value;
  const { announced, warnings, ...pictures } = picturesOf(parsed.value);
  const sopClass = sopClassOf(codeOf(attributes, tags.sopClassUid) ?? "");
  const instance = instanceOf(parsed.value, instanceKey, announced);
  return ok({
    objectKind: sopClass.kind,
    objectName: sopClass.name,
    patient: patientOf(attributes),
    study: studyOf(attributes),
    series: seriesOf(attributes),
    frameOfReferenceUid: codeOf(attributes, tags.frameOfReferenceUid),
    instance: { ...instance, warnings: [...instance.warnings, ...warnings] },
    ...pictures,
    preambleInUse: parsed.value.preambleInUse,
    transferSyntaxUid: parsed.value.syntax.uid,
  });
}
