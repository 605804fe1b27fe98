import { expect, test } from "vitest";
import { applyChanges, emptyOpinion, type Opinion } from "#shared/opinion/opinion.ts";
import { rewrites } from "./rewrite-text.ts";

const opinion: Opinion = {
  ...emptyOpinion,
  answers: {
    q1: { text: "It grew, M1 17.2 mm.", cannotAnswer: false, because: "" },
    q2: { text: "No.", cannotAnswer: false, because: "" },
  },
  findings: "A nodule (M1 17.2 mm) beside M11 7.2 mm; M1 17.2 mm again.",
  recommendations: [{ id: "r", kind: "test", text: "Biopsy of M1 17.2 mm", because: "", urgency: "", who: "", byWhen: "" }],
};

test("P15: a changed measurement is changed wherever the draft says it, and nowhere else", () => {
  const changes = rewrites(opinion, (text) => text.replaceAll("M1 17.2 mm", "M1 18.0 mm"));
  expect(changes.map((change) => ("key" in change ? change.key : change.field))).toEqual(["q1", "findings", "recommendations"]);
  const after = applyChanges(opinion, changes);
  expect(after?.findings).toBe("A nodule (M1 18.0 mm) beside M11 7.2 mm; M1 18.0 mm again.");
  expect([after?.answers["q1"]?.text, after?.recommendations[0]?.text]).toEqual(["It grew, M1 18.0 mm.", "Biopsy of M1 18.0 mm"]);
  expect(rewrites(opinion, (text) => text)).toEqual([]);
});
