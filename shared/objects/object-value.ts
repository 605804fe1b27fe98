import { z } from "zod";

/** A coded entry: meaning first, the code for those who look it up. */
export const CodedEntry = z.object({ meaning: z.string(), code: z.string(), scheme: z.string() });

/** Another instance that an object points to; `frames` are 1-based, none = the whole instance. */
export const InstanceReference = z.object({
  sopClassUid: z.string(),
  /** "CT image", "waveform" … */
  className: z.string(),
  sopInstanceUid: z.string(),
  frames: z.array(z.int().min(1)),
});
export type InstanceReference = z.infer<typeof InstanceReference>;

/** What one content item says (PS3.3 C.17.3.2). Numbers stay the text of the file: nothing is rounded. */
export const ContentValue = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("container") }),
  /** TEXT, PNAME, DATE, TIME, DATETIME as a person writes them. */
  z.object({ kind: z.literal("text"), text: z.string() }),
  z.object({ kind: z.literal("code"), coded: CodedEntry }),
  z.object({
    kind: z.literal("number"),
    /** Null: the report says why there is none (`qualifier`), or gives no reason. */
    text: z.string().nullable(),
    unit: CodedEntry.nullable(),
    qualifier: z.string().nullable(),
  }),
  z.object({ kind: z.literal("uid"), uid: z.string() }),
  z.object({ kind: z.literal("image"), reference: InstanceReference }),
  z.object({ kind: z.literal("composite"), reference: InstanceReference }),
  z.object({ kind: z.literal("waveform"), reference: InstanceReference }),
  /** `space`: pixels of an image, or millimetres in the patient. `data` holds the first coordinates only. */
  z.object({
    kind: z.literal("region"),
    space: z.enum(["image", "patient"]),
    shape: z.string(),
    points: z.int().min(0),
    data: z.array(z.number()),
  }),
  z.object({ kind: z.literal("time-range"), shape: z.string(), at: z.array(z.string()) }),
  /** By-reference relationship: the same item as the one with this number. */
  z.object({ kind: z.literal("same-as"), number: z.string() }),
  /** The item says less than it must, or is of a kind this standard does not know. */
  z.object({ kind: z.literal("unknown"), valueType: z.string() }),
]);
export type ContentValue = z.infer<typeof ContentValue>;

/** One item of the tree. Items stand in reading order; an item's children follow it with the next higher `level`. */
export const ContentItem = z.object({
  level: z.int().min(0),
  /** "1.2.3", as by-reference relationships count. */
  number: z.string(),
  /** "contains", "has properties" …; empty for the root. */
  relationship: z.string(),
  name: z.string().nullable(),
  value: ContentValue,
});
export type ContentItem = z.infer<typeof ContentItem>;

export const StructuredReport = z.object({
  kind: z.literal("structured-report"),
  title: z.string(),
  writtenAt: z.string().nullable(),
  completion: z.enum(["complete", "partial", "unknown"]),
  verification: z.enum(["verified", "unverified", "unknown"]),
  verifiedBy: z.array(z.object({ name: z.string(), organization: z.string().nullable(), at: z.string().nullable() })),
  items: z.array(ContentItem),
});
export type StructuredReport = z.infer<typeof StructuredReport>;

export const KeyObjects = z.object({
  kind: z.literal("key-objects"),
  /** "Of Interest", "For Referring Provider" …, its modifiers behind it. */
  title: z.string(),
  writtenAt: z.string().nullable(),
  description: z.string().nullable(),
  selected: z.array(InstanceReference.extend({ studyUid: z.string().nullable(), seriesUid: z.string().nullable() })),
});
export type KeyObjects = z.infer<typeof KeyObjects>;

/** What a step of the stored numbers is worth: mV = sample × `perStep` + `baseline`. Where that is not known there is no guess. */
export const ChannelScale = z.discriminatedUnion("at", [
  z.object({ at: z.literal("millivolts"), perStep: z.number(), baseline: z.number(), assumed: z.array(z.string()) }),
  z.object({ at: z.literal("none"), why: z.string() }),
]);
export type ChannelScale = z.infer<typeof ChannelScale>;

export const Channel = z.object({
  /** "Lead II": the source's meaning, else the channel's own label. */
  name: z.string(),
  scale: ChannelScale,
  /** As stored; null where the file says that nothing was recorded. */
  samples: z.array(z.int().nullable()),
  filter: z.string().nullable(),
});
export type Channel = z.infer<typeof Channel>;

export const WaveformGroup = z.object({
  label: z.string().nullable(),
  /** Derived = computed, such as a median beat. */
  origin: z.enum(["original", "derived", "unknown"]),
  samplesPerSecond: z.number(),
  channels: z.array(Channel),
});
export type WaveformGroup = z.infer<typeof WaveformGroup>;

export const Waveform = z.object({
  kind: z.literal("waveform"),
  recordedAt: z.string().nullable(),
  groups: z.array(WaveformGroup),
  /** What the device or a person wrote on the recording: caption and value, or a text alone. */
  annotations: z.array(z.object({ caption: z.string().nullable(), value: z.string() })),
  /** Groups that could not be read, in words. */
  problems: z.array(z.string()),
});
export type Waveform = z.infer<typeof Waveform>;

export const EncapsulatedDocument = z.object({
  kind: z.literal("document"),
  title: z.string().nullable(),
  mimeType: z.string(),
  /** Only PDF is shown here; the others are named. */
  format: z.enum(["pdf", "cda", "model", "other"]),
  bytes: z.int().min(0),
  /** The stated length differs from what is there; null when they agree or none is stated. */
  lengthProblem: z.string().nullable(),
});
export type EncapsulatedDocument = z.infer<typeof EncapsulatedDocument>;

/** An object of the case without pictures, readable. */
export const ObjectValue = z.discriminatedUnion("kind", [StructuredReport, KeyObjects, Waveform, EncapsulatedDocument]);
export type ObjectValue = z.infer<typeof ObjectValue>;

/** All instances that the object points to, each once per list of frames. */
export function referencesOf(value: ObjectValue): readonly InstanceReference[] {
  if (value.kind === "key-objects") return value.selected;
  if (value.kind !== "structured-report") return [];
  return value.items.flatMap((item) => ("reference" in item.value ? [item.value.reference] : []));
}
