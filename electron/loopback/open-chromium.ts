import { type ChildProcess, spawn } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import type { Readable, Writable } from "node:stream";
import { CdpPipe } from "./cdp-pipe.ts";
import { type Place, placeWithin } from "./window-place.ts";

export type BrowserOptions = {
  readonly executable: string;
  /** `http://127.x.y.z:port` */
  readonly origin: string;
  readonly headless: boolean;
  /** Test switch: a debugging port beside the pipe. Packaged programs never set it. */
  readonly debuggingPort: boolean;
  readonly cookie: string;
  /** Settles when the server answers at `origin`; the browser starts meanwhile. */
  readonly listening: Promise<void>;
  /** What the page says through its one binding. */
  readonly onMessage: (message: unknown) => void;
};

export type OpenBrowser = {
  /** Runs a call of a global function of the page with one text argument. */
  call(name: string, text: string): Promise<void>;
  /** Settles when the window is gone, however it ended. */
  readonly gone: Promise<void>;
  readonly profile: string;
  close(): void;
};

const PREFIX = "overread-window-";

/** A fresh profile in memory where there is such a place; those of programs that were killed are swept away. */
function makeProfile(): string {
  const parent = fs.existsSync("/dev/shm") ? "/dev/shm" : os.tmpdir();
  for (const name of fs.readdirSync(parent)) {
    const pid = new RegExp(`^${PREFIX}(\\d+)-`).exec(name)?.[1];
    if (pid !== undefined && !isAlive(Number(pid))) fs.rmSync(path.join(parent, name), { recursive: true, force: true });
  }
  return fs.mkdtempSync(path.join(parent, `${PREFIX}${process.pid}-`));
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

function switches(options: BrowserOptions, profile: string): string[] {
  const page = `${options.origin}/start`;
  return [
    "--remote-debugging-pipe",
    ...(options.debuggingPort ? ["--remote-debugging-port=0"] : []),
    "--incognito",
    `--user-data-dir=${profile}`,
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-extensions",
    "--disable-breakpad",
    "--disable-quic",
    "--disable-features=Translate,AutofillServerCommunication",
    "--window-size=1440,900",
    // root has no sandbox to offer; it is said in words on the screen
    ...(process.getuid?.() === 0 ? ["--no-sandbox", "--test-type"] : []),
    ...(options.headless ? ["--headless=new", "--disable-gpu", page] : [`--app=${page}`]),
  ];
}

/** Calls the binding at most every ten seconds while a person uses the window: the idle clock of this shell. */
const ACTIVITY_SCRIPT = `(() => { let last = 0; const tell = () => { const now = Date.now(); if (now - last < 10000) return; last = now;
  globalThis.overreadShell?.(JSON.stringify({ active: true })); };
  for (const type of ["pointerdown", "pointermove", "keydown", "wheel"]) addEventListener(type, tell, { capture: true, passive: true }); })()`;

/**
 * Opens the window: Chromium in app mode with nothing secret in its arguments; cookie and page come over the pipe. Every navigation
 * away from our own origin is refused.
 */
export async function openBrowser(options: BrowserOptions): Promise<OpenBrowser> {
  const profile = makeProfile();
  const child = spawn(options.executable, switches(options, profile), {
    stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"],
    env: { ...process.env, LANG: process.env["LANG"]?.startsWith("C") === false ? process.env["LANG"] : "en_US.UTF-8" },
  });
  const pipe = new CdpPipe(child.stdio[3] as Writable, child.stdio[4] as Readable);
  const gone = ended(child, pipe).then(() => fs.rmSync(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 }));
  // a window without a server behind it is of no use
  options.listening.catch(() => child.kill());
  const { session, targetId } = await attach(pipe, gone);
  pipe.on("Runtime.bindingCalled", ({ payload }) => options.onMessage(JSON.parse(String(payload))));
  pipe.on("Fetch.requestPaused", (params, sessionId) => guardNavigation(pipe, params, sessionId, options.origin));
  if (!options.headless) showWhole(pipe, session, targetId);
  await Promise.all([
    pipe.send("Page.enable", {}, session),
    pipe.send("Runtime.enable", {}, session),
    pipe.send("Fetch.enable", { patterns: [{ resourceType: "Document" }] }, session),
    pipe.send("Runtime.addBinding", { name: "overreadShell" }, session),
    pipe.send("Page.addScriptToEvaluateOnNewDocument", { source: ACTIVITY_SCRIPT }, session),
    pipe.send(
      "Network.setCookie",
      { name: "overread", value: options.cookie, url: options.origin, httpOnly: true, sameSite: "Strict" },
      session,
    ),
    options.listening,
  ]);
  await pipe.send("Page.navigate", { url: `${options.origin}/` }, session);
  return {
    call: async (name, text) => {
      await pipe.send("Runtime.evaluate", { expression: `globalThis.${name}?.(${JSON.stringify(text)})` }, session);
    },
    gone,
    profile,
    close: () => {
      void pipe.send("Browser.close").catch(() => child.kill());
    },
  };
}

