import type { ObjectRow } from "#shared/contract/objects.ts";
import type { StructuredReport } from "#shared/objects/object-value.ts";
import { writeDate } from "../../../ui/format.ts";
import { counted, inPageLanguage } from "../../../ui/words.ts";

const completion: Readonly<Record<StructuredReport["completion"], string>> = {
  complete: "COMPLETE",
  partial: "NOT COMPLETE",
  unknown: "",
};
const verification: Readonly<Record<StructuredReport["verification"], string>> = {
  verified: "VERIFIED",
  unverified: "NOT VERIFIED",
  unknown: "",
};
const kinds: Readonly<Record<ObjectRow["kind"], string>> = {
  "structured-report": "Structured report",
  "key-objects": "Key images",
  waveform: "Waveform",
  document: "Document",
};

/** How an item belongs to the one above it, where that is more than being part of it. */
const relationships: Readonly<Record<string, string>> = {
  "inferred from": "from",
  "selected from": "in",
  "has properties": "with",
};

/** "2026-09-18 15:12:00 UTC+02:00" as dates and times are written here; what is no such moment stays as it is. */
function moment(text: string): string {
  const [, date, time = "", rest = ""] = /^(\d{4}-\d{2}-\d{2})( \d{2}:\d{2})?(?::\d{2})?(.*)$/.exec(text) ?? [];
  return date === undefined ? text : `${writeDate(date)}${time}${rest}`;
}

const en = {
  completion,
  verification,
  kinds,
  relationships,
  group: "Reports and waveforms from the images",
  otherPatient: "names another patient",
  written: (at: string) => `Written ${moment(at)}`,
  verifiedBy: (name: string, organization: string | null, at: string | null) =>
    `Verified by ${[name, organization, at === null ? null : moment(at)].filter((part) => part !== null && part !== "").join(", ")}`,
  image: (number: number | null, series: string) => `${number === null ? "Image" : `Image ${number}`} · ${series}`,
  frame: (frame: number) => `frame ${frame}`,
  openObject: (what: string) => `Open this ${what}`,
  notHere: (what: string) => `${what}, not in this case`,
  pictureAbsent: "Not on this device",
  pictureBroken: "No small picture of this image",
  noValue: "no value given",
  sameAs: (number: string) => `see item ${number} of this report`,
  unknownItem: (type: string) => `a kind of entry that cannot be shown (${type === "" ? "without a type" : type})`,
  region: (shape: string, points: number, space: "image" | "patient") =>
    `${shape === "" ? "region" : shape}, ${counted(points, "point", "points")} in the ${space}`,
  timeRange: (shape: string, at: string) => `${shape} ${at}`.trim(),
  selectedImages: (count: number) => counted(count, "object chosen", "objects chosen"),
  opensImages: "Each opens beside your opinion, in the images.",
  notShownTitle: (what: string) => `Overread does not show ${what} here.`,
  formats: { cda: "a CDA document", model: "a 3D model", other: "this kind of document", pdf: "this document" },
  notShownText: "It lies on this device as it was sent. Name it under missing or unusable material if your opinion needs it.",
  ecg: {
    recordings: "Recording",
    recording: (number: number, label: string | null) => (label === null ? `Recording ${number}` : label),
    derived: "Computed by the device, not recorded as such.",
    speed: "Paper speed",
    speedOf: (mm: number) => `${mm} mm/s`,
    gain: "Height of 1 mV",
    gainOf: (mm: number) => `${mm} mm/mV`,
    layout: "Leads",
    standard: "3 × 4 + II",
    recorded: "Recorded",
    moment,
    whole: "Each whole",
    notDrawn: (names: string, why: string) => `Not drawn: ${names}, because ${why}.`,
    nothing: "No lead of this recording can be drawn in millivolts.",
    first: (minutes: number) => `The first ${minutes} minutes are drawn.`,
    scale: "On the screen 1 mm is 1 CSS millimetre (3.78 px). A screen may show it larger or smaller: measure with the squares.",
    sheet: (leads: string, seconds: string) =>
      `ECG on millimetre paper, ${seconds} s: ${leads}. Numbers of each lead stand in the table below.`,
    table: "Leads in numbers",
    columns: { lead: "Lead", low: "Lowest", high: "Highest", filter: "Filter" },
    millivolts: (value: number) => `${value.toFixed(2).replace("-", "−")} mV`,
    sampled: (seconds: string, hz: number) => `${seconds} s, ${hz} samples a second`,
    by: "Rates, intervals and interpretations were written by the device or a person; Overread does not check them.",
  },
};

export const objectsWords = (): typeof en => inPageLanguage({ en });
