import { spawn } from "node:child_process";
import fs from "node:fs";
import http from "node:http";
import type { AddressInfo } from "node:net";
import os from "node:os";
import path from "node:path";
import type { Readable, Writable } from "node:stream";
import { installedBrowser } from "../../electron/commands/find-shell.ts";
import { demoCaseCache, makeDemoCases } from "../fixtures/demo-cases/make-demo-cases.ts";
import { startApp } from "../stories/driver/app.ts";
import { ServiceProcess } from "../stories/driver/service-process.ts";
import { signInAt } from "../stories/driver/sign-in-page.ts";
import type { Figure } from "./bench-command.ts";

const ROUNDS = 5;
const PASSPHRASE = "bench bench bench start";

/** An empty page that says when it was painted: the second animation frame after its script ran. */
const EMPTY = `<!doctype html><meta charset="utf-8"><title>empty</title><body>empty<script>requestAnimationFrame(() => requestAnimationFrame(() => fetch("/painted")));</script>`;

/** From the start of a process to the first paint of an empty page in the same browser with the same switches. */
async function emptyWindow(browser: string): Promise<number> {
  const profile = fs.mkdtempSync(path.join(os.tmpdir(), "overread-bench-"));
  const started = performance.now();
  const server = http.createServer();
  const painted = new Promise<number>((resolve) => {
    server.on("request", (request, response) => {
      if (request.url === "/painted") resolve(performance.now() - started);
      response.setHeader("Content-Type", "text/html");
      response.end(request.url === "/" ? EMPTY : "");
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const child = spawn(
    browser,
    [
      "--headless=new",
      "--disable-gpu",
      "--no-sandbox",
      "--incognito",
      "--remote-debugging-pipe",
      `--user-data-dir=${profile}`,
      "--no-first-run",
      "--disable-background-networking",
      "--disable-sync",
      "--disable-extensions",
      "--window-size=1440,900",
      url,
    ],
    { stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"] },
  );
  const ms = await painted;
  (child.stdio[3] as Writable).destroy();
  (child.stdio[4] as Readable).destroy();
  const gone = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  child.kill("SIGKILL");
  await gone;
  server.close();
  fs.rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  return ms;
}

/** The page's own times, taken by its marks: no debugger speaks between start and stop. */
async function appStart(options: Parameters<typeof startApp>[0]): Promise<{ windowMs: number; worklistMs: number }> {
  const started = Date.now();
  const app = await startApp(options);
  try {
    const passphrase = app.page.getByRole("textbox", { name: "Passphrase" });
    await passphrase.waitFor();
    const paint = await app.page.evaluate(
      () => performance.timeOrigin + (performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? Number.NaN),
    );
    await passphrase.fill(PASSPHRASE);
    const unlockMs = await app.page.evaluate(async () => {
      const heading = (): boolean =>
        [...document.querySelectorAll("h1")].some((element) => element.textContent?.includes("Assigned to me") === true);
      const pressed = performance.now();
      document.querySelector<HTMLButtonElement>("form button[type=submit], .unlock-form .button-primary")?.click();
      while (!heading()) await new Promise((resolve) => requestAnimationFrame(resolve));
      await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
      return performance.now() - pressed;
    });
    return { windowMs: paint - started, worklistMs: unlockMs };
  } finally {
    await app.close();
  }
}

async function prepareVault(dir: string, base: string): Promise<void> {
  const app = await startApp({ dataDir: path.join(dir, "data"), configDir: path.join(dir, "config"), demoServiceBase: base });
  const { page } = app;
  await page.getByRole("textbox", { name: "Service address" }).fill(base);
  await page.getByRole("button", { name: "Find the service" }).click();
  const address = app.nextAddress();
  await page.getByRole("button", { name: "Continue in browser" }).click();
  await signInAt(await address, { user: "demo", password: "demo" });
  await page.getByRole("textbox", { name: "New passphrase" }).fill(PASSPHRASE);
  await page.getByRole("textbox", { name: "The same again" }).fill(PASSPHRASE);
  await page.getByRole("button", { name: "Seal this device" }).click();
  await page.getByRole("heading", { name: "Assigned to me" }).waitFor();
  await app.close();
}

/** Window visible, and worklist interactive after unlock, each beside an empty window of the same browser in the same round. */
export async function benchStart(say: (line: string) => void): Promise<readonly Figure[]> {
  const browser = installedBrowser();
  if (browser === undefined) throw new Error("no browser is installed");
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), "overread-bench-start-"));
  const [folder = ""] = await makeDemoCases(demoCaseCache, { only: ["ultrasound"] });
  const service = new ServiceProcess({ casesDir: folder, stateDir: path.join(dir, "service"), mode: "put" });
  await service.start();
  await prepareVault(dir, service.base);
  const empty: number[] = [];
  const window: number[] = [];
  const worklist: number[] = [];
  for (let round = 1; round <= ROUNDS; round++) {
    empty.push(await emptyWindow(browser));
    const { windowMs, worklistMs } = await appStart({
      dataDir: path.join(dir, "data"),
      configDir: path.join(dir, "config"),
      demoServiceBase: service.base,
    });
    window.push(windowMs);
    worklist.push(worklistMs);
    say(
      `round ${round}: empty ${empty.at(-1)?.toFixed(0)} ms, window ${windowMs.toFixed(0)} ms, worklist ${worklistMs.toFixed(0)} ms after unlock`,
    );
  }
  await service.stop();
  fs.rmSync(dir, { recursive: true, force: true });
  const ratio = (values: readonly number[]): number[] => values.map((value, index) => value / (empty[index] ?? Number.NaN));
  return [
    { name: "empty window, from process start to paint", unit: "ms", rounds: empty, limit: null },
    { name: "window visible, from npm start's process to paint", unit: "ms", rounds: window, limit: null },
    { name: "worklist interactive after unlock (key derivation included)", unit: "ms", rounds: worklist, limit: null },
    { name: "window visible / empty window", unit: "×", rounds: ratio(window), limit: 1.3 },
    { name: "worklist after unlock / empty window", unit: "×", rounds: ratio(worklist), limit: null },
  ];
}