const ended = (child: ChildProcess, pipe: CdpPipe): Promise<void> =>
  Promise.race([pipe.closed, new Promise<void>((resolve) => child.once("exit", () => resolve()))]).then(
    () =>
      new Promise((resolve) => {
        if (child.exitCode !== null || child.signalCode !== null) resolve();
        else child.once("exit", () => resolve());
      }),
  );

/** The session of the one page; it may take a moment until the browser has made it. */
async function attach(pipe: CdpPipe, gone: Promise<void>): Promise<{ readonly session: string; readonly targetId: string }> {
  const found = new Promise<string>((resolve) => {
    pipe.on("Target.targetCreated", ({ targetInfo }) => {
      const { type, targetId } = targetInfo as { type: string; targetId: string };
      if (type === "page") resolve(targetId);
    });
  });
  await pipe.send("Target.setDiscoverTargets", { discover: true });
  const targetId = await Promise.race([found, gone.then(() => Promise.reject(new Error("the browser ended before its window was there")))]);
  const { sessionId } = await pipe.send("Target.attachToTarget", { targetId, flatten: true });
  return { session: String(sessionId), targetId };
}

/**
 * The whole window stands on the display, also where no window manager sees to it. Only a page can say how large the display is, and right after
 * the start there may be none yet, or one that is just being left: each new page is asked until one has answered. A window that nobody could ask
 * stands where the browser has put it.
 */
function showWhole(pipe: CdpPipe, session: string, targetId: string): void {
  let isPlaced = false;
  const place = async (contextId: unknown): Promise<void> => {
    const expression = "({ left: screen.availLeft, top: screen.availTop, width: screen.availWidth, height: screen.availHeight })";
    const { result } = await pipe.send("Runtime.evaluate", { expression, returnByValue: true, contextId }, session);
    if (isPlaced) return;
    isPlaced = true;
    const { windowId, bounds } = await pipe.send("Browser.getWindowForTarget", { targetId });
    const wanted = placeWithin(bounds as Place, (result as { value: Place }).value);
    if (wanted !== null) await pipe.send("Browser.setWindowBounds", { windowId, bounds: wanted });
  };
  pipe.on("Runtime.executionContextCreated", ({ context }, sessionId) => {
    const { id, auxData } = context as { id: number; auxData?: { isDefault?: boolean } };
    // a page that is left while it is asked has a successor
    if (!isPlaced && sessionId === session && auxData?.isDefault === true) place(id).catch(() => undefined);
  });
}

function guardNavigation(pipe: CdpPipe, params: Record<string, unknown>, sessionId: string | undefined, origin: string): void {
  const { url } = params["request"] as { url: string };
  const allowed = URL.canParse(url) && new URL(url).origin === origin;
  const answer = allowed
    ? pipe.send("Fetch.continueRequest", { requestId: params["requestId"] }, sessionId)
    : pipe.send("Fetch.failRequest", { requestId: params["requestId"], errorReason: "BlockedByClient" }, sessionId);
  // the window may have closed meanwhile
  answer.catch(() => undefined);
}
