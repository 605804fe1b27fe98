import { type RefObject, Suspense, use, useEffect, useLayoutEffect, useMemo, useRef } from "react";
import { useStore } from "zustand";
import type { SessionState } from "#shared/contract/session.ts";
import { OutboxScreen } from "../screens/outbox/outbox-screen.tsx";
import { SettingsScreen } from "../screens/settings/settings-screen.tsx";
import { UnlockScreen } from "../screens/unlock/unlock-screen.tsx";
import { DecisionDialog } from "../screens/worklist/decision-dialog.tsx";
import { WorklistScreen } from "../screens/worklist/worklist-screen.tsx";
import { Gallery } from "../ui/gallery.tsx";
import { FailureNote } from "../ui/notice.tsx";
import type { AppModel } from "./app-model.ts";
import type { CaseParts } from "./case-parts.ts";
import type { Hands } from "./commands.ts";
import { ErrorBoundary } from "./error-boundary.tsx";
import { focusQuestion } from "./focus.ts";
import { ClosedFrame, Frame, StartingFrame } from "./frame.tsx";
import { followCaret, writeAtCaret } from "./into-opinion.ts";
import { KeyCard } from "./key-card.tsx";
import { Palette } from "./palette.tsx";
import type { Route } from "./routes.ts";
import { SignedOutNotice, WaitingNotice } from "./service-notice.tsx";
import { themeFor } from "./theme.ts";
import { useKeys } from "./use-keys.ts";
import { useLanding } from "./use-landing.ts";

export type AppProps = { readonly app: AppModel; readonly loadParts: () => Promise<CaseParts> };

/** Theme, density and text size stand on the root element before the view is painted: switching never flashes (guide §2). */
function useLook(app: AppModel, scene: Route | "unlock"): void {
  const settings = useStore(app.settings.store, (state) => state.settings);
  const theme = themeFor(settings.theme, scene);
  useLayoutEffect(() => {
    const { dataset, style } = document.documentElement;
    dataset["theme"] = theme;
    dataset["density"] = settings.density;
    style.setProperty("--text-scale", String(settings.textScalePercent / 100));
  }, [theme, settings.density, settings.textScalePercent]);
}

function WorklistView({ app, searchField }: { readonly app: AppModel; readonly searchField: RefObject<HTMLInputElement | null> }) {
  const network = useStore(app.session.store, (state) => (state.phase === "shown" ? state.network : null));
  return (
    <WorklistScreen
      model={app.worklist}
      lastContactAt={network?.lastContactAt ?? null}
      searchField={searchField}
      onOpen={(caseId) => app.enterCase(caseId)}
      onCheckNow={() => void app.session.syncNow(app.signal)}
      notices={<SignedOutNotice app={app} />}
    />
  );
}

type CaseRoute = Extract<Route, { at: "case" }>;

/** The view of a case, as soon as its parts are loaded: usually before anybody can click on it. */
function CasePart(props: AppProps & { readonly route: CaseRoute; readonly searchField: RefObject<HTMLInputElement | null> }) {
  const { CaseView, startWorker } = use(props.loadParts());
  return (
    <CaseView key={props.route.caseId} app={props.app} route={props.route} startWorker={startWorker} searchField={props.searchField} />
  );
}

function SignPart(props: AppProps & { readonly route: CaseRoute }) {
  const { SignView, startWorker } = use(props.loadParts());
  return <SignView key={props.route.caseId} app={props.app} open={props.app.workspace(props.route.caseId)} startWorker={startWorker} />;
}

function View(props: AppProps & { readonly session: SessionState; readonly searchField: RefObject<HTMLInputElement | null> }) {
  const { app } = props;
  const route = useStore(app.navigation, (state) => state.route);
  switch (route.at) {
    case "worklist":
      return <WorklistView app={app} searchField={props.searchField} />;
    case "case":
      return (
        <Suspense fallback={<main aria-busy="true" />}>
          <CasePart {...props} route={route} />
        </Suspense>
      );
    case "outbox":
      return (
        <OutboxScreen model={app.outbox} notices={<WaitingNotice app={app} />} onOpenCase={(caseId) => app.openCase(caseId, "opinion")} />
      );
    case "settings":
      return (
        <SettingsScreen
          model={app.settings}
          part={route.part}
          facts={{ version: props.session.version, demo: props.session.demoServiceBase !== null, remarks: props.session.remarks }}
          onPart={(part) => app.go({ at: "settings", part })}
        />
      );
    case "parts":
      return <Gallery />;
  }
}

function OpenWindow(props: AppProps & { readonly session: SessionState }) {
  const { app } = props;
  const route = useStore(app.navigation, (state) => state.route);
  const network = useStore(app.session.store, (state) => (state.phase === "shown" ? state.network : null));
  const searchField = useRef<HTMLInputElement>(null);
  const hands: Hands = useMemo(() => ({ focusSearch: () => searchField.current?.focus(), focusQuestion, writeInto: writeAtCaret }), []);
  const viewName = route.at === "case" ? `${route.caseId}-${route.view}` : route.at;
  useLook(app, route);
  useKeys(app, hands);
  useEffect(() => void props.loadParts(), [props.loadParts]);
  useEffect(followCaret, []);
  useLanding(viewName);
  return (
    <>
      <Frame app={app} session={props.session} network={network}>
        <ErrorBoundary key={viewName} name={route.at}>
          <View {...props} searchField={searchField} />
        </ErrorBoundary>
      </Frame>
      <DecisionDialog model={app.decision} />
      {route.at === "case" ? (
        <Suspense>
          <SignPart {...props} route={route} />
        </Suspense>
      ) : null}
      <Palette app={app} hands={hands} />
      <KeyCard app={app} />
    </>
  );
}

function ClosedWindow({ app, session }: { readonly app: AppModel; readonly session: SessionState }) {
  const hands: Hands = useMemo(() => ({ focusSearch: () => undefined, focusQuestion, writeInto: writeAtCaret }), []);
  useLook(app, "unlock");
  useKeys(app, hands);
  return (
    <ClosedFrame app={app}>
      <UnlockScreen model={app.unlock} session={session} />
      <KeyCard app={app} />
    </ClosedFrame>
  );
}

/** The window: closed, or open on a route. */
export function App(props: AppProps) {
  const state = useStore(props.app.session.store);
  switch (state.phase) {
    case "loading":
      return <StartingFrame />;
    case "failed":
      return (
        <ClosedFrame app={props.app}>
          <main className="frame-broken">
            <FailureNote failure={state.failure} />
          </main>
        </ClosedFrame>
      );
    case "shown":
      return state.session.phase === "unlocked" ? (
        <OpenWindow {...props} session={state.session} />
      ) : (
        <ClosedWindow app={props.app} session={state.session} />
      );
  }
}
