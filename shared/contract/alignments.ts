import { z } from "zod";
import { Alignment } from "../imaging/alignment.ts";
import { CaseId, SeriesId } from "../result/ids.ts";
import { procedure } from "./procedure.ts";

/** Pairs that can be put in one step: all of sixteen viewports. */
const MAX_PAIRS = 120;

/** Part of `imaging`: which series the reader has aligned by hand (P3). */
export const alignments = {
  alignments: procedure({ input: z.object({ caseId: CaseId }), output: z.array(Alignment), failures: ["no-such-case", "not-readable"] }),
  /** Keeps pairs, each in place of what was kept of it before, and forgets others. Answers all that is kept of the case then. */
  align: procedure({
    input: z.object({
      caseId: CaseId,
      keep: z.array(Alignment).max(MAX_PAIRS),
      forget: z.array(z.object({ from: SeriesId, to: SeriesId })).max(MAX_PAIRS),
    }),
    output: z.array(Alignment),
    failures: ["no-such-case", "not-readable", "no-such-series"],
  }),
};
