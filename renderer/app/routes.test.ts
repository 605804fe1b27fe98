import { expect, test } from "vitest";
import type { CaseId } from "#shared/result/ids.ts";
import { atWorklist, closeCase, go, openCase, stepCase } from "./routes.ts";

const [a, b, c] = ["a", "b", "c"] as unknown as [CaseId, CaseId, CaseId];
const three = openCase(openCase(openCase(atWorklist, a), b), c);

test("T11: opening a second case never replaces the first", () => {
  expect(three.open.map((tab) => tab.caseId)).toEqual([a, b, c]);
  expect(three.route).toEqual({ at: "case", caseId: c, view: "images" });
});

test("a case comes back in the view it was left in", () => {
  const left = go(openCase(three, a, "opinion"), { at: "worklist" });
  expect(openCase(left, a).route).toEqual({ at: "case", caseId: a, view: "opinion" });
});

test("closing the shown case goes to its neighbour, the last one to the worklist", () => {
  expect(closeCase(three, c).route).toMatchObject({ at: "case", caseId: b });
  expect(closeCase(openCase(atWorklist, a), a).route).toEqual({ at: "worklist" });
  expect(closeCase(three, a).route).toEqual(three.route);
});

test("the keys for next and previous case go round", () => {
  expect(stepCase(three, 1).route).toMatchObject({ caseId: a });
  expect(stepCase(go(three, { at: "outbox" }), 1).route).toMatchObject({ caseId: a });
  expect(stepCase(atWorklist, 1)).toBe(atWorklist);
});
