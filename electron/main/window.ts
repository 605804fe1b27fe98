import { BrowserWindow, type Session } from "electron";
import { START_PAGE } from "./app-protocol.ts";

export type WindowFacts = {
  readonly session: Session;
  readonly preload: string;
  /** For window lists under Linux; the other systems take it from the program. */
  readonly icon: string;
  readonly devTools: boolean;
};

/** The dark theme's ground: what is seen before the page draws, in a dark reading room. */
const GROUND = "#0b0d10";

/** The one window. Its title never names a patient: titles stand in task bars and recent lists. */
export function createWindow(facts: WindowFacts): BrowserWindow {
  const window = new BrowserWindow({
    title: "Overread",
    width: 1440,
    height: 900,
    minWidth: 1180,
    minHeight: 680,
    show: false,
    backgroundColor: GROUND,
    icon: facts.icon,
    // a bright strip in a dark room otherwise; Alt shows it
    autoHideMenuBar: true,
    webPreferences: {
      session: facts.session,
      preload: facts.preload,
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      webviewTag: false,
      plugins: false,
      spellcheck: false,
      navigateOnDragDrop: false,
      safeDialogs: true,
      devTools: facts.devTools,
    },
  });
  window.on("page-title-updated", (event) => event.preventDefault());
  window.once("ready-to-show", () => window.show());
  return window;
}

/** Loads the page; a window that was closed, or is loaded anew meanwhile, is no failure. */
export async function loadPage(window: BrowserWindow): Promise<void> {
  try {
    await window.loadURL(START_PAGE);
  } catch (error) {
    const aborted = error instanceof Error && "code" in error && error.code === "ERR_ABORTED";
    if (!aborted && !window.isDestroyed()) throw error;
  }
}
