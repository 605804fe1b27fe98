import { z } from "zod";
import { CaseDetail, CaseRow, DecisionFacts, DeclineReason } from "../case/case.ts";
import { CaseId } from "../result/ids.ts";
import { nothing, procedure } from "./procedure.ts";

const oneCase = z.object({ caseId: CaseId });

export const cases = {
  list: procedure({ input: nothing, output: z.array(CaseRow) }),
  /** What the reviewer needs to accept or decline; nothing clinical. */
  decision: procedure({ input: oneCase, output: DecisionFacts, failures: ["no-such-case"] }),
  /** An accepted case. */
  get: procedure({ input: oneCase, output: CaseDetail, failures: ["no-such-case", "not-accepted", "not-readable"] }),
  /** Records the declaration with its time, tells the service (now or when the network is back) and starts the download. */
  accept: procedure({
    input: z.object({ caseId: CaseId, declaration: z.string().min(1), licenceChoice: z.string() }),
    output: nothing,
    failures: ["no-such-case", "not-assigned"],
  }),
  /** Locks the case at once; the refusal is sent now or when the network is back. */
  decline: procedure({
    input: z.object({ caseId: CaseId, reason: DeclineReason, text: z.string() }),
    output: nothing,
    failures: ["no-such-case", "too-late"],
  }),
  /** Called when the reviewer opens clinical content for the first time: the review has started. */
  open: procedure({ input: oneCase, output: nothing, failures: ["no-such-case", "not-readable"] }),
  fetchNow: procedure({ input: oneCase, output: nothing, failures: ["no-such-case", "not-accepted"] }),
  /** The reviewer has looked at the notices and the changes of this case. */
  acknowledge: procedure({ input: oneCase, output: nothing, failures: ["no-such-case"] }),
};
