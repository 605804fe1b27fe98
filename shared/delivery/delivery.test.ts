import { describe, expect, test } from "vitest";
import type { Instant } from "../result/instant.ts";
import { backoffMs, retryAfterMs } from "./backoff.ts";
import { canStop, DeliveryState, deliveryWord } from "./delivery-state.ts";

const since = 1 as Instant;
const states: { readonly [At in DeliveryState["at"]]: Extract<DeliveryState, { at: At }> } = {
  signed: { at: "signed" },
  queued: { at: "queued" },
  "backing-off": { at: "backing-off", until: since, why: "no network" },
  uploading: { at: "uploading", attempt: 1 },
  sending: { at: "sending", attempt: 1 },
  uncertain: { at: "uncertain", attempt: 1, why: "cut" },
  verifying: { at: "verifying", attempt: 1 },
  conflict: { at: "conflict", why: "x", detail: null },
  withdrawn: { at: "withdrawn", since },
  delivered: { at: "delivered", since },
};

/** reliability §4.1: the word on the screen for each state, and whether the reviewer may still stop it (R13). */
const table: { readonly [At in DeliveryState["at"]]: readonly [word: string, stop: boolean] } = {
  signed: ["Signed", true],
  queued: ["Queued", true],
  "backing-off": ["Queued", true],
  uploading: ["Sending", false],
  sending: ["Sending", false],
  uncertain: ["Sending", false],
  verifying: ["Checking", false],
  conflict: ["Needs you", false],
  withdrawn: ["Stopped by you", false],
  delivered: ["Delivered", false],
};

describe.each(Object.keys(states) as DeliveryState["at"][])("delivery state %s", (at) => {
  test("has its word", () => expect(deliveryWord(states[at])).toBe(table[at][0]));
  test("R13: may be stopped only before the first byte left", () => {
    expect(canStop(states[at], 0)).toBe(table[at][1]);
    expect(canStop(states[at], 1)).toBe(false);
  });
  test("is stored and read back", () => expect(DeliveryState.parse(JSON.parse(JSON.stringify(states[at])))).toEqual(states[at]));
});

describe("back-off (reliability §4.4)", () => {
  test.each([
    [1, 4_000],
    [2, 8_000],
    [5, 64_000],
    [9, 900_000],
    [1_000_000, 900_000],
  ])("row 43: attempt %i waits at most %i ms, with full jitter down to nothing", (attempt, longest) => {
    expect(backoffMs(attempt, 0, null)).toBe(0);
    expect(backoffMs(attempt, 0.5, null)).toBe(longest / 2);
    expect(backoffMs(attempt, 0.999_999_999, null)).toBeLessThanOrEqual(longest);
  });

  test("row 43: never less than the service asks for, and at most a day of it", () => {
    expect(backoffMs(1, 0, 30_000)).toBe(30_000);
    expect(backoffMs(9, 0.5, 30_000)).toBe(450_000);
    expect(backoffMs(1, 0, 10 * 86_400_000)).toBe(86_400_000);
  });

  test.each([
    ["7", 7_000],
    [" 0 ", 0],
    ["Tue, 24 Nov 2026 18:05:10 GMT", 10_000],
    ["Tue, 24 Nov 2026 18:04:00 GMT", 0],
    ["soon", null],
    ["", null],
    ["-5", null],
    [null, null],
  ])("row 43: Retry-After %j is %j (RFC 9110 §10.2.3)", (header, ms) =>
    expect(retryAfterMs(header, Date.UTC(2026, 10, 24, 18, 5))).toBe(ms),
  );
});
