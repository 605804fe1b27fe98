import fs from "node:fs";
import type { MessagePortMain } from "electron";
import { type Browser, chromium, type Page } from "playwright";
import { findChromium } from "../support/chromium.ts";
import type { BrowserWindow } from "../support/electron-double.ts";

type Handler = (request: Request) => Promise<Response>;

/** Stands for `app://overread`: a secure context with an origin of its own, of which no request leaves the test. */
const ORIGIN = "http://overread.localhost";

/**
 * The built preload script in the page, with an `ipcRenderer` that ends in the test: what the script posts and what the page answers is
 * the real thing, only the pipe between the processes is the test's. Chromium alone does not tell a port that its other end is gone;
 * Electron does (docs/tutorial/message-ports.md, "close event"), and here the test does it.
 */
const preloadScript = (code: string): string => `(() => {
  const listeners = new Map();
  const ports = new Map();
  const taken = [];
  addEventListener("message", ({ data, ports: [port] }) => data?.kind === "overread-port" && taken.push(port));
  const ipcRenderer = { send: (channel) => void globalThis.overreadTest({ channel }), on: (channel, listener) => listeners.set(channel, listener) };
  globalThis.overreadDouble = {
    command: (id) => listeners.get("overread-command")({}, id),
    open: (id) => {
      const { port1, port2 } = new MessageChannel();
      ports.set(id, port1);
      port1.onmessage = ({ data }) => void globalThis.overreadTest({ id, data });
      listeners.get("overread-port")({ ports: [port2] });
    },
    give: (id, data) => ports.get(id).postMessage(data),
    close: (id) => taken[id].dispatchEvent(new Event("close")),
  };
  ((require) => { ${code} })(() => ({ ipcRenderer }));
})()`;

type FromPage = { readonly channel?: string; readonly id?: number; readonly data?: unknown };

export type ChromiumPage = { readonly page: Page; readonly complaints: string[]; close(): Promise<void> };

/** The product's page in a real Chromium: every request is answered by the shell's handler, messages go to the shell's window. */
export async function openPage(window: BrowserWindow, handler: Handler, preloadFile: string): Promise<ChromiumPage> {
  const browser: Browser = await chromium.launch({ executablePath: findChromium(), args: ["--no-sandbox", "--disable-gpu"] });
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  await context.route("**", async (route) => {
    const url = new URL(route.request().url());
    if (url.origin !== ORIGIN) return route.abort();
    const response = await handler(new Request(`app://overread${url.pathname}${url.search}`, { method: route.request().method() }));
    const body = Buffer.from(await response.arrayBuffer());
    return route.fulfill({ status: response.status, headers: Object.fromEntries(response.headers), body });
  });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(`exception: ${error.message}`));
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) complaints.push(`${message.type()}: ${message.text()}`);
  });

  const corePorts = new Map<number, MessagePortMain>();
  const inPage = (call: string, ...args: readonly unknown[]): Promise<unknown> =>
    page.evaluate(`globalThis.overreadDouble.${call}(${args.map((arg) => JSON.stringify(arg)).join(", ")})`).catch(() => undefined); // the page may be gone
  const { webContents } = window;
  await context.exposeBinding("overreadTest", (_source, said: FromPage) => {
    if (said.channel !== undefined) webContents.ipc.emit(said.channel, { senderFrame: webContents.mainFrame });
    else corePorts.get(said.id ?? -1)?.postMessage(said.data);
  });
  Object.assign(webContents.mainFrame, {
    postMessage: (_channel: string, _message: unknown, [port]: readonly MessagePortMain[]) => {
      if (port === undefined) return;
      const id = corePorts.size;
      corePorts.set(id, port);
      void inPage("open", id);
      port.on("message", ({ data }) => void inPage("give", id, data));
      port.on("close", () => void inPage("close", id));
      port.start();
    },
  });
  Object.assign(webContents, { send: (_channel: string, id: string) => void inPage("command", id) });
  await context.addInitScript(preloadScript(fs.readFileSync(preloadFile, "utf8").replace(/\/\/# sourceMappingURL.*/, "")));
  await page.goto(`${ORIGIN}/`);
  return { page, complaints, close: () => browser.close() };
}
