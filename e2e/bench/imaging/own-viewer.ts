import { spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import type { Browser, Page } from "playwright";
import { seedCase } from "../../service/seed.ts";
import { startApp } from "../../stories/driver/app.ts";
import { ServiceProcess } from "../../stories/driver/service-process.ts";
import { Steps } from "../../stories/driver/steps.ts";
import { acceptAndDownload, firstRun } from "../../stories/driver/story-parts.ts";
import { processorTimeBelow } from "../processor-time.ts";
import { type BenchSeries, SLICE_BYTES } from "./bench-series.ts";
import type { Opening } from "./compare.ts";
import { measureMemory, measureOpening } from "./measure-opening.ts";

const PASSPHRASE = "seven bench words stand here";

/** What is measured besides the opening itself. */
export type Ask = { readonly slices: number; readonly scrollMs: number | null; readonly withMemory: boolean };

/** A viewer that opens the series of the bench. */
export type Viewer = {
  readonly name: string;
  /** A fresh page, a short series on the screen, then the one that is measured. Throws with the reason where the viewer cannot show it. */
  readonly open: (series: BenchSeries, ask: Ask) => Promise<Opening>;
  readonly close: () => Promise<void>;
};

const sealedFiles = (dir: string): number =>
  fs.readdirSync(path.join(dir, "data"), { recursive: true }).filter((name) => String(name).endsWith(".ovb")).length;

/**
 * Waits until core has made, or taken away, what it does in the background: no sealed file comes or goes for a while. Then what was written
 * goes to the disk, where the system can: else it would be written while somebody is measured.
 */
export async function untilQuiet(dir: string): Promise<void> {
  const QUIET_MS = 6_000;
  let [count, since] = [sealedFiles(dir), Date.now()];
  while (Date.now() - since < QUIET_MS) {
    await new Promise((resolve) => setTimeout(resolve, 250));
    const now = sealedFiles(dir);
    if (now !== count) [count, since] = [now, Date.now()];
  }
  spawnSync("sync");
}

async function keepNoPacks(page: Page): Promise<void> {
  await page.keyboard.press("Control+,");
  await page.getByRole("button", { name: "Lock and vault" }).click();
  await page.getByRole("radiogroup", { name: "Prepared images" }).getByRole("radio", { name: "None" }).click();
  // the settings would come back with the page
  await page.keyboard.press("Alt+0");
  await page.getByRole("row").getByText("Ready offline").first().waitFor();
}

/** A fresh page, the case open, its first picture on the screen. */
async function toImages(page: Page): Promise<void> {
  await page.reload();
  // a case that was open is open again
  const row = page.getByRole("row").getByText("Ready offline").first();
  await row.or(page.locator("button.series-open").first()).waitFor();
  if (await row.isVisible()) await row.dblclick();
  await page.waitForFunction(() => document.querySelector("[data-viewport='0'] [data-rendered$=':1:ready']") !== null);
}

async function openOwn(page: Page, { syntax }: BenchSeries, { slices, scrollMs, withMemory }: Ask): Promise<Opening> {
  await toImages(page);
  const series = page.locator("button.series-open").filter({ has: page.getByText(syntax.name, { exact: true }) });
  const seriesId = (await series.getAttribute("data-series")) ?? "";
  const idleBytes = withMemory ? await page.evaluate(measureMemory) : 0;
  const before = processorTimeBelow(process.pid);
  const measured = await page.evaluate(measureOpening, { seriesId, slices, scrollMs, firstOnly: false });
  const cpuMs = processorTimeBelow(process.pid) - before;
  const memoryRatio = withMemory ? ((await page.evaluate(measureMemory)) - idleBytes) / (slices * SLICE_BYTES) : null;
  return { ...measured, cpuMs, memoryRatio, wrongFrames: null };
}

/**
 * The real app over a vault of its own below `dir`, into which it has downloaded the case. `prepared`: as it is; `original`: with the
 * setting that keeps no prepared packs, so that each opening decodes the original bytes.
 */
export async function startOwnViewer(
  name: "prepared" | "original",
  { dir, series, say }: { dir: string; series: string; say: (line: string) => void },
): Promise<Viewer & { readonly browser: Browser }> {
  fs.mkdirSync(path.join(dir, "pictures"), { recursive: true });
  const { folder } = seedCase({ dicomDir: series, name: "bench", outDir: path.join(dir, "cases") });
  const service = new ServiceProcess({ casesDir: folder, stateDir: path.join(dir, "service"), mode: "put" });
  await service.start();
  const app = await startApp({ dataDir: path.join(dir, "data"), configDir: path.join(dir, "config"), demoServiceBase: service.base });
  const steps = new Steps(path.join(dir, "pictures"), say);
  steps.page = app.page;
  await firstRun(app, service.base, PASSPHRASE, { user: "demo", password: "demo" }, steps);
  await acceptAndDownload(app.page, null, steps);
  if (name === "original") await keepNoPacks(app.page);
  await untilQuiet(dir);
  const browser = app.page.context().browser();
  if (browser === null) throw new Error("the app's browser was not found");
  const close = async (): Promise<void> => {
    await app.close();
    await service.stop();
  };
  return { name, browser, open: (one, ask) => openOwn(app.page, one, ask), close };
}
