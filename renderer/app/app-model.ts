import { createStore } from "zustand/vanilla";
import { isReadable } from "#shared/case/case-state.ts";
import { type KeptMark, markInText } from "#shared/measure/kept-mark.ts";
import type { CaseId } from "#shared/result/ids.ts";
import type { Client, Connection } from "../client/client.ts";
import { type Journal, openJournal } from "../journal/journal.ts";
import type { JournalDb } from "../journal/journal-db.ts";
import { createOutbox } from "../screens/outbox/outbox-slice.ts";
import { createSettings } from "../screens/settings/settings-slice.ts";
import { createUnlock, firstStep } from "../screens/unlock/unlock-slice.ts";
import { createDecision } from "../screens/worklist/decision-slice.ts";
import { createWorklist } from "../screens/worklist/worklist-slice.ts";
import { atWorklist, type CaseView, closeCase, go, type Navigation, openCase, type Route, stepCase } from "./routes.ts";
import { createSession } from "./session-slice.ts";
import { settingsBeforeUnlock } from "./settings-before-unlock.ts";
import { createWorkspace, type OpenViewer, type Workspace } from "./workspace.ts";

/** What lies over the window: at most one of them. */
export type Overlay = "none" | "palette" | "keys" | "material";

/** Not readable, yet there is something to see: what is fetched, or what of the writing is kept (S4). */
const OPENS_TOO: ReadonlySet<string> = new Set(["accepted", "revoked", "expired"]);

const isView = (value: unknown): value is Navigation => typeof value === "object" && value !== null && "route" in value && "open" in value;

