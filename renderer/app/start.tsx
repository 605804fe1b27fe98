import { createRoot } from "react-dom/client";
import { createClient } from "../client/client.ts";
import { createElectronTransport } from "../client/port-electron.ts";
import { createWebSocketTransport, type ShellHost } from "../client/port-websocket.ts";
import { openJournalDb } from "../journal/journal-db.ts";
import { UiRoot } from "../ui/ui-root.tsx";
import { App } from "./app.tsx";
import { createAppModel } from "./app-model.ts";
import type { CaseParts } from "./case-parts.ts";

/** The parts of an open case, loaded once. */
function createPartsLoader() {
  let parts: CaseParts | null = null;
  let loading: Promise<CaseParts> | null = null;
  const load = (): Promise<CaseParts> => {
    loading ??= import("./case-parts.ts").then((module) => {
      parts = module.createCaseParts();
      return parts;
    });
    return loading;
  };
  return { load, loaded: () => parts };
}

/** The loopback shell puts `overreadShell` into the page before it loads; Electron's preload posts a port instead. */
export function startApp(root: HTMLElement): void {
  const host = globalThis as ShellHost;
  const transport =
    host.overreadShell === undefined ? createElectronTransport(window) : createWebSocketTransport(host, `ws://${location.host}/rpc`);
  const client = createClient(transport, { now: () => Date.now() });
  const parts = createPartsLoader();
  const app = createAppModel(client, openJournalDb, (caseId, onSeen, hand) => {
    const here = parts.loaded();
    if (here === null) throw new Error("a viewport was opened before the parts of a case were loaded");
    return here.openViewer(caseId, onSeen, hand);
  });
  createRoot(root).render(
    <UiRoot>
      <App app={app} loadParts={parts.load} />
    </UiRoot>,
  );
}
