import { type ReactNode, useRef } from "react";
import { useStore } from "zustand";
import type { Question } from "#shared/case/case.ts";
import type { OpenPoint } from "#shared/opinion/completeness.ts";
import type { KeyImage } from "#shared/opinion/opinion.ts";
import { Button } from "../../ui/button.tsx";
import { Pill } from "../../ui/chip.tsx";
import { Icon } from "../../ui/icon.tsx";
import { FailureNote, Notice } from "../../ui/notice.tsx";
import { Skeleton } from "../../ui/progress.tsx";
import { Agreement } from "./agreement.tsx";
import { BeforeSign } from "./before-sign.tsx";
import { KeyImages } from "./key-images.tsx";
import type { OpinionModel } from "./opinion-slice.ts";
import { OptionsTable } from "./options-table.tsx";
import { Outline } from "./outline.tsx";
import { Prose } from "./prose.tsx";
import { Questions } from "./questions.tsx";
import { Recommendations } from "./recommendations.tsx";
import { SavedNote } from "./saved-note.tsx";
import { focusPlace, type ProseField, useField, useFrozen } from "./use-opinion.ts";
import { opinionWords } from "./words.ts";
import "./opinion.css";
import "./opinion-panel.css";

export type OpinionScreenProps = {
  readonly model: OpinionModel;
  readonly questions: readonly Question[];
  /** There is a signed report: the text is its record now. */
  readonly signed: boolean;
  readonly newId: () => string;
  readonly picture: (image: KeyImage) => string | null;
  readonly onShowImage: (image: KeyImage) => void;
  /** A point that is mended elsewhere: unseen images, unopened documents. */
  readonly onLeave: (field: string) => void;
};

function Part(props: { readonly title: string; readonly hint?: string; readonly children: ReactNode }) {
  return (
    <section className="opinion-part" aria-label={props.title}>
      <h2>{props.title}</h2>
      {props.hint === undefined ? null : <p className="opinion-hint">{props.hint}</p>}
      {props.children}
    </section>
  );
}

function ProsePart(props: {
  readonly model: OpinionModel;
  readonly field: ProseField;
  readonly title: string;
  readonly hint: string;
  readonly tall?: boolean;
}) {
  const isEmpty = useField(props.model, props.field) === "";
  const frozen = useFrozen(props.model);
  if (frozen && isEmpty) return null; // nothing was written here, and nothing can be
  return (
    <Part title={props.title}>
      <Prose model={props.model} field={props.field} label={props.title} hint={props.hint} tall={props.tall ?? false} />
    </Part>
  );
}

function OptionsPart(props: Pick<OpinionScreenProps, "model" | "newId">) {
  const words = opinionWords();
  const isEmpty = useField(props.model, "treatmentOptions")?.length === 0;
  const frozen = useFrozen(props.model);
  if (frozen && isEmpty) return null;
  return (
    <Part title={words.options} {...(frozen ? {} : { hint: words.optionsHint })}>
      <OptionsTable model={props.model} newId={props.newId} />
    </Part>
  );
}

function Writing(props: OpinionScreenProps) {
  const { model } = props;
  const words = opinionWords();
  const frozen = useFrozen(model);
  return (
    <>
      {frozen ? (
        <Notice tone="accent" icon="lock">
          {props.signed ? words.signed : words.signing}
        </Notice>
      ) : null}
      <Part title={words.questions}>
        <Questions model={model} questions={props.questions} />
      </Part>
      <ProsePart model={model} field="findings" title={words.findings} hint={words.findingsHint} tall />
      <ProsePart model={model} field="impression" title={words.impression} hint={words.impressionHint} tall />
      <Part title={words.agreement} {...(frozen ? {} : { hint: words.agreementHint })}>
        <Agreement model={model} />
      </Part>
      <OptionsPart model={model} newId={props.newId} />
      <Part title={words.recommendations}>
        <Recommendations model={model} newId={props.newId} />
      </Part>
      <ProsePart model={model} field="prognosis" title={words.prognosis} hint={words.prognosisHint} />
      <ProsePart model={model} field="patientSummary" title={words.summary} hint={words.summaryHint} tall />
      <ProsePart model={model} field="historyUsed" title={words.history} hint={words.historyHint} />
      <ProsePart model={model} field="limits" title={words.limits} hint={words.limitsHint} />
      <ProsePart model={model} field="missingMaterial" title={words.missing} hint={words.missingHint} />
      <ProsePart model={model} field="disclosures" title={words.disclosures} hint={words.disclosuresHint} />
    </>
  );
}

function Basis() {
  const words = opinionWords();
  return (
    <section className="evidence-part" aria-label={words.basis}>
      <h3>
        <Icon name="limits" size={14} /> {words.basis}
      </h3>
      {words.fixedLimits.map((limit) => (
        <p key={limit} className="evidence-limit">
          {limit}
        </p>
      ))}
      <p className="evidence-quiet">{words.fixedNote}</p>
      <p className="evidence-quiet evidence-later">{words.firstOpinion}</p>
    </section>
  );
}

/** The whole opinion: outline, text, evidence (guide §3). */
export function OpinionScreen(props: OpinionScreenProps) {
  const phase = useStore(props.model.store, (state) => state.phase);
  const failure = useStore(props.model.store, (state) => (state.phase === "failed" ? state.failure : null));
  const frozen = useFrozen(props.model);
  const root = useRef<HTMLDivElement>(null);
  const words = opinionWords();
  if (phase === "loading") return <Skeleton label={words.loading} rows={10} rowHeight={44} />;
  if (failure !== null)
    return (
      <div className="opinion-failed">
        <FailureNote failure={failure} />
      </div>
    );
  const go = (field: string, key: string | null) => {
    if (root.current === null || !focusPlace(root.current, field, key)) props.onLeave(field);
  };
  return (
    <div className="opinion" ref={root} data-questions="">
      <Outline model={props.model} questions={props.questions} onGo={go} />
      <main className="opinion-doc scroll" tabIndex={-1}>
        <div className="opinion-text">
          <h1 className="sr-only">{words.draft}</h1>
          <Writing {...props} />
        </div>
      </main>
      <aside className="evidence scroll scroll-steady" aria-label={words.beforeSign}>
        <KeyImages model={props.model} picture={props.picture} onShow={props.onShowImage} />
        {frozen ? null : (
          <BeforeSign model={props.model} questions={props.questions} onGo={(point: OpenPoint) => go(point.field, point.key)} />
        )}
        <Basis />
      </aside>
    </div>
  );
}

/** The right end of the toolbar: where the text is, and the one primary action. */
export function OpinionTools(props: {
  readonly model: OpinionModel;
  /** Where the signed report is; null while there is none. */
  readonly report: { readonly text: string; readonly tone: "ok" | "warn" | "danger" } | null;
  readonly onReview: () => void;
}) {
  const words = opinionWords();
  const frozen = useFrozen(props.model);
  return (
    <>
      <span className="toolbar-gap" />
      {props.report === null ? (
        <SavedNote model={props.model} />
      ) : (
        <span className="saved-note">
          <Pill tone={props.report.tone} icon={props.report.tone === "ok" ? "delivered" : "send"}>
            {props.report.text}
          </Pill>
        </span>
      )}
      {props.report === null ? (
        <Button kind="primary" trailing="right" offBecause={frozen ? words.frozenOff : null} onClick={props.onReview}>
          {words.review}
        </Button>
      ) : null}
    </>
  );
}
