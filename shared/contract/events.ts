import { eventIterator, oc } from "@orpc/contract";
import { z } from "zod";
import { CaseId } from "../result/ids.ts";

/** News from core: ids only, never data. Whoever cares asks again. An event never asks for work. */
export const CoreEvent = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("session.changed") }),
  z.object({ kind: z.literal("network.changed") }),
  z.object({ kind: z.literal("cases.changed") }),
  z.object({ kind: z.literal("case.changed"), caseId: CaseId }),
  z.object({ kind: z.literal("records.changed"), caseId: CaseId }),
  z.object({ kind: z.literal("imaging.changed"), caseId: CaseId }),
  z.object({ kind: z.literal("opinion.changed"), caseId: CaseId }),
  z.object({ kind: z.literal("outbox.changed") }),
  z.object({ kind: z.literal("settings.changed") }),
]);
export type CoreEvent = z.infer<typeof CoreEvent>;

export const events = {
  stream: oc.input(z.object({})).output(eventIterator(CoreEvent)),
};
