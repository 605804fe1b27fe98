import { useDeferredValue, useEffect, useMemo, useRef } from "react";
import { useStore } from "zustand";
import type { Question } from "#shared/case/case.ts";
import { type OpenPoint, openPoints } from "#shared/opinion/completeness.ts";
import { Icon } from "../../ui/icon.tsx";
import { useAbort } from "../../ui/use-abort.ts";
import type { OpinionModel } from "./opinion-slice.ts";
import { opinionWords } from "./words.ts";

const ASK_AFTER_MS = 900;

/**
 * Core's facts (images seen, consent, licence) are asked for when the view opens and a moment after each save; the text itself is read
 * here, so that the list follows every letter. The same rules decide in core before a page is made.
 */
function useOpenPoints(model: OpinionModel, questions: readonly Question[]): readonly OpenPoint[] | null {
  const facts = useStore(model.store, (state) => (state.phase === "shown" ? state.facts : null));
  const revision = useStore(model.store, (state) => (state.phase === "shown" ? state.revision : -1));
  // behind the letter that was typed, never in front of it
  const opinion = useDeferredValue(useStore(model.store, (state) => (state.phase === "shown" ? state.opinion : null)));
  const signal = useAbort();
  const asked = useRef(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked again after each saved revision
  useEffect(() => {
    const timer = setTimeout(() => void model.check(signal()), asked.current ? ASK_AFTER_MS : 0);
    asked.current = true;
    return () => clearTimeout(timer);
  }, [model, revision, signal]);
  return useMemo(() => (facts === null || opinion === null ? null : openPoints(opinion, questions, facts)), [facts, opinion, questions]);
}

function Point(props: { readonly point: OpenPoint; readonly onGo: (point: OpenPoint) => void }) {
  const { point } = props;
  const words = opinionWords();
  const content = (
    <>
      <span className="tone-warn">
        <Icon name={point.severity === "blocking" ? "open" : "warning"} size={14} />
      </span>
      <span>
        <b>{point.text}</b>
        <small>{words.fixes[point.code]}</small>
      </span>
    </>
  );
  // what the service or the licence decides is mended nowhere in this window
  if (point.field === "case") return <div className="open-point open-point-still">{content}</div>;
  return (
    <button type="button" className="open-point" onClick={() => props.onGo(point)}>
      {content}
    </button>
  );
}

/** R8: what is still open, each with the way to its fix. */
export function BeforeSign(props: {
  readonly model: OpinionModel;
  readonly questions: readonly Question[];
  readonly onGo: (point: OpenPoint) => void;
}) {
  const words = opinionWords();
  const points = useOpenPoints(props.model, props.questions);
  return (
    <section className="evidence-part" aria-label={words.beforeSign}>
      <h3>
        <Icon name="sign-list" size={14} /> {words.beforeSign}
        <span className="evidence-count num">{points === null || points.length === 0 ? "" : points.length}</span>
      </h3>
      {points === null ? <p className="evidence-quiet">{words.checking}</p> : null}
      {points?.length === 0 ? (
        <p className="open-point-none tone-ok">
          <Icon name="ok" size={14} /> {words.nothingOpen}
        </p>
      ) : null}
      <ul className="open-points">
        {points?.map((point) => (
          <li key={`${point.code}-${point.key ?? point.text}`}>
            <Point point={point} onGo={props.onGo} />
          </li>
        ))}
      </ul>
    </section>
  );
}
