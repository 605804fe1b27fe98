import { createRoot } from "react-dom/client";
import { createClient } from "../client/client.ts";
import { createElectronTransport } from "../client/port-electron.ts";
import { createWebSocketTransport, type ShellHost } from "../client/port-websocket.ts";
import { openJournalDb } from "../journal/journal-db.ts";
import { pdfWorkerFile } from "../ui/pdf-file.ts";
import { createWorkerStarter } from "../ui/trusted-worker.ts";
import { UiRoot } from "../ui/ui-root.tsx";
import { createViewer, decodeWorkerUrl, httpFrameSource } from "../viewer/viewer.ts";
import { App } from "./app.tsx";
import { createAppModel } from "./app-model.ts";

/** The loopback shell puts `overreadShell` into the page before it loads; Electron's preload posts a port instead. */
export function startApp(root: HTMLElement): void {
  const host = globalThis as ShellHost;
  const transport =
    host.overreadShell === undefined ? createElectronTransport(window) : createWebSocketTransport(host, `ws://${location.host}/rpc`);
  const client = createClient(transport, { now: () => Date.now() });
  const startWorker = createWorkerStarter([pdfWorkerFile, decodeWorkerUrl]);
  const app = createAppModel(client, openJournalDb, (caseId, onSeen) =>
    createViewer({ source: httpFrameSource(caseId), createWorker: () => startWorker(decodeWorkerUrl), onSeen }),
  );
  createRoot(root).render(
    <UiRoot>
      <App app={app} startWorker={startWorker} />
    </UiRoot>,
  );
}
