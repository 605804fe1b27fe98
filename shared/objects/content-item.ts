import { type Attributes, codeOf, codesOf, firstItem, numberOf, numbersOf, textOf } from "../dicom/attributes.ts";
import { personNameForPeople } from "../dicom/person-name.ts";
import { sopClassOf } from "../dicom/sop-class.ts";
import { type Tag, tags } from "../dicom/tags.ts";
import { clockTime, codedOf, dateTimeText, isoDate } from "./coded.ts";
import type { ContentValue, InstanceReference } from "./object-value.ts";

/** Coordinates and times of one item that are passed on; the rest is counted only. */
const MAX_COORDINATES = 12;
const MAX_FRAMES = 1_000;

/** The instance that an item's Referenced SOP Sequence names; null without a UID. */
export function referenceOf(item: Attributes): InstanceReference | null {
  const referenced = firstItem(item, tags.referencedSopSequence);
  const sopInstanceUid = referenced === null ? null : codeOf(referenced, tags.referencedSopInstanceUid);
  if (referenced === null || sopInstanceUid === null) return null;
  const sopClassUid = codeOf(referenced, tags.referencedSopClassUid) ?? "";
  const frames = numbersOf(referenced, tags.referencedFrameNumber).filter((frame) => Number.isInteger(frame) && frame > 0);
  return { sopClassUid, className: sopClassOf(sopClassUid).name, sopInstanceUid, frames: frames.slice(0, MAX_FRAMES) };
}

/** PS3.3 C.18.1: the number as the file writes it; the unit belongs to the value, so it stands only beside one. */
function measured(item: Attributes): ContentValue {
  const qualifier = codedOf(item, tags.numericValueQualifierCodeSequence)?.meaning ?? null;
  const value = firstItem(item, tags.measuredValueSequence);
  if (value === null) return { kind: "number", text: null, unit: null, qualifier };
  const exact = numberOf(value, tags.floatingPointValue);
  const written = codesOf(value, tags.numericValue)[0] ?? "";
  const text = written !== "" ? written : exact === null ? null : String(exact);
  return { kind: "number", text, unit: codedOf(value, tags.measurementUnitsCodeSequence), qualifier };
}

function region(item: Attributes, space: "image" | "patient"): ContentValue {
  const data = numbersOf(item, tags.graphicData);
  const shape = (codeOf(item, tags.graphicType) ?? "").toLowerCase().replaceAll("_", " ");
  const points = Math.floor(data.length / (space === "image" ? 2 : 3));
  return { kind: "region", space, shape, points, data: data.slice(0, MAX_COORDINATES).filter(Number.isFinite) };
}

function timeRange(item: Attributes): ContentValue {
  const samples = numbersOf(item, tags.referencedSamplePositions).map((sample) => `sample ${sample}`);
  const offsets = codesOf(item, tags.referencedTimeOffsets).map((seconds) => `${seconds} s`);
  const moments = codesOf(item, tags.referencedDateTime).map(dateTimeText);
  const shape = (codeOf(item, tags.temporalRangeType) ?? "").toLowerCase();
  return { kind: "time-range", shape, at: [...samples, ...offsets, ...moments].slice(0, MAX_COORDINATES) };
}

const textValue = (item: Attributes, tag: Tag, write: (text: string) => string): ContentValue | null => {
  const text = textOf(item, tag);
  return text === null ? null : { kind: "text", text: write(text) };
};

const pointing = (item: Attributes, kind: "image" | "composite" | "waveform"): ContentValue | null => {
  const reference = referenceOf(item);
  return reference === null ? null : { kind, reference };
};

function knownValue(item: Attributes, valueType: string): ContentValue | null {
  switch (valueType) {
    case "CONTAINER":
      return { kind: "container" };
    case "TEXT":
      return textValue(item, tags.textValue, (text) => text.replaceAll("\r\n", "\n").replaceAll("\r", "\n"));
    case "PNAME":
      return textValue(item, tags.personName, personNameForPeople);
    case "DATE":
      return textValue(item, tags.date, isoDate);
    case "TIME":
      return textValue(item, tags.time, clockTime);
    case "DATETIME":
      return textValue(item, tags.dateTime, dateTimeText);
    case "CODE": {
      const coded = codedOf(item, tags.conceptCodeSequence);
      return coded === null ? null : { kind: "code", coded };
    }
    case "NUM":
      return measured(item);
    case "UIDREF": {
      const uid = codeOf(item, tags.uid);
      return uid === null ? null : { kind: "uid", uid };
    }
    case "IMAGE":
      return pointing(item, "image");
    case "COMPOSITE":
      return pointing(item, "composite");
    case "WAVEFORM":
      return pointing(item, "waveform");
    case "SCOORD":
      return region(item, "image");
    case "SCOORD3D":
      return region(item, "patient");
    case "TCOORD":
      return timeRange(item);
    default:
      return null;
  }
}

/** What one item says; an item that lacks its value, or is of an unknown kind, is named by its Value Type. */
export function contentValueOf(item: Attributes): ContentValue {
  const by = numbersOf(item, tags.referencedContentItemIdentifier);
  if (by.length > 0) return { kind: "same-as", number: by.join(".") };
  const valueType = codeOf(item, tags.valueType) ?? "";
  return knownValue(item, valueType) ?? { kind: "unknown", valueType };
}
