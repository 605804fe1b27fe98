import { expect, test } from "vitest";
import { emptyOpinion, type Opinion } from "#shared/opinion/opinion.ts";
import { writtenText } from "./kept-text.tsx";

test("S4: every written part of a draft can be copied out, and nothing else stands there", () => {
  const opinion: Opinion = {
    ...emptyOpinion,
    answers: { q1: { text: "Yes.", cannotAnswer: false, because: "" }, q2: { text: "", cannotAnswer: true, because: "No slides." } },
    findings: "Two nodules.",
    recommendations: [{ id: "r", kind: "test", text: "PET", because: "growth", urgency: "", who: "", byWhen: "4 weeks" }],
  };
  expect(writtenText(opinion)).toBe(
    "Answer to question 1\nYes.\n\nAnswer to question 2\nNo slides.\n\nFindings\nTwo nodules.\n\nRecommendation 1\nPET\ngrowth\n4 weeks",
  );
  expect(writtenText(emptyOpinion)).toBe("");
});

test("S4: no field of the draft is forgotten", () => {
  const text = (name: string) => `text of ${name}`;
  const fields = Object.entries(emptyOpinion).filter(([, value]) => value === "");
  const full = { ...emptyOpinion, ...Object.fromEntries(fields.map(([name]) => [name, text(name)])) };
  for (const [name] of fields) expect(writtenText(full)).toContain(text(name));
});
