import { z } from "zod";
import { DeliveryState } from "../delivery/delivery-state.ts";
import { KeyObjectState } from "../delivery/key-object-state.ts";
import { CaseId, LocalId, ReportId } from "../result/ids.ts";
import { Instant } from "../result/instant.ts";
import { nothing, procedure } from "./procedure.ts";

/** One thing that waits for the service, or has reached it. */
export const OutboxEntry = z.object({
  entryId: LocalId,
  kind: z.enum(["report", "task"]),
  caseId: CaseId,
  reportId: ReportId.nullable(),
  caseNumber: z.string(),
  patientName: z.string(),
  title: z.string(),
  state: DeliveryState,
  attempts: z.int(),
  queuedAt: Instant,
  /** Queued → Sending → Checking → Delivered, with the time each was reached. */
  steps: z.array(z.object({ name: z.enum(["signed", "queued", "sending", "checking", "delivered"]), at: Instant.nullable() })),
  /** Bytes of the report, hash of the PDF: for support, in small text. */
  pdfSha256: z.string().nullable(),
  canStop: z.boolean(),
  /** Key images that follow the report into the image archive; null when none do. */
  keyImages: z.object({ count: z.int(), state: KeyObjectState }).nullable(),
});
export type OutboxEntry = z.infer<typeof OutboxEntry>;

export const outbox = {
  list: procedure({ input: nothing, output: z.array(OutboxEntry) }),
  /** Try now, not at the time the back-off says; of a delivered report, its key images. */
  retry: procedure({ input: z.object({ reportId: ReportId }), output: nothing, failures: ["no-such-report", "too-soon"] }),
  /** R13: before the first byte was sent. The signature is void, the draft opens again, the audit keeps both. */
  stop: procedure({ input: z.object({ reportId: ReportId }), output: nothing, failures: ["no-such-report", "already-sending"] }),
  /** A person decides about a report in `conflict`. */
  decide: procedure({
    input: z.object({ reportId: ReportId, decision: z.enum(["send-again", "withdraw"]) }),
    output: nothing,
    failures: ["no-such-report", "not-in-conflict"],
  }),
};
