import { z } from "zod";
import { PresentationState } from "../imaging/presentation-state.ts";
import { ObjectValue } from "../objects/object-value.ts";
import { CaseId, ObjectId } from "../result/ids.ts";
import { nothing, procedure } from "./procedure.ts";

/** An object of the case without pictures that has a reader here, as the list of records shows it. */
export const ObjectRow = z.object({
  objectId: ObjectId,
  kind: z.enum(["structured-report", "key-objects", "waveform", "document"]),
  /** The series' description, else what the object is. */
  title: z.string(),
  /** "12-lead ECG", "PDF document" … */
  what: z.string(),
  /** As in the header: YYYY-MM-DD, or null. */
  date: z.string().nullable(),
  firstOpinion: z.boolean(),
  /** Names another patient: kept apart (M20). */
  identityConflict: z.string().nullable(),
  seen: z.boolean(),
});
export type ObjectRow = z.infer<typeof ObjectRow>;

/** Where an instance lies that the object points to. One that is not named here is not in the case, or not on this device. */
export const ReferenceTarget = z.discriminatedUnion("at", [
  z.object({
    at: z.literal("images"),
    sopInstanceUid: z.string(),
    seriesUid: z.string(),
    /** "Series 2 · Lung 1.0" */
    series: z.string(),
    imageNumber: z.number().nullable(),
    /** Small pictures of the frames that key objects name, where they are on this device: `/thumbnails/<case>/<series>?revision=…&frame=…`. */
    pictures: z.array(z.object({ frameNumber: z.int(), path: z.string() })),
  }),
  z.object({ at: z.literal("objects"), sopInstanceUid: z.string(), objectId: ObjectId }),
]);
export type ReferenceTarget = z.infer<typeof ReferenceTarget>;

export const ObjectDetail = z.object({
  row: ObjectRow,
  value: ObjectValue,
  targets: z.array(ReferenceTarget),
  /** `/objects/<case>/<object>`: the PDF inside, opened in core; null for everything else. */
  path: z.string().nullable(),
});
export type ObjectDetail = z.infer<typeof ObjectDetail>;

/** How somebody wanted images of the case to be seen (GSPS); the page applies it to those that it names. */
export const PresentationRow = z.object({
  objectId: ObjectId,
  /** The state's own description, else its label. */
  title: z.string(),
  /** Hidden in blind reading (T14). */
  firstOpinion: z.boolean(),
  state: PresentationState,
});
export type PresentationRow = z.infer<typeof PresentationRow>;

const one = z.object({ caseId: CaseId, objectId: ObjectId });

/** Part of `imaging`: what came with the images and is no image (P17, P30). */
export const objects = {
  objects: procedure({ input: z.object({ caseId: CaseId }), output: z.array(ObjectRow), failures: ["no-such-case", "not-readable"] }),
  /** Reads the sealed original in the killable worker; what is wrong with the file is a failure, never a part of the object. */
  object: procedure({
    input: one,
    output: ObjectDetail,
    failures: [
      "no-such-case",
      "not-readable",
      "no-such-object",
      "identity-conflict",
      "damaged-file",
      "unreadable-object",
      "oversized-object",
      "unshown-object",
    ],
  }),
  /** All that can be read, parsed in the killable worker; one that is damaged or names another patient is left out. */
  presentations: procedure({
    input: z.object({ caseId: CaseId }),
    output: z.array(PresentationRow),
    failures: ["no-such-case", "not-readable"],
  }),
  /** T12: it was on the screen for a second. */
  markObjectSeen: procedure({ input: one, output: nothing, failures: ["no-such-case", "not-readable", "no-such-object"] }),
};
