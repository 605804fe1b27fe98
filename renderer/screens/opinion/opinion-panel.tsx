import { type FocusEvent, type ReactNode, useState } from "react";
import { useStore } from "zustand";
import type { Question } from "#shared/case/case.ts";
import { isAnswered } from "#shared/opinion/opinion.ts";
import { visibleText } from "#shared/report/hidden.ts";
import { Button, IconButton } from "../../ui/button.tsx";
import { Icon } from "../../ui/icon.tsx";
import { FailureNote } from "../../ui/notice.tsx";
import { Agreement } from "./agreement.tsx";
import { KeyImages } from "./key-images.tsx";
import type { OpinionScreenProps } from "./opinion-screen.tsx";
import type { OpinionModel } from "./opinion-slice.ts";
import { Prose } from "./prose.tsx";
import { QuestionBlock } from "./questions.tsx";
import { SavedNote } from "./saved-note.tsx";
import { useAnswer, useFrozen } from "./use-opinion.ts";
import { opinionWords } from "./words.ts";
import "./opinion.css";
import "./opinion-panel.css";

function ClosedQuestion(props: {
  readonly model: OpinionModel;
  readonly question: Question;
  readonly number: number;
  readonly onOpen: () => void;
}) {
  const words = opinionWords();
  const answer = useAnswer(props.model, props.question.key);
  const done = isAnswered(answer);
  return (
    <li className={`question question-closed ${done ? "question-done" : ""}`} data-question={props.question.key}>
      <button type="button" onClick={props.onOpen}>
        <span className="question-number" role="img" aria-label={`${words.question(props.number)}, ${done ? words.answered : words.open}`}>
          {done ? <Icon name="check" size={12} /> : props.number}
        </span>
        <span dir="auto">{visibleText(props.question.text)}</span>
      </button>
    </li>
  );
}

/** P14: the opinion beside the images, so that a reader never leaves the image to write. One question is open at a time. */
export function OpinionPanel(
  props: Omit<OpinionScreenProps, "newId" | "onLeave"> & {
    /** What is measured on the images: made by the app, so that no screen knows another. */
    readonly marks: ReactNode;
    readonly onReview: () => void;
    readonly onWide: () => void;
  },
) {
  const { model, questions } = props;
  const words = opinionWords();
  const failure = useStore(model.store, (state) => (state.phase === "failed" ? state.failure : null));
  const frozen = useFrozen(model);
  const [current, setCurrent] = useState(questions[0]?.key ?? null);
  const [wantsFocus, setWantsFocus] = useState(false);
  const open = (key: string) => {
    setCurrent(key);
    setWantsFocus(true);
  };
  const focusAnswer = (list: HTMLOListElement | null) => {
    if (!wantsFocus || list === null) return;
    list.querySelector<HTMLElement>("textarea")?.focus();
    setWantsFocus(false);
  };
  return (
    <aside className="opinion-panel" aria-label={words.draft} data-questions="">
      <header className="opinion-panel-head">
        <h2>{words.draft}</h2>
        <SavedNote model={model} short />
        <IconButton icon="widen" small label={words.openWide} onClick={props.onWide} />
      </header>
      <div className="opinion-panel-body scroll scroll-steady" tabIndex={-1}>
        {failure === null ? null : <FailureNote failure={failure} />}
        <h3 className="caps">{words.questions}</h3>
        <ol
          className="questions"
          ref={focusAnswer}
          onFocus={(event: FocusEvent) => {
            const key = event.target.closest<HTMLElement>("[data-answer]")?.dataset["answer"];
            if (key !== undefined) setCurrent(key);
          }}
        >
          {questions.map((question, index) =>
            question.key === current ? (
              <QuestionBlock key={question.key} model={model} question={question} number={index + 1} />
            ) : (
              <ClosedQuestion key={question.key} model={model} question={question} number={index + 1} onOpen={() => open(question.key)} />
            ),
          )}
        </ol>
        <h3 className="caps">{words.findings}</h3>
        <Prose model={model} field="findings" label={words.findings} hint={words.findingsHint} />
        <h3 className="caps">{words.impression}</h3>
        <Prose model={model} field="impression" label={words.impression} hint={words.impressionHint} />
        {props.marks}
        <KeyImages model={model} picture={props.picture} onShow={props.onShowImage} />
        <h3 className="caps">{words.agreement}</h3>
        <Agreement model={model} />
      </div>
      {props.signed ? (
        <p className="opinion-panel-foot opinion-panel-signed">
          <Icon name="lock" size={14} /> {words.signed}
        </p>
      ) : (
        <footer className="opinion-panel-foot">
          <Button kind="primary" wide icon="sign" offBecause={frozen ? words.frozenOff : null} onClick={props.onReview}>
            {words.review}
          </Button>
        </footer>
      )}
    </aside>
  );
}
