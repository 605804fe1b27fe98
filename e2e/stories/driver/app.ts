import { type ChildProcess, spawn } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { createInterface } from "node:readline";
import { setTimeout } from "node:timers/promises";
import { type Browser, chromium, type Page } from "playwright";
import { hasDisplay } from "../../../electron/commands/find-shell.ts";

const root = path.join(import.meta.dirname, "../../..");

export type AppOptions = {
  readonly dataDir: string;
  readonly configDir: string;
  readonly demoServiceBase: string;
  readonly env?: Readonly<Record<string, string>>;
  /** For a bench: how long the window is left alone before the driver speaks to it; its own marks of that time are read afterwards. */
  readonly quietMs?: number;
};

/** The app as a person gets it, started by the command of `npm start`, with the test switch; `page` is its real window. */
export type App = {
  readonly page: Page;
  /** What went wrong in the page: exceptions, refused resources, policy violations. */
  readonly complaints: readonly string[];
  /** The address that the app wants opened in the system browser. */
  nextAddress(): Promise<string>;
  /** Closes the window as a person would, and waits for the program's end. */
  close(): Promise<void>;
  /** SIGKILL for the whole program: shell, core and window. */
  kill(): Promise<void>;
};

/** The app as a process of this driver's own. */
export type RunningApp = App & {
  /** SIGKILL for the process that holds core and nothing else (found through /proc). */
  killCore(): void;
};

/** The child of the shell that runs the server and core. */
function coreOf(shell: number): number {
  const children = fs.readFileSync(`/proc/${shell}/task/${shell}/children`, "utf8").trim().split(" ");
  const found = children.find((pid) => fs.readFileSync(`/proc/${pid}/cmdline`, "utf8").includes("server-process"));
  if (found === undefined) throw new Error("core's process was not found");
  return Number(found);
}

/** Of tools, not of the page: vite, React, and pdf.js, which says in the console what is odd inside a document that somebody gave. */
const HARMLESS = /\[vite\]|Download the React DevTools|^Warning: /;

export async function startApp(options: AppOptions): Promise<RunningApp> {
  const child: ChildProcess = spawn(process.execPath, [path.join(root, "electron/commands/start.mjs")], {
    cwd: root,
    stdio: ["ignore", "pipe", "inherit"],
    env: {
      ...process.env,
      OVERREAD_TEST: "1",
      OVERREAD_SHELL: "loopback",
      ...(hasDisplay() ? {} : { OVERREAD_HEADLESS: "1" }),
      OVERREAD_DATA: options.dataDir,
      OVERREAD_CONFIG: options.configDir,
      OVERREAD_DEMO_SERVICE: options.demoServiceBase,
      ...options.env,
    },
  });
  const gone = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const addresses: string[] = [];
  let onAddress: () => void = () => {};
  const devtools = new Promise<number>((resolve, reject) => {
    const lines = createInterface({ input: child.stdout ?? process.stdin });
    lines.on("line", (line) => {
      const message = line.startsWith("{") ? (JSON.parse(line) as { devtools?: number; open?: string }) : {};
      if (message.devtools !== undefined) resolve(message.devtools);
      if (message.open !== undefined) {
        addresses.push(message.open);
        onAddress();
      }
    });
    void gone.then(() => reject(new Error("the app ended before its window was there")));
  });
  const port = await devtools;
  if (options.quietMs !== undefined) await setTimeout(options.quietMs);
  const browser: Browser = await chromium.connectOverCDP(`http://127.0.0.1:${port}`);
  const page = browser.contexts()[0]?.pages()[0];
  if (page === undefined) throw new Error("the app has no window");
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(`exception: ${error.message}`));
  page.on("console", (message) => {
    if ((message.type() === "error" || message.type() === "warning") && !HARMLESS.test(message.text()))
      complaints.push(`${message.type()}: ${message.text()}`);
  });
  return {
    page,
    complaints,
    nextAddress: async () => {
      if (addresses.length === 0) {
        await new Promise<void>((resolve) => {
          onAddress = resolve;
        });
      }
      return addresses.shift() ?? "";
    },
    close: async () => {
      await browser.close();
      child.kill("SIGTERM");
      await gone;
    },
    killCore: () => process.kill(coreOf(child.pid ?? 0), "SIGKILL"),
    kill: async () => {
      await browser.close().catch(() => undefined);
      child.kill("SIGKILL");
      await gone;
    },
  };
}
