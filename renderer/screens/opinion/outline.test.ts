import { expect, test } from "vitest";
import type { Question } from "#shared/case/case.ts";
import { emptyOpinion, type Opinion } from "#shared/opinion/opinion.ts";
import { outlineOf } from "./outline.tsx";

const questions: Question[] = [
  { key: "q1", text: "Could it be scarring?", kind: "diagnosis" },
  { key: "q2", text: "Is it safe to wait?", kind: "prognosis" },
];
const done = (opinion: Partial<Opinion>, field: string, key: string | null = null) =>
  outlineOf({ ...emptyOpinion, ...opinion }, questions).find((entry) => entry.field === field && entry.key === key)?.done;

test("M1: a question that cannot be answered counts only with its reason", () => {
  expect(done({ answers: { q1: { text: "", cannotAnswer: true, because: "" } } }, "answers", "q1")).toBe(false);
  expect(done({ answers: { q1: { text: "", cannotAnswer: true, because: "No prior CT." } } }, "answers", "q1")).toBe(true);
});

test("R7: after a different diagnosis the agreement is open until the third opinion was asked", () => {
  const agreed = { diagnosisAgreement: "changed", treatmentAgreement: "confirmed" } as const;
  expect(done(agreed, "diagnosisAgreement")).toBe(false);
  expect(done({ ...agreed, thirdOpinion: "not-needed" }, "diagnosisAgreement")).toBe(true);
});

test("M3: a recommendation without its reason is not done", () => {
  const entry = { id: "r", kind: "test", text: "PET/CT", because: "", urgency: "", who: "", byWhen: "" } as const;
  expect(done({ recommendations: [entry] }, "recommendations")).toBe(false);
  expect(done({ recommendations: [{ ...entry, because: "Nodes" }] }, "recommendations")).toBe(true);
});
