import { type ReactNode, useEffect, useRef } from "react";
import { useStore } from "zustand";
import type { SessionState } from "#shared/contract/session.ts";
import { Icon } from "../../ui/icon.tsx";
import { Notice } from "../../ui/notice.tsx";
import { drawChest } from "./art.ts";
import { PassphraseStep } from "./passphrase-step.tsx";
import { ServiceStep, SignInStep } from "./service-steps.tsx";
import { UnlockForm } from "./unlock-form.tsx";
import type { Unlock } from "./unlock-slice.ts";
import { unlockWords } from "./words.ts";
import "./unlock.css";

function Picture(props: { readonly title: string; readonly children: ReactNode }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    // decoration: after the screen that it stands beside
    const turn = requestIdleCallback(() => {
      if (canvas.current !== null) drawChest(canvas.current);
    });
    return () => cancelIdleCallback(turn);
  }, []);
  return (
    <div className="unlock-art">
      <canvas ref={canvas} />
      <div className="unlock-art-words">
        <p className="unlock-art-title">{props.title}</p>
        <p className="unlock-art-text">{props.children}</p>
      </div>
    </div>
  );
}

/** Facts of the start that a person must know: running as root, no key store, a repaired header (design D22). */
function Remarks({ remarks }: { readonly remarks: readonly string[] }) {
  if (remarks.length === 0) return null;
  return (
    <div className="unlock-remarks">
      <Notice tone="warn">
        {remarks.map((remark) => (
          <span key={remark} className="unlock-remark">
            {remark}{" "}
          </span>
        ))}
      </Notice>
    </div>
  );
}

/** Unlock, or the first run in three steps. Nothing here comes from inside the vault. */
export function UnlockScreen(props: { readonly model: Unlock; readonly session: SessionState }) {
  const state = useStore(props.model.store);
  const words = unlockWords();
  const first = state.at !== "unlock";
  return (
    <>
      <main className={`unlock ${first ? "unlock-first" : ""}`}>
        <Picture title={first ? words.firstTitle : words.heroTitle}>{first ? words.firstText : words.heroText}</Picture>
        <section className="unlock-form scroll scroll-steady" aria-label={first ? words.firstRun : words.unlock}>
          {state.at === "unlock" ? <UnlockForm model={props.model} state={state} session={props.session} /> : null}
          {state.at === "service" ? <ServiceStep model={props.model} state={state} session={props.session} /> : null}
          {state.at === "sign-in" ? <SignInStep model={props.model} state={state} /> : null}
          {state.at === "passphrase" ? <PassphraseStep model={props.model} state={state} session={props.session} /> : null}
          <Remarks remarks={props.session.remarks} />
        </section>
      </main>
      <footer className="unlock-status">
        <Icon name="shield" size={12} /> {props.session.accounts.length > 0 ? words.cacheSealed : words.nothingStored}
        <span className="unlock-version">Overread {props.session.version}</span>
      </footer>
    </>
  );
}
