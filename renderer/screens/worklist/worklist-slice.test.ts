import { expect, test } from "vitest";
import type { CaseRow } from "#shared/case/case.ts";
import { disconnectedFailure, fail, ok } from "#shared/result/failure.ts";
import { createWorklist } from "./worklist-slice.ts";

const rows = [{ caseId: "a", patient: { name: "A" } }] as unknown as CaseRow[];
const signal = new AbortController().signal;

/** The calls of the contract that the worklist uses, answered from a list of answers. */
function answering(...answers: readonly unknown[]) {
  const left = [...answers];
  return { cases: { list: async () => left.shift() } } as unknown as Parameters<typeof createWorklist>[0];
}

test("a refresh that fails keeps the rows and says so", async () => {
  const worklist = createWorklist(answering(ok(rows), fail(disconnectedFailure)));
  await worklist.load(signal);
  await worklist.load(signal);
  expect(worklist.store.getState().list).toEqual({ phase: "shown", rows, stale: disconnectedFailure });
});

test("a first load that fails shows the failure", async () => {
  const worklist = createWorklist(answering(fail(disconnectedFailure)));
  await worklist.load(signal);
  expect(worklist.store.getState().list).toEqual({ phase: "failed", failure: disconnectedFailure });
});

test("a load that was left behind shows nothing", async () => {
  const stop = new AbortController();
  const worklist = createWorklist(answering(ok(rows)));
  const loading = worklist.load(stop.signal);
  stop.abort();
  await loading;
  expect(worklist.store.getState().list).toEqual({ phase: "loading" });
});

test("U13, P19: after locking no row is left in the page", async () => {
  const worklist = createWorklist(answering(ok(rows)));
  await worklist.load(signal);
  worklist.forget();
  expect(worklist.store.getState().list).toEqual({ phase: "loading" });
});
