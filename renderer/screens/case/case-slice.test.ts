import { describe, expect, test } from "vitest";
import { disconnectedFailure, fail, ok } from "#shared/result/failure.ts";
import type { CaseId } from "#shared/result/ids.ts";
import type { Calls } from "../../client/client.ts";
import { createCase } from "./case-slice.ts";

const signal = new AbortController().signal;
const gone = { code: "not-readable", happened: "", safe: "", todo: "" };

function aCase(gets: readonly unknown[]) {
  const asked: string[] = [];
  const left = [...gets];
  const note = (name: string, answer: () => unknown) => async () => {
    asked.push(name);
    return answer();
  };
  const cases = {
    open: note("open", () => ok({})),
    get: note("get", () => (left.length > 1 ? left.shift() : left[0])),
    acknowledge: note("acknowledge", () => ok({})),
  };
  return { model: createCase({ caseId: "c" as CaseId, calls: { cases } as unknown as Pick<Calls, "cases"> }), asked };
}

const detail = (changed: boolean, notices: readonly unknown[] = []) => ok({ row: { changed, notices } });

describe("opening a case", () => {
  test("S12: what changed counts as seen, unless a notice says something", async () => {
    const plain = aCase([detail(true), detail(false)]);
    await plain.model.open(signal);
    expect(plain.asked).toEqual(["open", "get", "acknowledge", "get"]);
    const noticed = aCase([detail(true, [{ code: "x" }])]);
    await noticed.model.open(signal);
    expect(noticed.asked).toEqual(["open", "get"]);
  });

  test("S4: a case that was taken back leaves the screen", async () => {
    const { model } = aCase([detail(false), fail(gone)]);
    await model.load(signal);
    await model.load(signal);
    expect(model.store.getState()).toEqual({ phase: "failed", failure: gone });
  });

  test("a line that is down takes nothing from the screen", async () => {
    const { model } = aCase([detail(false), fail(disconnectedFailure)]);
    await model.load(signal);
    await model.load(signal);
    expect(model.store.getState().phase).toBe("shown");
  });
});
