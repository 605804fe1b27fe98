import type { StudyRow } from "#shared/contract/imaging.ts";
import type { SeriesFrames } from "#shared/imaging/frame-table.ts";
import type { MarkPlace } from "#shared/measure/kept-mark.ts";
import type { Shape } from "#shared/measure/mark.ts";
import type { CaseId } from "#shared/result/ids.ts";
import type { Calls } from "../../client/client.ts";
import { createMarkDrafts } from "./mark-drafts.ts";
import { createMarkKeys } from "./mark-keys.ts";
import { createMarks, type MarkGround } from "./marks-slice.ts";
import type { Slot } from "./slots.ts";

type MarkingParts = {
  readonly caseId: CaseId;
  readonly calls: Pick<Calls, "marks">;
  readonly newId: () => string;
  readonly slotAt: (at: number) => Slot;
  readonly studies: () => readonly StudyRow[];
};

/** The place of a mark's frame in a list of frames; -1 when it is not in it. */
export const frameOf = (series: SeriesFrames, place: Pick<MarkPlace, "sopInstanceUid" | "frameNumber">): number =>
  series.frames.findIndex(
    (frame) => frame.frameNumber === place.frameNumber && series.instances[frame.instance]?.sopInstanceUid === place.sopInstanceUid,
  );

function groundOf({ viewport }: Slot): MarkGround | null {
  const state = viewport?.getState();
  return viewport !== null && state?.phase === "shown" ? { state, ground: viewport.ground(), middle: viewport.middle() } : null;
}

/** Marks on the images of one case: what is kept, what is in the hand, and the keys. */
export function createMarking({ caseId, calls, newId, slotAt, studies }: MarkingParts) {
  const marks = createMarks({
    caseId,
    calls,
    newId,
    at: (slot) => groundOf(slotAt(slot)),
    isPrior: (studyUid) => studies().some((study) => study.studyUid === studyUid && study.prior),
  });
  const drafts = createMarkDrafts(marks);
  const keys = createMarkKeys(marks, drafts);
  const chooseTool = (tool: Shape["kind"] | null): void => {
    keys.settle();
    drafts.cancel();
    marks.chooseTool(tool);
  };
  return {
    marks,
    drafts,
    keys,
    chooseTool,
    leaveTool: () => chooseTool(null),
    /** Chooses a mark, with no tool in the hand. */
    choose: (id: string) => {
      chooseTool(null);
      marks.select(id);
    },
    // what the keys have moved is a step of its own first
    undo: () => {
      keys.settle();
      marks.undo();
    },
    redo: () => {
      keys.settle();
      marks.redo();
    },
    removeChosen: () => {
      const mark = marks.selected();
      drafts.cancel();
      if (mark !== null) marks.remove([mark.id]);
    },
    forget: () => {
      drafts.cancel();
      marks.forget();
    },
  };
}

export type Marking = ReturnType<typeof createMarking>;
