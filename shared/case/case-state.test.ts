import { describe, expect, test } from "vitest";
import { ReportId } from "../result/ids.ts";
import type { Instant } from "../result/instant.ts";
import { type CaseEvent, CaseState, type CaseStateName, isBeforeSigning, isDraftable, isReadable, nextCaseState } from "./case-state.ts";

const REPORT = ReportId.parse("0a000000-0000-4000-8000-000000000000");
const OTHER = ReportId.parse("0b000000-0000-4000-8000-000000000000");
const since = 1 as Instant;
const time = 2 as Instant;

const states: { readonly [Name in CaseStateName]: Extract<CaseState, { at: Name }> } = {
  assigned: { at: "assigned" },
  declined: { at: "declined", reason: "no-capacity", sent: false },
  accepted: { at: "accepted", since },
  downloading: { at: "downloading" },
  ready: { at: "ready" },
  "in-review": { at: "in-review", since },
  waiting: { at: "waiting", since },
  drafted: { at: "drafted", since },
  signed: { at: "signed", reportId: REPORT },
  queued: { at: "queued", reportId: REPORT },
  conflict: { at: "conflict", reportId: REPORT, why: "x" },
  delivered: { at: "delivered", reportId: REPORT, receivedAt: since },
  revoked: { at: "revoked", reason: "cancelled", since },
  expired: { at: "expired", since },
  closed: { at: "closed", since },
};
const names = Object.keys(states) as CaseStateName[];

const events: { readonly [Kind in CaseEvent["kind"]]: Extract<CaseEvent, { kind: Kind }> } = {
  accept: { kind: "accept", time },
  decline: { kind: "decline", reason: "outside-expertise" },
  "decline-sent": { kind: "decline-sent" },
  "download-started": { kind: "download-started" },
  "download-complete": { kind: "download-complete" },
  open: { kind: "open", time },
  ask: { kind: "ask", time },
  "answer-came": { kind: "answer-came", time },
  draft: { kind: "draft", time },
  sign: { kind: "sign", reportId: REPORT },
  queue: { kind: "queue", reportId: REPORT },
  "stop-delivery": { kind: "stop-delivery", reportId: REPORT, time },
  refused: { kind: "refused", reportId: REPORT, why: "refused:422" },
  "send-again": { kind: "send-again", reportId: REPORT },
  receipt: { kind: "receipt", reportId: REPORT, time },
  revoke: { kind: "revoke", reason: "reassigned", time },
  "lease-ended": { kind: "lease-ended", time },
  "lease-renewed": { kind: "lease-renewed" },
  "offered-again": { kind: "offered-again" },
  close: { kind: "close", time },
};

/** mission §6, column "Next": from which states an event leads where. What is not named here changes nothing. */
const table: { readonly [Kind in CaseEvent["kind"]]: Partial<Record<CaseStateName, CaseStateName>> } = {
  accept: { assigned: "accepted" },
  decline: { assigned: "declined", accepted: "declined", downloading: "declined", ready: "declined" },
  "decline-sent": { declined: "declined" },
  "download-started": { accepted: "downloading" },
  "download-complete": { accepted: "ready", downloading: "ready" },
  open: { downloading: "in-review", ready: "in-review" },
  ask: { "in-review": "waiting", drafted: "waiting" },
  "answer-came": { waiting: "in-review" },
  draft: { "in-review": "drafted", waiting: "drafted" },
  sign: { "in-review": "signed", waiting: "signed", drafted: "signed" },
  queue: { signed: "queued" },
  "stop-delivery": { signed: "drafted", queued: "drafted", conflict: "drafted" },
  refused: { signed: "conflict", queued: "conflict" },
  "send-again": { conflict: "queued" },
  receipt: { queued: "delivered", conflict: "delivered" },
  // S4, S5, S11
  revoke: {
    assigned: "revoked",
    accepted: "revoked",
    downloading: "revoked",
    ready: "revoked",
    "in-review": "revoked",
    waiting: "revoked",
    drafted: "revoked",
    expired: "revoked",
    signed: "conflict",
    queued: "conflict",
  },
  // S3, S11: a signed report outlives the lease
  "lease-ended": {
    accepted: "expired",
    downloading: "expired",
    ready: "expired",
    "in-review": "expired",
    waiting: "expired",
    drafted: "expired",
  },
  "lease-renewed": { expired: "downloading" },
  "offered-again": { revoked: "assigned" },
  close: { delivered: "closed" },
};

describe.each(Object.keys(events) as CaseEvent["kind"][])("event %s", (kind) => {
  test.each(names)("in state %s", (at) => {
    const next = nextCaseState(states[at], events[kind]);
    expect(next?.at ?? null).toBe(table[kind][at] ?? null);
    if (next !== null) expect(CaseState.parse(next)).toEqual(next);
  });
});

describe("what goes along", () => {
  test("S5: the report stays named through its whole way", () => {
    for (const kind of ["queue", "refused", "receipt", "send-again", "revoke"] as const)
      for (const at of Object.keys(table[kind]) as CaseStateName[]) {
        const next = nextCaseState(states[at], events[kind]);
        if (next !== null && next.at !== "revoked") expect(next).toMatchObject({ reportId: REPORT });
      }
  });

  test("S2: an answer about another report changes nothing", () => {
    for (const kind of ["queue", "stop-delivery", "refused", "send-again", "receipt"] as const)
      for (const at of names) expect(nextCaseState(states[at], { ...events[kind], reportId: OTHER })).toBeNull();
  });

  test("reasons and times are those of the event", () => {
    expect(nextCaseState(states.drafted, events.revoke)).toEqual({ at: "revoked", reason: "reassigned", since: time });
    expect(nextCaseState(states.queued, events.revoke)).toEqual({ at: "conflict", reportId: REPORT, why: "reassigned" });
    expect(nextCaseState(states.queued, events.receipt)).toEqual({ at: "delivered", reportId: REPORT, receivedAt: time });
    expect(nextCaseState(states.declined, events["decline-sent"])).toEqual({ ...states.declined, sent: true });
  });
});

describe("what a state allows", () => {
  const those = (allows: (state: CaseState) => boolean): CaseStateName[] => names.filter((at) => allows(states[at]));

  test("M7: nothing is read before the decision, nor after the case was taken away", () =>
    expect(those(isReadable)).toEqual([
      "downloading",
      "ready",
      "in-review",
      "waiting",
      "drafted",
      "signed",
      "queued",
      "conflict",
      "delivered",
    ]));
  test("R12: a signed opinion is not written on", () => expect(those(isDraftable)).toEqual(["in-review", "waiting", "drafted"]));
  test("S5: what counts as before signing", () =>
    expect(those(isBeforeSigning)).toEqual(["assigned", "accepted", "downloading", "ready", "in-review", "waiting", "drafted", "expired"]));
});
