import { z } from "zod";
import { OpenPoint, SigningFacts } from "../opinion/completeness.ts";
import { Opinion, OpinionChange } from "../opinion/opinion.ts";
import { CaseId } from "../result/ids.ts";
import { Instant } from "../result/instant.ts";
import { procedure } from "./procedure.ts";

export const Draft = z.object({
  revision: z.int().min(0),
  opinion: Opinion,
  savedAt: Instant.nullable(),
  /** Frozen: it is being signed, or has been. */
  frozen: z.boolean(),
});
export type Draft = z.infer<typeof Draft>;

export const opinion = {
  get: procedure({ input: z.object({ caseId: CaseId }), output: Draft, failures: ["no-such-case", "not-readable"] }),
  /**
   * Appends edits to the draft. `savedAt` is the time of the commit with FULL sync: only then the screen may say "saved".
   * `changeIds` are made by the page, one per edit: an edit that was already stored is not applied twice.
   */
  save: procedure({
    input: z.object({ caseId: CaseId, changes: z.array(z.object({ changeId: z.string(), change: OpinionChange })).min(1) }),
    output: z.object({ revision: z.int(), savedAt: Instant }),
    failures: ["no-such-case", "not-draftable", "draft-frozen", "does-not-fit"],
  }),
  /** R8: what stands between this draft and a signature; with the facts from outside the text, so that the page can say it at every letter. */
  check: procedure({
    input: z.object({ caseId: CaseId }),
    output: z.object({ revision: z.int(), points: z.array(OpenPoint), facts: SigningFacts }),
    failures: ["no-such-case", "not-readable"],
  }),
};
