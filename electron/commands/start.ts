import { spawn } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { runShell } from "../loopback/loopback.ts";
import { type DemoService, startDemoService } from "./demo-service.ts";
import { coreFile, ensurePage, ensureShell, pageFolder } from "./ensure-built.ts";
import {
  debianChromium,
  electronBinary,
  fetchElectron,
  hasDisplay,
  installCommand,
  installedBrowser,
  packagedChromium,
} from "./find-shell.ts";
import { configDir, dataDir, root } from "./places.ts";

const FETCH_MS = 20_000;

const say = (text: string): void => void process.stdout.write(`${text}\n`);

type Choice =
  | { readonly kind: "electron"; readonly binary: string; readonly why: string }
  | { readonly kind: "loopback"; readonly browser: string; readonly why: string }
  | { readonly kind: "none" };

/** Headless runs are for the demo and for tests; the window needs nobody to look at it. */
const isHeadless = (): boolean => process.env["OVERREAD_HEADLESS"] === "1";

/** Electron when its binary is there (or one short attempt fetches it), else an installed browser, else Debian's chromium. */
async function chooseShell(): Promise<Choice> {
  if (process.env["OVERREAD_SHELL"] !== "loopback" && !isHeadless()) {
    const binary = electronBinary() ?? fetchElectron(FETCH_MS);
    if (binary !== undefined) return { kind: "electron", binary, why: "its binary is here" };
  }
  const browser = installedBrowser();
  const why =
    process.env["OVERREAD_SHELL"] === "loopback" ? "OVERREAD_SHELL says so" : "Electron's binary is not here and cannot be fetched now";
  if (browser !== undefined) return { kind: "loopback", browser, why };
  const found = debianChromium(say) ?? (isHeadless() ? await packagedChromium() : undefined);
  return found === undefined ? { kind: "none" } : { kind: "loopback", browser: found, why };
}

function run(command: string, args: readonly string[], env: NodeJS.ProcessEnv = process.env): Promise<number> {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: root, stdio: "inherit", env });
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => child.kill(signal));
    child.once("exit", (code) => resolve(code ?? 1));
  });
}

const version = (): string => (JSON.parse(fs.readFileSync(path.join(root, "package.json"), "utf8")) as { version: string }).version;

/** The window, with the demo service beside it; returns when it is closed. */
async function openWindow(choice: Exclude<Choice, { kind: "none" }>): Promise<number> {
  if (!ensurePage(say) || !ensureShell(say)) return 1;
  // beside the data folder, not in it: the service's state is not part of any vault
  const service: DemoService | null =
    process.env["OVERREAD_DEMO_SERVICE"] !== undefined ? null : await startDemoService(`${dataDir()}-demo-service`);
  try {
    if (choice.kind === "electron") {
      const env = { ...process.env, ...(service === null ? {} : { OVERREAD_DEMO_SERVICE: service.base }) };
      // Chromium ends at once when root starts it with a sandbox; the program says on screen that there is none
      return await run(choice.binary, [root, ...(process.getuid?.() === 0 ? ["--no-sandbox"] : [])], env);
    }
    await runShell({
      browser: choice.browser,
      headless: isHeadless(),
      test: process.env["OVERREAD_TEST"] === "1",
      pageFolder,
      coreFile,
      dataDir: dataDir(),
      configDir: configDir(),
      version: version(),
      demoServiceBase: service?.base ?? process.env["OVERREAD_DEMO_SERVICE"] ?? null,
    });
    return 0;
  } finally {
    service?.stop();
  }
}

/** `npm start`: the app; without a display, the whole story headless. Says in one line what it took and why. */
export async function start(args: readonly string[]): Promise<number> {
  if (!hasDisplay() && !isHeadless()) {
    say("No display: running the demo headless, from sign-in to delivered.");
    return run(process.execPath, [path.join(root, "e2e/commands/demo.mjs"), ...args]);
  }
  const choice = await chooseShell();
  if (choice.kind === "none") {
    say(
      `Overread needs a browser to show its window, and none was found. Get one with:\n\n    ${installCommand()}\n\nthen run npm start again.`,
    );
    return 1;
  }
  say(
    choice.kind === "electron"
      ? `Starting in Electron (${choice.why}).`
      : `Starting in ${path.basename(choice.browser)} in app mode (${choice.why}).`,
  );
  return openWindow(choice);
}
