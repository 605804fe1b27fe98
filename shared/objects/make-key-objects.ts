import { type Tag, tags } from "../dicom/tags.ts";
import { EXPLICIT_LITTLE_ENDIAN } from "../dicom/transfer-syntax.ts";
import { type WrittenDataSet, type WrittenElement, writePart10 } from "../dicom/write-part10.ts";

/** Patient and study as the images of the case state them: an archive refuses what names somebody else (409). */
export type SelectionSource = {
  readonly patient: {
    readonly name: string;
    readonly id: string;
    readonly issuer: string;
    /** DICOM DA, empty when unknown. */
    readonly birthDate: string;
    readonly sex: string;
  };
  readonly study: {
    readonly studyInstanceUid: string;
    readonly date: string;
    readonly time: string;
    readonly description: string;
    readonly accessionNumber: string;
    readonly studyId: string;
    readonly referringPhysician: string;
  };
};

/** One key image of the report. */
export type SelectedImage = {
  /** Its number in the report, 1-based. */
  readonly number: number;
  readonly caption: string;
  readonly seriesUid: string;
  readonly sopClassUid: string;
  readonly sopInstanceUid: string;
  /** 1-based; null when the instance has one frame only. */
  readonly frameNumber: number | null;
};

/** The key images of one study: a document belongs to one study, and names what lies there. */
export type StudySelection = SelectionSource & { readonly images: readonly SelectedImage[] };

/** What is made at signing and never again. */
export type SelectionIdentity = {
  readonly seriesUid: string;
  readonly sopInstanceUid: string;
  /** DICOM DA and TM, in the time zone of the report. */
  readonly writtenOn: string;
  readonly writtenAt: string;
};

const KEY_OBJECT_SELECTION = "1.2.840.10008.5.1.4.1.1.88.59";
const DICOM_CONTENT_MAPPING_RESOURCE = "1.2.840.10008.8.1.1";
const IMPLEMENTATION = { uid: "2.25.318640297581136402894153377201964425118", name: "OVERREAD" };
/** Far above what a short text may have by PS3.5 6.2 (64), and never too long for its length field. */
const LONGEST_TEXT = 1_024;

const put = (tag: Tag, value: WrittenElement[2]): WrittenElement => {
  const isShort = typeof value === "string" && tag.vr !== "UT";
  return [tag.key.slice(1), tag.vr, isShort ? value.slice(0, LONGEST_TEXT) : value];
};
/** Type 3: left out when it says nothing. */
const said = (tag: Tag, value: string): WrittenElement[] => (value === "" ? [] : [put(tag, value)]);

const code = (sequence: Tag, value: string, meaning: string): WrittenElement =>
  put(sequence, [[put(tags.codeValue, value), put(tags.codingSchemeDesignator, "DCM"), put(tags.codeMeaning, meaning)]]);

/** PS3.3 C.17.2.3: every instance that is named, once, below its series. */
function evidenceOf({ study, images }: StudySelection): WrittenElement {
  const series = Map.groupBy(images, (image) => image.seriesUid);
  const referencedSeries = [...series].map(([seriesUid, ofSeries]): WrittenDataSet => {
    const instances = new Map(ofSeries.map((image) => [image.sopInstanceUid, image]));
    return [
      put(tags.seriesInstanceUid, seriesUid),
      put(
        tags.referencedSopSequence,
        [...instances.values()].map((image): WrittenDataSet => instanceOf(image)),
      ),
    ];
  });
  return put(tags.currentRequestedProcedureEvidenceSequence, [
    [put(tags.studyInstanceUid, study.studyInstanceUid), put(tags.referencedSeriesSequence, referencedSeries)],
  ]);
}

const instanceOf = (image: SelectedImage): WrittenDataSet => [
  put(tags.referencedSopClassUid, image.sopClassUid),
  put(tags.referencedSopInstanceUid, image.sopInstanceUid),
];

