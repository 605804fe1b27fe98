import { useEffect, useRef } from "react";
import { useStore } from "zustand";
import type { OpenPoint } from "#shared/opinion/completeness.ts";
import { Icon } from "../../ui/icon.tsx";
import { useAbort } from "../../ui/use-abort.ts";
import type { OpinionModel } from "./opinion-slice.ts";
import { opinionWords } from "./words.ts";

const CHECK_AFTER_MS = 900;

/** R8: what is still open, each with the way to its fix. Asked at once when the view opens, then a moment after the last save. */
export function BeforeSign(props: { readonly model: OpinionModel; readonly onGo: (point: OpenPoint) => void }) {
  const { model } = props;
  const words = opinionWords();
  const points = useStore(model.store, (state) => (state.phase === "shown" ? state.points : null));
  const revision = useStore(model.store, (state) => (state.phase === "shown" ? state.revision : -1));
  const signal = useAbort();
  const asked = useRef(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked again after each saved revision
  useEffect(() => {
    const timer = setTimeout(() => void model.check(signal()), asked.current ? CHECK_AFTER_MS : 0);
    asked.current = true;
    return () => clearTimeout(timer);
  }, [model, revision, signal]);
  return (
    <section className="evidence-part" aria-label={words.beforeSign}>
      <h3>
        <Icon name="sign-list" size={14} /> {words.beforeSign}
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
            <button type="button" className="open-point" onClick={() => props.onGo(point)}>
              <span className="tone-warn">
                <Icon name={point.severity === "blocking" ? "open" : "warning"} size={14} />
              </span>
              <span>
                <b>{point.text}</b>
                <small>{point.severity === "blocking" ? words.blocking : words.warning}</small>
              </span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
