import { useStore } from "zustand";
import type { Question } from "#shared/case/case.ts";
import { thirdOpinionIsDue } from "#shared/opinion/agreement.ts";
import { isAnswered, type Opinion } from "#shared/opinion/opinion.ts";
import { visibleText } from "#shared/report/hidden.ts";
import { Icon } from "../../ui/icon.tsx";
import type { OpinionModel } from "./opinion-slice.ts";
import { opinionWords } from "./words.ts";

export type OutlineEntry = {
  readonly field: string;
  readonly key: string | null;
  readonly text: string;
  /** null = may stay empty. */
  readonly done: boolean | null;
  readonly sub: boolean;
};

const written = (text: string): boolean => text.trim() !== "";

/** The parts of the report in writing order, with what is done. */
export function outlineOf(opinion: Opinion, questions: readonly Question[]): readonly OutlineEntry[] {
  const words = opinionWords();
  const answered = questions.filter((question) => isAnswered(opinion.answers[question.key])).length;
  const part = (field: string, text: string, done: boolean | null): OutlineEntry => ({ field, key: null, text, done, sub: false });
  const agreed =
    opinion.diagnosisAgreement !== null &&
    opinion.treatmentAgreement !== null &&
    (!thirdOpinionIsDue(opinion.diagnosisAgreement, opinion.treatmentAgreement) || opinion.thirdOpinion !== null);
  const advised =
    opinion.recommendations.length > 0 && opinion.recommendations.every((entry) => written(entry.text) && written(entry.because));
  return [
    part("answers", words.answers(answered, questions.length), answered === questions.length),
    ...questions.map((question, index) => ({
      field: "answers",
      key: question.key,
      text: `${index + 1} ${visibleText(question.text)}`,
      done: isAnswered(opinion.answers[question.key]),
      sub: true,
    })),
    part("findings", words.findings, written(opinion.findings)),
    part("impression", words.impression, written(opinion.impression)),
    part("diagnosisAgreement", words.short.agreement, agreed),
    part("treatmentOptions", words.short.options, opinion.treatmentOptions.length > 0 ? true : null),
    part("recommendations", words.short.recommendations, advised),
    part("prognosis", words.prognosis, written(opinion.prognosis) ? true : null),
    part("patientSummary", words.summary, written(opinion.patientSummary)),
    part("historyUsed", words.short.history, written(opinion.historyUsed) ? true : null),
    part("limits", words.basis, written(opinion.limits) ? true : null),
  ];
}

export function Outline(props: {
  readonly model: OpinionModel;
  readonly questions: readonly Question[];
  readonly onGo: (field: string, key: string | null) => void;
}) {
  const opinion = useStore(props.model.store, (state) => (state.phase === "shown" ? state.opinion : null));
  const words = opinionWords();
  if (opinion === null) return null;
  const entries = outlineOf(opinion, props.questions);
  const needed = entries.filter((entry) => !entry.sub && entry.done !== null);
  return (
    <nav className="outline scroll" aria-label={words.outline}>
      <div className="outline-head">
        <h2>{words.outline}</h2>
        <span className="num">{words.outlineDone(needed.filter((entry) => entry.done).length, needed.length)}</span>
      </div>
      {entries.map((entry) => (
        <button
          key={`${entry.field}-${entry.key ?? ""}`}
          type="button"
          className={`outline-entry ${entry.sub ? "outline-sub" : ""}`}
          onClick={() => props.onGo(entry.field, entry.key)}
        >
          <span className={entry.done === true ? "tone-ok" : entry.done === false ? "tone-warn" : "tone-quiet"}>
            <Icon name={entry.done === true ? "ok" : entry.done === false ? "open" : "minus"} size={14} />
          </span>
          <span className="ell">{entry.text}</span>
          <span className="sr-only">{entry.done === false ? `, ${words.open}` : ""}</span>
        </button>
      ))}
    </nav>
  );
}
