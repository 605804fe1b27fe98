import { type ReactNode, useEffect, useState } from "react";
import { useStore } from "zustand";
import type { NetworkState, SessionState } from "#shared/contract/session.ts";
import { writeClockSeconds } from "../ui/format.ts";
import { Notice } from "../ui/notice.tsx";
import { Spinner } from "../ui/progress.tsx";
import type { AppModel } from "./app-model.ts";
import { StatusBar } from "./status-bar.tsx";
import { ClosedTitleBar, TitleBar } from "./title-bar.tsx";
import { appWords } from "./words.ts";
import "./frame.css";

/** The time up to which core has confirmed what was typed in the case on the screen. */
function useSavedAt(app: AppModel): number | null {
  const route = useStore(app.navigation, (state) => state.route);
  const state = route.at === "case" ? app.workspace(route.caseId).opinion.store.getState() : null;
  return state?.phase === "shown" ? state.saving.savedAt : null;
}

/** Core's process ended and is being started again; the window stays, and keeps what is typed. */
function StoppedNote({ app }: { readonly app: AppModel }) {
  const { connection } = useStore(app.connection);
  const savedAt = useSavedAt(app);
  if (connection.at !== "lost") return <div />;
  const words = appWords().stopped;
  return (
    <div className="frame-stopped" role="alert">
      <Spinner />
      <span>
        <b>{words.title}</b> {savedAt === null ? words.unsaved : words.saved(writeClockSeconds(savedAt))}
      </span>
    </div>
  );
}

/** Title bar, the view, status bar (guide §3). */
export function Frame(props: {
  readonly app: AppModel;
  readonly session: SessionState;
  readonly network: NetworkState | null;
  readonly children: ReactNode;
}) {
  return (
    <div className="app">
      <TitleBar app={props.app} session={props.session} network={props.network} />
      <StoppedNote app={props.app} />
      {props.children}
      <StatusBar app={props.app} />
    </div>
  );
}

/** The window while the vault is closed: no tabs, no search, nothing from inside. */
export function ClosedFrame({ app, children }: { readonly app: AppModel; readonly children: ReactNode }) {
  return (
    <div className="app app-closed">
      <ClosedTitleBar />
      <StoppedNote app={app} />
      {children}
    </div>
  );
}

const LATE_START_MS = 8_000;

/** Before core's first answer; after a while it says what is going on. */
export function StartingFrame() {
  const [late, setLate] = useState(false);
  const words = appWords();
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), LATE_START_MS);
    return () => clearTimeout(timer);
  }, []);
  return (
    <div className="app app-closed">
      <ClosedTitleBar />
      <div />
      <main className="frame-starting" aria-label={words.starting} aria-busy="true">
        {late ? (
          <Notice tone="warn" title={words.startsLate.title} role="status">
            {words.startsLate.text}
          </Notice>
        ) : null}
      </main>
    </div>
  );
}
