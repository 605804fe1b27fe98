import { diskFullFailure, type Failure } from "#shared/result/failure.ts";

/** The failures that procedures answer, in words: what happened, what is safe, what to do. */
const make = <Code extends string>(code: Code, happened: string, safe: string, todo: string): Failure<Code> => ({
  code,
  happened,
  safe,
  todo,
});

const KEPT = "Everything saved on this device is unchanged.";

export const failures = {
  noSuchCase: make("no-such-case", "This case is no longer in your list.", KEPT, "Go back to the worklist."),
  notAccepted: make("not-accepted", "This case has not been accepted yet.", "Nothing clinical was fetched.", "Accept or decline it first."),
  notReadable: make(
    "not-readable",
    "This case cannot be read now.",
    "Signed reports and drafts are kept.",
    "See the worklist for the reason.",
  ),
  notAssigned: make("not-assigned", "This case has already been decided.", KEPT, "Go back to the worklist."),
  tooLate: make(
    "too-late",
    "A review that was begun cannot be declined.",
    "Your draft is kept.",
    "Return the case to the service instead.",
  ),
  diskFull: diskFullFailure,
  noSuchRecord: make("no-such-record", "This record is no longer part of the case.", KEPT, "Choose another record."),
  damagedFile: make(
    "damaged-file",
    "This file was changed on the disk and is not shown.",
    "The rest of the case is unchanged.",
    "It is fetched again when there is a connection: the service still has it.",
  ),
  noSuchSeries: make("no-such-series", "This series is no longer part of the case.", KEPT, "Choose another series."),
  staleList: make(
    "stale-list",
    "More images of this series have arrived meanwhile.",
    "What was seen before is still marked.",
    "Nothing: the new list is opened by itself.",
  ),
  unreadableFrame: make("unreadable-frame", "This image cannot be drawn.", KEPT, "Open it among the images: there the reason is named."),
  identityConflict: make(
    "identity-conflict",
    "These images name another patient.",
    "They are kept apart and cannot enter the report.",
    "Ask the service, or state in writing why they belong to this patient.",
  ),
  noSuchObject: make("no-such-object", "This object is no longer part of the case.", KEPT, "Choose another one."),
  foreignObject: make(
    "identity-conflict",
    "This object names another patient.",
    "It is kept apart and is not shown.",
    "Ask the service which patient it belongs to.",
  ),
  notDraftable: make(
    "not-draftable",
    "The opinion of this case cannot be changed now.",
    "Its text is kept as it is.",
    "See the outbox: a signed report that has not been sent yet can be stopped there.",
  ),
  draftFrozen: make(
    "draft-frozen",
    "The opinion is being signed.",
    "Its text is kept as it is.",
    "Sign it, or close the signing dialog to write on.",
  ),
  doesNotFit: make(
    "does-not-fit",
    "An edit did not fit its field.",
    "The text before it is saved.",
    "Reload the opinion and type it again.",
  ),
  tooManyMarks: make(
    "too-many-marks",
    "This case has as many marks as can be kept.",
    "All of them are saved.",
    "Remove some that you do not need.",
  ),
  noSuchReport: make("no-such-report", "There is no such report.", KEPT, "Go back to the outbox."),
} as const;