/** PS3.16 TID 2010 has room for one description: the captions in it, each by the number that the report prints. */
function descriptionOf(images: readonly SelectedImage[]): WrittenDataSet[] {
  const captions = images.filter(({ caption }) => caption.trim() !== "");
  if (captions.length === 0) return [];
  const lines = captions.map(({ number, caption }) => `Key image ${number}: ${caption.trim()}`);
  return [
    [
      put(tags.relationshipType, "CONTAINS"),
      put(tags.valueType, "TEXT"),
      code(tags.conceptNameCodeSequence, "113012", "Key Object Description"),
      put(tags.textValue, lines.join("\r\n")),
    ],
  ];
}

const imageItem = (image: SelectedImage): WrittenDataSet => [
  put(tags.relationshipType, "CONTAINS"),
  put(tags.valueType, "IMAGE"),
  put(tags.referencedSopSequence, [
    [...instanceOf(image), ...(image.frameNumber === null ? [] : [put(tags.referencedFrameNumber, image.frameNumber)])],
  ]),
];

/** The content tree: “Of Interest”, what was written about it, one item for each key image (PS3.16 TID 2010). */
const contentOf = ({ images }: StudySelection): WrittenDataSet => [
  put(tags.valueType, "CONTAINER"),
  code(tags.conceptNameCodeSequence, "113000", "Of Interest"),
  put(tags.continuityOfContent, "SEPARATE"),
  put(tags.contentTemplateSequence, [
    [put(tags.mappingResource, "DCMR"), put(tags.mappingResourceUid, DICOM_CONTENT_MAPPING_RESOURCE), put(tags.templateIdentifier, "2010")],
  ]),
  put(tags.contentSequence, [...descriptionOf(images), ...images.map(imageItem)]),
];

/** Patient and General Study (PS3.3 C.7.1.1, C.7.2.1), without a change. */
const sourceOf = ({ patient, study }: SelectionSource): WrittenDataSet => [
  put(tags.patientName, patient.name),
  put(tags.patientId, patient.id),
  ...said(tags.issuerOfPatientId, patient.issuer),
  put(tags.patientBirthDate, patient.birthDate),
  put(tags.patientSex, patient.sex),
  put(tags.studyInstanceUid, study.studyInstanceUid),
  put(tags.studyDate, study.date),
  put(tags.studyTime, study.time),
  put(tags.accessionNumber, study.accessionNumber),
  put(tags.studyId, study.studyId),
  put(tags.referringPhysicianName, study.referringPhysician),
  ...said(tags.studyDescription, study.description),
];

/**
 * A Key Object Selection Document (PS3.3 A.35.4) as a Part 10 file in UTF-8. It never fails: a report must not wait for what
 * an odd header says of it, and an archive that does not like the result says so.
 */
export function keyObjectFile(selection: StudySelection, identity: SelectionIdentity): Uint8Array<ArrayBuffer> {
  return writePart10({
    sopClassUid: KEY_OBJECT_SELECTION,
    sopInstanceUid: identity.sopInstanceUid,
    transferSyntaxUid: EXPLICIT_LITTLE_ENDIAN,
    implementation: IMPLEMENTATION,
    dataSet: [
      put(tags.specificCharacterSet, "ISO_IR 192"),
      ...sourceOf(selection),
      // Key Object Document Series and Document, General Equipment (PS3.3 C.17.6.1, C.17.6.2, C.7.5.1)
      put(tags.modality, "KO"),
      put(tags.seriesInstanceUid, identity.seriesUid),
      put(tags.seriesNumber, 1),
      put(tags.seriesDescription, "Key images of the second opinion"),
      put(tags.referencedPerformedProcedureStepSequence, []),
      put(tags.manufacturer, "Overread"),
      put(tags.instanceNumber, 1),
      put(tags.contentDate, identity.writtenOn),
      put(tags.contentTime, identity.writtenAt),
      evidenceOf(selection),
      ...contentOf(selection),
    ],
  });
}
