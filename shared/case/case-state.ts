import { z } from "zod";
import { ReportId } from "../result/ids.ts";
import { Instant } from "../result/instant.ts";

/** Why a case left this device's hands. */
export const RevokeReason = z.enum([
  "reassigned",
  "cancelled",
  "gone",
  "forbidden",
  "consent-withdrawn",
  "completed-elsewhere",
  "declined-elsewhere",
]);
export type RevokeReason = z.infer<typeof RevokeReason>;

/** What the reviewer sees of a case (mission §6). The Task at the service is another view of it and has fewer states. */
export const CaseState = z.discriminatedUnion("at", [
  z.object({ at: z.literal("assigned") }),
  z.object({ at: z.literal("declined"), reason: z.string(), sent: z.boolean() }),
  z.object({ at: z.literal("accepted"), since: Instant }),
  z.object({ at: z.literal("downloading") }),
  z.object({ at: z.literal("ready") }),
  z.object({ at: z.literal("in-review"), since: Instant }),
  z.object({ at: z.literal("waiting"), since: Instant }),
  z.object({ at: z.literal("drafted"), since: Instant }),
  z.object({ at: z.literal("signed"), reportId: ReportId }),
  z.object({ at: z.literal("queued"), reportId: ReportId }),
  z.object({ at: z.literal("conflict"), reportId: ReportId, why: z.string() }),
  z.object({ at: z.literal("delivered"), reportId: ReportId, receivedAt: Instant }),
  z.object({ at: z.literal("revoked"), reason: RevokeReason, since: Instant }),
  z.object({ at: z.literal("expired"), since: Instant }),
  z.object({ at: z.literal("closed"), since: Instant }),
]);
export type CaseState = z.infer<typeof CaseState>;
export type CaseStateName = CaseState["at"];

export type CaseEvent =
  | { readonly kind: "accept"; readonly time: Instant }
  | { readonly kind: "decline"; readonly reason: string }
  | { readonly kind: "decline-sent" }
  | { readonly kind: "download-started" }
  | { readonly kind: "download-complete" }
  | { readonly kind: "open"; readonly time: Instant }
  | { readonly kind: "ask"; readonly time: Instant }
  | { readonly kind: "answer-came"; readonly time: Instant }
  | { readonly kind: "draft"; readonly time: Instant }
  | { readonly kind: "sign"; readonly reportId: ReportId }
  | { readonly kind: "queue"; readonly reportId: ReportId }
  | { readonly kind: "stop-delivery"; readonly reportId: ReportId; readonly time: Instant }
  | { readonly kind: "refused"; readonly reportId: ReportId; readonly why: string }
  | { readonly kind: "send-again"; readonly reportId: ReportId }
  | { readonly kind: "receipt"; readonly reportId: ReportId; readonly time: Instant }
  | { readonly kind: "revoke"; readonly reason: RevokeReason; readonly time: Instant }
  | { readonly kind: "lease-ended"; readonly time: Instant }
  | { readonly kind: "lease-renewed" }
  /** The service gives a case that it had taken back to this reviewer again. */
  | { readonly kind: "offered-again" }
  | { readonly kind: "close"; readonly time: Instant };

const READABLE = new Set<CaseStateName>([
  "downloading",
  "ready",
  "in-review",
  "waiting",
  "drafted",
  "signed",
  "queued",
  "conflict",
  "delivered",
]);

/** May records and images be shown in this state? */
export const isReadable = (state: CaseState): boolean => READABLE.has(state.at);

const BEFORE_SIGNING = new Set<CaseStateName>([
  "assigned",
  "accepted",
  "downloading",
  "ready",
  "in-review",
  "waiting",
  "drafted",
  "expired",
]);
export const isBeforeSigning = (state: CaseState): boolean => BEFORE_SIGNING.has(state.at);

const DRAFTABLE = new Set<CaseStateName>(["in-review", "waiting", "drafted"]);

/** May the opinion be written in this state? */
export const isDraftable = (state: CaseState): boolean => DRAFTABLE.has(state.at);

/** There is a signed report of this case, on its way or received. */
export const holdsReport = (state: CaseState): state is Extract<CaseState, { readonly reportId: ReportId }> => "reportId" in state;

const holds = (state: CaseState, reportId: ReportId): boolean => holdsReport(state) && state.reportId === reportId;

/** S5: a report signed before the withdrawal was known goes to a person, never to the bin. */
function afterRevoke(state: CaseState, event: { readonly reason: RevokeReason; readonly time: Instant }): CaseState | null {
  if (state.at === "signed" || state.at === "queued") return { at: "conflict", reportId: state.reportId, why: event.reason };
  return isBeforeSigning(state) ? { at: "revoked", reason: event.reason, since: event.time } : null;
}

/** The state after the event; null when the event does not apply, and then nothing changes (mission §6). */
export function nextCaseState(state: CaseState, event: CaseEvent): CaseState | null {
  switch (event.kind) {
    case "accept":
      return state.at === "assigned" ? { at: "accepted", since: event.time } : null;
    case "decline":
      return ["assigned", "accepted", "downloading", "ready"].includes(state.at)
        ? { at: "declined", reason: event.reason, sent: false }
        : null;
    case "decline-sent":
      return state.at === "declined" ? { ...state, sent: true } : null;
    case "download-started":
      return state.at === "accepted" ? { at: "downloading" } : null;
    case "download-complete":
      return state.at === "downloading" || state.at === "accepted" ? { at: "ready" } : null;
    case "open":
      return state.at === "ready" || state.at === "downloading" ? { at: "in-review", since: event.time } : null;
    case "ask":
      return state.at === "in-review" || state.at === "drafted" ? { at: "waiting", since: event.time } : null;
    case "answer-came":
      return state.at === "waiting" ? { at: "in-review", since: event.time } : null;
    case "draft":
      return DRAFTABLE.has(state.at) && state.at !== "drafted" ? { at: "drafted", since: event.time } : null;
    case "sign":
      return DRAFTABLE.has(state.at) ? { at: "signed", reportId: event.reportId } : null;
    case "queue":
      return state.at === "signed" && holds(state, event.reportId) ? { at: "queued", reportId: event.reportId } : null;
    case "stop-delivery":
      return (state.at === "signed" || state.at === "queued" || state.at === "conflict") && holds(state, event.reportId)
        ? { at: "drafted", since: event.time }
        : null;
    case "refused":
      return (state.at === "queued" || state.at === "signed") && holds(state, event.reportId)
        ? { at: "conflict", reportId: event.reportId, why: event.why }
        : null;
    case "send-again":
      return state.at === "conflict" && holds(state, event.reportId) ? { at: "queued", reportId: event.reportId } : null;
    case "receipt":
      return (state.at === "queued" || state.at === "conflict") && holds(state, event.reportId)
        ? { at: "delivered", reportId: event.reportId, receivedAt: event.time }
        : null;
    case "revoke":
      return afterRevoke(state, event);
    case "lease-ended":
      return isBeforeSigning(state) && state.at !== "assigned" && state.at !== "expired" ? { at: "expired", since: event.time } : null;
    case "lease-renewed":
      return state.at === "expired" ? { at: "downloading" } : null;
    case "offered-again":
      return state.at === "revoked" ? { at: "assigned" } : null;
    case "close":
      return state.at === "delivered" ? { at: "closed", since: event.time } : null;
  }
}
