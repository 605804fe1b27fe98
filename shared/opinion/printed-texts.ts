import type { Question } from "../case/case.ts";
import { codePointName, unprintableCharacters } from "../report/printable.ts";
import type { Opinion, OpinionField } from "./opinion.ts";

/** One text that the pages print: where it is written, and its name for a person. */
export type PrintedText = { readonly field: OpinionField; readonly key: string | null; readonly name: string; readonly text: string };

const NAMES = {
  patientSummary: "The summary for the patient",
  historyUsed: "The history used",
  findings: "The findings",
  impression: "The impression",
  diagnosisReason: "The reason for your view of the diagnosis",
  treatmentReason: "The reason for your view of the treatment",
  prognosis: "The prognosis",
  limits: "The limits",
  disclosures: "The disclosures",
  missingMaterial: "The sentence about missing material",
} as const satisfies Partial<Record<OpinionField, string>>;

/** Everything that a reviewer writes and the pages print, part by part. An answer's reason is read only where it is printed. */
export function printedTexts(opinion: Opinion, questions: readonly Question[]): PrintedText[] {
  const fields = Object.entries(NAMES) as [keyof typeof NAMES, string][];
  return [
    ...questions.map((question, index): PrintedText => {
      const { text, because, cannotAnswer } = opinion.answers[question.key] ?? { text: "", because: "", cannotAnswer: false };
      return { field: "answers", key: question.key, name: `The answer to question ${index + 1}`, text: cannotAnswer ? because : text };
    }),
    ...fields.map(([field, name]): PrintedText => ({ field, key: null, name, text: opinion[field] })),
    ...opinion.treatmentOptions.map(
      (entry, index): PrintedText => ({
        field: "treatmentOptions",
        key: entry.id,
        name: `Treatment option ${index + 1}`,
        text: [entry.option, entry.benefit, entry.risk, entry.invasiveness, entry.fitsBecause].join(" "),
      }),
    ),
    ...opinion.recommendations.map(
      (entry, index): PrintedText => ({
        field: "recommendations",
        key: entry.id,
        name: `Recommendation ${index + 1}`,
        text: [entry.text, entry.because, entry.who, entry.byWhen].join(" "),
      }),
    ),
    ...opinion.keyImages.map(
      (image, index): PrintedText => ({
        field: "keyImages",
        key: image.id,
        name: `The caption of key image ${index + 1}`,
        text: image.caption,
      }),
    ),
  ];
}

const NAMED = 5;

/** "“肺” (U+80BA), “癌” (U+764C)": each character once, the first few by name; null when all can be printed. */
export function unprintableWords(text: string): string | null {
  const found = [...new Map(unprintableCharacters(text).map((one) => [one.codePoint, one])).values()];
  if (found.length === 0) return null;
  const named = found.slice(0, NAMED).map(({ character, codePoint }) => `“${character}” (${codePointName(codePoint)})`);
  return [...named, ...(found.length > NAMED ? [`${found.length - NAMED} more`] : [])].join(", ");
}
