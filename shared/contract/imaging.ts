import { z } from "zod";
import { CaseId, SeriesId } from "../result/ids.ts";
import { alignments } from "./alignments.ts";
import { objects } from "./objects.ts";
import { nothing, procedure } from "./procedure.ts";

/** A series as the rail shows it. */
export const SeriesRow = z.object({
  seriesId: SeriesId,
  seriesUid: z.string(),
  number: z.int().nullable(),
  description: z.string(),
  modality: z.string(),
  /** Body Part Examined (0018,0015); empty when not stated. */
  bodyPart: z.string(),
  /** Of its list of frames now: an open series with another one is opened again. */
  revision: z.string(),
  /** Frames that can be shown. */
  frames: z.int(),
  announced: z.int().nullable(),
  received: z.int(),
  usable: z.int(),
  seen: z.int(),
  /** Left on purpose, with the reason that stands in the report (M22). */
  notRelevantBecause: z.string().nullable(),
  /** `/thumbnails/<case>/<series>` when there is one. */
  thumbnailPath: z.string().nullable(),
  /** "1 image could not be read: number 12, …" (P11, T15). */
  problems: z.array(z.string()),
  /** Instances that name another patient: quarantined until resolved (M20). */
  identityConflict: z.string().nullable(),
  lossyText: z.string().nullable(),
});
export type SeriesRow = z.infer<typeof SeriesRow>;

export const StudyRow = z.object({
  studyUid: z.string(),
  description: z.string(),
  /** As in the headers: YYYY-MM-DD, or null. */
  date: z.string().nullable(),
  prior: z.boolean(),
  /** "−14 months" for a prior. */
  distanceText: z.string().nullable(),
  modalities: z.array(z.string()),
  firstOpinion: z.boolean(),
  series: z.array(SeriesRow),
});
export type StudyRow = z.infer<typeof StudyRow>;

export const imaging = {
  ...objects,
  ...alignments,
  list: procedure({ input: z.object({ caseId: CaseId }), output: z.array(StudyRow), failures: ["no-such-case", "not-readable"] }),
  /** Everything needed to open a series: one read, no parsing in the page. `frames` is a `SeriesFrames` of shared/imaging. */
  series: procedure({
    input: z.object({ caseId: CaseId, seriesId: SeriesId }),
    output: z.object({ frames: z.unknown() }),
    failures: ["no-such-case", "not-readable", "no-such-series", "identity-conflict"],
  }),
  /**
   * T12: frames (0-based, display order) shown at full quality in a focused window for at least 100 ms. `revision` says in which list of
   * frames they count: in another one they would be other pictures, and nothing is marked.
   */
  markSeen: procedure({
    input: z.object({ caseId: CaseId, seriesId: SeriesId, revision: z.string(), frames: z.array(z.int().min(0)) }),
    output: nothing,
    failures: ["no-such-case", "not-readable", "no-such-series", "stale-list"],
  }),
  markNotRelevant: procedure({
    input: z.object({ caseId: CaseId, seriesId: SeriesId, because: z.string().nullable() }),
    output: nothing,
    failures: ["no-such-case", "not-readable", "no-such-series"],
  }),
  /** M20: the reviewer states in writing why the images belong to this patient after all. Audited and printed. */
  resolveIdentity: procedure({
    input: z.object({ caseId: CaseId, seriesId: SeriesId, because: z.string().min(1) }),
    output: nothing,
    failures: ["no-such-case", "not-readable", "no-such-series"],
  }),
};
