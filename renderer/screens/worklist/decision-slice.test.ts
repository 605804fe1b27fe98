import { expect, test } from "vitest";
import { fail, ok } from "#shared/result/failure.ts";
import type { CaseId } from "#shared/result/ids.ts";
import type { Calls } from "../../client/client.ts";
import { createDecision } from "./decision-slice.ts";

const signal = new AbortController().signal;
const caseId = "c1" as CaseId;
const facts = { row: { caseId } };

function decision(answers: Readonly<Record<string, unknown>>) {
  const asked: [string, unknown][] = [];
  const cases = new Proxy(
    {},
    {
      get: (_, name: string) => async (input: unknown) => {
        asked.push([name, input]);
        return answers[name];
      },
    },
  );
  return { model: createDecision({ cases } as unknown as Pick<Calls, "cases">), asked };
}

test("M7: the declaration and the licence choice go along with the acceptance", async () => {
  const { model, asked } = decision({ decision: ok(facts), accept: ok({}) });
  await model.open(caseId, signal);
  await model.accept("I have no tie.", "covered", signal);
  expect(asked.at(-1)).toEqual(["accept", { caseId, declaration: "I have no tie.", licenceChoice: "covered" }]);
  expect(model.store.getState()).toEqual({ at: "done", caseId, decided: "accepted" });
});

test("M7, R15: declining is one call with its reason, and nothing clinical is asked for", async () => {
  const { model, asked } = decision({ decision: ok(facts), decline: ok({}) });
  await model.open(caseId, signal);
  await model.decline("outside-expertise", "Please ask a neurologist.", signal);
  expect(asked.map(([name]) => name)).toEqual(["decision", "decline"]);
});

test("a refusal of core keeps the dialog with its facts", async () => {
  const refused = { code: "not-assigned", happened: "", safe: "", todo: "" };
  const { model } = decision({ decision: ok(facts), accept: fail(refused) });
  await model.open(caseId, signal);
  await model.accept("I have no tie.", "covered", signal);
  expect(model.store.getState()).toEqual({ at: "open", facts, sending: false, failure: refused });
});
