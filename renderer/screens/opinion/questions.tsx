import type { Question } from "#shared/case/case.ts";
import { isAnswered } from "#shared/opinion/opinion.ts";
import { visibleText } from "#shared/report/hidden.ts";
import { Chip } from "../../ui/chip.tsx";
import { Checkbox, GrowingText } from "../../ui/field.tsx";
import { Icon } from "../../ui/icon.tsx";
import type { OpinionModel } from "./opinion-slice.ts";
import { useAnswer, useFrozen } from "./use-opinion.ts";
import { opinionWords } from "./words.ts";

/** M1: the patient's question verbatim, then the answer, or the statement that the records do not allow one, with its reason. */
export function QuestionBlock(props: { readonly model: OpinionModel; readonly question: Question; readonly number: number }) {
  const { model, question, number } = props;
  const words = opinionWords();
  const answer = useAnswer(model, question.key);
  const frozen = useFrozen(model);
  const done = isAnswered(answer);
  const text = answer.cannotAnswer ? answer.because : answer.text;
  return (
    <li className={`question ${done ? "question-done" : ""}`} data-question={question.key} data-key={question.key}>
      <span className="question-number" role="img" aria-label={`${words.question(number)}, ${done ? words.answered : words.open}`}>
        {done ? <Icon name="check" size={12} /> : number}
      </span>
      <div className="question-body">
        <p className="question-text" dir="auto">
          {visibleText(question.text)} {question.kind === "other" ? null : <Chip>{words.questionKinds[question.kind]}</Chip>}
        </p>
        <GrowingText
          label={answer.cannotAnswer ? words.because(number) : words.answerTo(number)}
          placeholder={answer.cannotAnswer ? words.becauseHint : words.answerHint}
          value={text}
          data-answer={question.key}
          onText={
            frozen ? undefined : (written) => model.answer(question.key, { ...answer, [answer.cannotAnswer ? "because" : "text"]: written })
          }
        />
        {frozen && !answer.cannotAnswer ? null : (
          <Checkbox
            checked={answer.cannotAnswer}
            onChange={(cannotAnswer) => {
              if (!frozen) model.answer(question.key, { ...answer, cannotAnswer });
            }}
          >
            <span className="question-cannot">{words.cannot}</span>
          </Checkbox>
        )}
      </div>
    </li>
  );
}

export function Questions(props: { readonly model: OpinionModel; readonly questions: readonly Question[] }) {
  return (
    <ol className="questions" data-field="answers">
      {props.questions.map((question, index) => (
        <QuestionBlock key={question.key} model={props.model} question={question} number={index + 1} />
      ))}
    </ol>
  );
}
