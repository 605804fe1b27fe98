import path from "node:path";
import { app, type BrowserWindow, dialog, Menu, session as sessions } from "electron";
import { pageHandler } from "./app-protocol.ts";
import { ByteRelay } from "./byte-relay.ts";
import { CoreProcess } from "./core-process.ts";
import { hostAnswers, notify, watchPower } from "./host-answers.ts";
import { openKeyStore } from "./key-store.ts";
import { buildMenu } from "./menu.ts";
import { type PagePort, servePagePort } from "./page-port.ts";
import { closeContents, closeSession } from "./permissions.ts";
import { announceAddress, announceDebuggingPort } from "./test-switch.ts";
import { createWindow, loadPage } from "./window.ts";

export type ShellOptions = {
  readonly pageFolder: string;
  readonly preload: string;
  readonly coreFile: string;
  readonly icon: string;
  readonly dataDir: string;
  readonly configDir: string;
  readonly demoServiceBase: string | null;
  readonly remarks: readonly string[];
  readonly test: boolean;
};

const NO_KEY_STORE = "This computer's key store cannot be used: the device secret lies in a file of your account.";
const MAX_RELOADS_A_MINUTE = 3;

/** In memory only: Chromium keeps nothing of the page on the disk (reliability F8). */
const PARTITION = "overread";

/** The window may be gone while core still closes; then there is nothing to raise. */
function raise(window: BrowserWindow): void {
  if (window.isDestroyed()) return;
  if (window.isMinimized()) window.restore();
  window.show();
  window.focus();
}

/** A page that crashed may have shown a case: core locks, and the page is loaded again unless it crashes each time. */
function recoverPage(window: BrowserWindow, core: CoreProcess): void {
  let times: number[] = [];
  window.webContents.on("render-process-gone", (_event, { reason }) => {
    core.tell({ kind: "window-gone" });
    if (reason === "clean-exit") return;
    const now = performance.now();
    times = [...times.filter((time) => now - time < 60_000), now];
    if (times.length > MAX_RELOADS_A_MINUTE) giveUp("The window crashed again and again.");
    else loadPage(window).catch(() => giveUp("The window could not be opened again."));
  });
}

function giveUp(happened: string): void {
  dialog.showErrorBox(
    "Overread cannot go on",
    `${happened}\n\nYour cases, drafts and signed reports are on this computer as they were last saved.\n\nStart Overread again. If it happens again, tell support; the folder "logs" in Overread's data folder says more and holds no patient data.`,
  );
  app.exit(1);
}

/** Closing the window locks core and waits for its end; only then the program ends. */
function quitInOrder(core: CoreProcess, stopWatching: () => void): void {
  let closed = false;
  app.on("window-all-closed", () => app.quit());
  app.on("before-quit", (event) => {
    if (closed) return;
    event.preventDefault();
    stopWatching();
    void core.close().then(() => {
      closed = true;
      app.quit();
    });
  });
}

/** Wires the shell once Electron is ready: session, core, window, menu. */
export async function openShell(options: ShellOptions): Promise<void> {
  app.on("web-contents-created", (_event, contents) => closeContents(contents));
  const session = sessions.fromPartition(PARTITION, { cache: false });
  const devTools = !app.isPackaged;
  closeSession(session, devTools);
  const relay = new ByteRelay();
  session.protocol.handle(
    "app",
    pageHandler(options.pageFolder, (asked, query) => relay.ask(asked, query)),
  );

  const keyStore = await openKeyStore(path.join(options.configDir, "key-store"));
  let pagePort: PagePort | null = null;
  const core = new CoreProcess({
    file: options.coreFile,
    env: process.env,
    relay,
    start: {
      dataDir: options.dataDir,
      configDir: options.configDir,
      version: app.getVersion(),
      hasKeyStore: keyStore !== null,
      remarks: [...options.remarks, ...(keyStore === null ? [NO_KEY_STORE] : [])],
      demoServiceBase: options.demoServiceBase,
    },
    answer: hostAnswers({ keyStore, openElsewhere: options.test ? announceAddress : null }),
    onTold: (told) => {
      if (told.kind === "notify") notify(told.text, () => raise(window));
      else if (!window.isDestroyed()) window.setContentProtection(told.on);
    },
    onRestarted: () => pagePort?.renew(),
    onGivenUp: () => giveUp("The part of Overread that keeps your cases stopped again and again."),
  });
  core.run();

  const window = createWindow({ session, preload: options.preload, icon: options.icon, devTools });
  pagePort = servePagePort(window.webContents, () => core.connectPage());
  recoverPage(window, core);
  const runCommand = (id: string): void => {
    if (!window.isDestroyed()) window.webContents.send("overread-command", id);
  };
  Menu.setApplicationMenu(buildMenu(process.platform, runCommand));
  app.on("second-instance", () => raise(window));
  quitInOrder(
    core,
    watchPower((message) => core.tell(message)),
  );
  if (options.test) announceDebuggingPort(app.getPath("userData"));
  await loadPage(window);
}
