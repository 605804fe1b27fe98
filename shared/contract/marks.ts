import { z } from "zod";
import { KeptMark } from "../measure/kept-mark.ts";
import { CaseId } from "../result/ids.ts";
import { procedure } from "./procedure.ts";

/** All marks of a case in the order in which they were made, and whether there is a step to take back or to take again. */
export const Marks = z.object({ marks: z.array(KeptMark), canUndo: z.boolean(), canRedo: z.boolean() });
export type Marks = z.infer<typeof Marks>;

const changing = ["no-such-case", "not-draftable", "draft-frozen"] as const;

export const marks = {
  list: procedure({ input: z.object({ caseId: CaseId }), output: Marks, failures: ["no-such-case", "not-readable"] }),
  /**
   * One step, which undo takes back as a whole (P16): marks put (new, or in place of the one with their id) and marks removed. A new one gets
   * its number. Stored with FULL sync when this answers (P13).
   */
  change: procedure({
    input: z.object({ caseId: CaseId, put: z.array(KeptMark).max(500), remove: z.array(z.string()).max(5000) }),
    output: Marks,
    failures: [...changing, "too-many-marks"],
  }),
  /** Takes the last step back; with none left nothing changes. Steps survive a restart. */
  undo: procedure({ input: z.object({ caseId: CaseId }), output: Marks, failures: changing }),
  redo: procedure({ input: z.object({ caseId: CaseId }), output: Marks, failures: changing }),
};