/** Everything the window knows, wired once. No React here. */
export function createAppModel(client: Client, journalDb: () => JournalDb, openViewer: OpenViewer) {
  const life = new AbortController();
  const { calls } = client;
  const session = createSession(calls);
  const settings = createSettings(calls, settingsBeforeUnlock);
  const worklist = createWorklist(calls);
  const decision = createDecision(calls);
  const outbox = createOutbox(calls);
  const unlock = createUnlock(calls, firstStep(null));
  const navigation = createStore<Navigation>(() => atWorklist);
  const overlay = createStore<{ readonly over: Overlay }>(() => ({ over: "none" }));
  const connection = createStore<{ readonly connection: Connection }>(() => ({ connection: client.connection() }));
  const workspaces = new Map<CaseId, Workspace>();
  let journal: Journal | null = null;
  let openFor: string | null | undefined; // undefined: not asked yet

  const signal = life.signal;

  const hand = () => {
    const { mousePreset, windowDragUpIsDarker } = settings.current();
    return { preset: mousePreset, upIsDarker: windowDragUpIsDarker };
  };

  function workspace(caseId: CaseId): Workspace {
    const known = workspaces.get(caseId);
    if (known !== undefined) return known;
    const made = createWorkspace({
      caseId,
      calls,
      openViewer,
      journal: () => journal,
      paper: () => settings.current().paper,
      hand,
      priorSide: () => settings.current().priorSide,
    });
    workspaces.set(caseId, made);
    void made.open();
    return made;
  }

  function navigate(next: Navigation): void {
    navigation.setState(next, true);
    // The view survives a reload of the page; where the journal cannot be written it simply starts at the worklist.
    journal?.saveView(next).catch(() => undefined);
  }

  async function startJournal(): Promise<void> {
    const key = await calls.session.journalKey({ sessionId: null }, signal);
    if (!key.ok) return;
    const oldKey = async (sessionId: string) => {
      const result = await calls.session.journalKey({ sessionId }, signal);
      return result.ok ? result.value : null;
    };
    journal = await openJournal(journalDb(), key.value, oldKey).catch(() => null);
    const view = await (journal?.readView() ?? Promise.resolve(null)).catch(() => null);
    // who has gone somewhere meanwhile stays there
    if (isView(view) && navigation.getState() === atWorklist) navigation.setState(view, true);
  }

  /** The vault is open: the journal first, so that no case is read before its unsent edits are known. */
  async function entered(): Promise<void> {
    await Promise.all([settings.load(signal), startJournal()]);
    await Promise.all([worklist.load(signal), outbox.load(signal)]);
  }

  /** Locked: no patient content stays in the page. */
  function left(): void {
    for (const open of workspaces.values()) open.end();
    workspaces.clear();
    journal = null;
    worklist.forget();
    outbox.forget();
    settings.forget();
    decision.close();
    overlay.setState({ over: "none" });
    navigation.setState(atWorklist, true);
  }

  async function sessionChanged(): Promise<void> {
    await session.load(signal);
    const state = session.store.getState();
    if (state.phase !== "shown") return;
    const { phase, activeAccountId, accounts, demoServiceBase } = state.session;
    const nowFor = phase === "unlocked" ? activeAccountId : null;
    if (nowFor === openFor) return;
    openFor = nowFor;
    left();
    if (nowFor !== null) {
      await entered();
      return;
    }
    const account = accounts.find((entry) => entry.accountId === activeAccountId) ?? accounts[0];
    if (account === undefined) unlock.addAccount(demoServiceBase ?? "");
    else unlock.chooseAccount(account);
  }

  /** An undecided case is decided about first (M7); what cannot be read any more stays in the list with its reason. */
  function enterCase(caseId: CaseId, view?: CaseView): void {
    const state = worklist.row(caseId)?.state;
    if (state?.at === "assigned") void decision.open(caseId, signal);
    else if (state === undefined || isReadable(state) || OPENS_TOO.has(state.at)) navigate(openCase(navigation.getState(), caseId, view));
  }

  /** K: the frame on the screen goes into the opinion; its caption is written there. */
  async function markKeyImage(): Promise<void> {
    const { route } = navigation.getState();
    if (route.at !== "case") return;
    const { images, opinion } = workspace(route.caseId);
    const state = opinion.store.getState();
    const marked = state.phase === "shown" && !state.frozen ? await images.markKeyImage() : null;
    const now = opinion.store.getState();
    if (marked !== null && now.phase === "shown") opinion.set("keyImages", [...now.opinion.keyImages, marked]);
  }

  /** P15: what a mark measures, at the caret, or behind the findings where nothing was written in yet. */
  function writeMark(mark: KeptMark, atCaret: (text: string) => boolean): void {
    const { route } = navigation.getState();
    const text = markInText(mark);
    if (mark.number === 0 || route.at !== "case" || atCaret(text)) return;
    const { opinion } = workspace(route.caseId);
    const state = opinion.store.getState();
    if (state.phase === "shown") opinion.set("findings", [state.opinion.findings.trimEnd(), text].filter((part) => part !== "").join(" "));
  }

  client.onConnection((now) => {
    connection.setState({ connection: now });
    if (now.at === "open") void sessionChanged();
  });
  client.onEvent((event) => {
    switch (event.kind) {
      case "session.changed":
        return void sessionChanged();
      case "network.changed":
        return void session.loadNetwork(signal);
      case "settings.changed":
        return void settings.load(signal);
      case "cases.changed":
        return void worklist.load(signal);
      case "outbox.changed":
        return void outbox.load(signal);
      case "case.changed":
        void worklist.load(signal);
        return void workspaces.get(event.caseId)?.changed();
      case "records.changed":
        return void workspaces.get(event.caseId)?.records.load(signal);
      case "imaging.changed":
        void workspaces.get(event.caseId)?.records.loadObjects(signal);
        return void workspaces.get(event.caseId)?.images.load(signal);
      case "opinion.changed":
        return void workspaces.get(event.caseId)?.opinion.load(signal);
      case "missed":
        for (const open of workspaces.values()) void open.refresh();
        void worklist.load(signal);
        return void outbox.load(signal);
    }
  });

  return {
    calls,
    session,
    settings,
    worklist,
    decision,
    outbox,
    unlock,
    navigation,
    overlay,
    connection,
    signal,
    workspace,
    go: (route: Exclude<Route, { at: "case" }>) => navigate(go(navigation.getState(), route)),
    openCase: (caseId: CaseId, view?: CaseView) => navigate(openCase(navigation.getState(), caseId, view)),
    enterCase,
    viewCase: (view: CaseView) => {
      const { route } = navigation.getState();
      if (route.at === "case") navigate(openCase(navigation.getState(), route.caseId, view));
    },
    markKeyImage: () => void markKeyImage(),
    writeMark,
    closeCase: (caseId: CaseId) => {
      navigate(closeCase(navigation.getState(), caseId));
      workspaces.get(caseId)?.end();
      workspaces.delete(caseId);
    },
    stepCase: (by: 1 | -1) => navigate(stepCase(navigation.getState(), by)),
    show: (over: Overlay) => overlay.setState({ over }),
    /** The case on the screen, if one is. */
    current: (): Workspace | null => {
      const { route } = navigation.getState();
      return route.at === "case" ? workspace(route.caseId) : null;
    },
  };
}

export type AppModel = ReturnType<typeof createAppModel>;
