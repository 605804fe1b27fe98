import { useStore } from "zustand";
import type { Opinion } from "#shared/opinion/opinion.ts";
import { GrowingText } from "../../ui/field.tsx";
import type { OpinionModel } from "./opinion-slice.ts";
import { opinionWords } from "./words.ts";
import "./opinion.css";
import "./opinion-panel.css";

/** Everything that was written, part by part, as plain text; empty when nothing was. */
export function writtenText(opinion: Opinion): string {
  const words = opinionWords();
  const lines = (...texts: readonly string[]): string => texts.filter((text) => text.trim() !== "").join("\n");
  const parts: readonly (readonly [title: string, text: string])[] = [
    ...Object.values(opinion.answers).map((answer, index) => [words.answerTo(index + 1), lines(answer.text, answer.because)] as const),
    [words.findings, opinion.findings],
    [words.impression, opinion.impression],
    [words.diagnosisReason, opinion.diagnosisReason],
    [words.treatmentReason, opinion.treatmentReason],
    ...opinion.treatmentOptions.map(
      (row) => [words.options, lines(row.option, row.benefit, row.risk, row.invasiveness, row.fitsBecause)] as const,
    ),
    ...opinion.recommendations.map(
      (entry, index) => [words.recommendation(index + 1), lines(entry.text, entry.because, entry.who, entry.byWhen)] as const,
    ),
    [words.prognosis, opinion.prognosis],
    [words.summary, opinion.patientSummary],
    [words.history, opinion.historyUsed],
    ...opinion.keyImages.map((image, index) => [words.caption(index + 1), image.caption] as const),
    [words.limits, opinion.limits],
    [words.missing, opinion.missingMaterial],
    [words.disclosures, opinion.disclosures],
  ];
  return parts
    .filter(([, text]) => text.trim() !== "")
    .map(([title, text]) => `${title}\n${text}`)
    .join("\n\n");
}

/** S4: what was written on a case that was taken away, to be read and copied out. */
export function KeptText({ model }: { readonly model: OpinionModel }) {
  const text = useStore(model.store, (state) => (state.phase === "shown" ? writtenText(state.opinion) : ""));
  const words = opinionWords();
  if (text === "") return null;
  return (
    <section className="kept-text" aria-label={words.kept}>
      <h2>{words.kept}</h2>
      <GrowingText label={words.kept} value={text} />
    </section>
  );
}
