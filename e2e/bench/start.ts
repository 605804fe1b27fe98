import { spawn } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { demoCaseCache, makeDemoCases } from "../fixtures/demo-cases/make-demo-cases.ts";
import { startApp } from "../stories/driver/app.ts";
import { ServiceProcess } from "../stories/driver/service-process.ts";
import { signInAt } from "../stories/driver/sign-in-page.ts";
import type { Figure } from "./figure.ts";

const ROUNDS = 9;
/** Until the unlock screen surely stands: a driver that attaches meanwhile takes one of the cores. */
const QUIET_MS = 3000;
const PASSPHRASE = "bench otter candle start";

const emptyProgram = path.join(import.meta.dirname, "empty-window.ts");

/** From the start of a program to the first paint of an empty page in the same browser, with the same switches over the same pipe. */
async function emptyWindow(): Promise<number> {
  const started = Date.now();
  const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", emptyProgram], {
    stdio: ["ignore", "pipe", "inherit"],
    // what Node compiled is kept for it too, as for the app
    env: { ...process.env, NODE_COMPILE_CACHE: path.join(import.meta.dirname, "../../.cache/compile") },
  });
  const gone = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  let text = "";
  for await (const chunk of child.stdout) text += String(chunk);
  await gone;
  return Number(text) - started;
}

/** Runs in the page: when the first frame was painted, and when the largest text of the unlock screen was (ms since the epoch). */
async function paintTimes(): Promise<{ paint: number; unlockPaint: number }> {
  // what stands in the document is painted with the next frame, and its entry is there in the one after
  for (let frame = 0; frame < 3; frame++) await new Promise((resolve) => requestAnimationFrame(resolve));
  const largest = await new Promise<number>((resolve) => {
    new PerformanceObserver((list) => resolve(list.getEntries().at(-1)?.startTime ?? Number.NaN)).observe({
      type: "largest-contentful-paint",
      buffered: true,
    });
  });
  const first = performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? Number.NaN;
  return { paint: performance.timeOrigin + first, unlockPaint: performance.timeOrigin + largest };
}

/** The page's own times, taken by its marks: no debugger speaks between start and stop. */
async function appStart(options: Parameters<typeof startApp>[0]): Promise<{ windowMs: number; unlockMs: number; worklistMs: number }> {
  const started = Date.now();
  const app = await startApp({ ...options, quietMs: QUIET_MS });
  try {
    const passphrase = app.page.getByRole("textbox", { name: "Passphrase" });
    await passphrase.waitFor();
    const { paint, unlockPaint } = await app.page.evaluate(paintTimes);
    await passphrase.fill(PASSPHRASE);
    const worklistMs = await app.page.evaluate(async () => {
      const heading = (): boolean =>
        [...document.querySelectorAll("h1")].some((element) => element.textContent?.includes("Assigned to me") === true);
      const pressed = performance.now();
      document.querySelector<HTMLButtonElement>("form button[type=submit], .unlock-form .button-primary")?.click();
      while (!heading()) await new Promise((resolve) => requestAnimationFrame(resolve));
      await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
      return performance.now() - pressed;
    });
    return { windowMs: paint - started, unlockMs: unlockPaint - started, worklistMs };
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
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), "overread-bench-start-"));
  const [folder = ""] = await makeDemoCases(demoCaseCache, { only: ["ultrasound"] });
  const service = new ServiceProcess({ casesDir: folder, stateDir: path.join(dir, "service"), mode: "put" });
  await service.start();
  await prepareVault(dir, service.base);
  const empty: number[] = [];
  const window: number[] = [];
  const unlock: number[] = [];
  const worklist: number[] = [];
  for (let round = 1; round <= ROUNDS; round++) {
    empty.push(await emptyWindow());
    const { windowMs, unlockMs, worklistMs } = await appStart({
      dataDir: path.join(dir, "data"),
      configDir: path.join(dir, "config"),
      demoServiceBase: service.base,
    });
    window.push(windowMs);
    unlock.push(unlockMs);
    worklist.push(worklistMs);
    say(
      `round ${round}: empty ${empty.at(-1)?.toFixed(0)} ms, window ${windowMs.toFixed(0)} ms, unlock screen ${unlockMs.toFixed(0)} ms, worklist ${worklistMs.toFixed(0)} ms after unlock`,
    );
  }
  await service.stop();
  fs.rmSync(dir, { recursive: true, force: true });
  const ratio = (values: readonly number[]): number[] => values.map((value, index) => value / (empty[index] ?? Number.NaN));
  return [
    { name: "empty window, from its process to paint", unit: "ms", rounds: empty, limit: null },
    { name: "window visible, from npm start's process to paint", unit: "ms", rounds: window, limit: null },
    { name: "unlock screen painted, from npm start's process", unit: "ms", rounds: unlock, limit: null },
    { name: "worklist interactive after unlock (key derivation included)", unit: "ms", rounds: worklist, limit: null },
    { name: "window visible / empty window", unit: "×", rounds: ratio(window), limit: 1.3 },
    { name: "unlock screen / empty window", unit: "×", rounds: ratio(unlock), limit: null },
    { name: "worklist after unlock / empty window", unit: "×", rounds: ratio(worklist), limit: null },
  ];
}
