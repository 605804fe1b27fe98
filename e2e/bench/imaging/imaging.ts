import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import type { Page } from "playwright";
import { seedCase } from "../../service/seed.ts";
import { type RunningApp, startApp } from "../../stories/driver/app.ts";
import { ServiceProcess } from "../../stories/driver/service-process.ts";
import { Steps } from "../../stories/driver/steps.ts";
import { acceptAndDownload, firstRun } from "../../stories/driver/story-parts.ts";
import type { Figure } from "../bench-command.ts";
import { type BenchSeries, makeBenchSeries, SLICES } from "./bench-series.ts";
import { type Measured, measureOpening } from "./measure-opening.ts";

const ROUNDS = 5;
const PASSPHRASE = "seven bench words stand here";
const cache = path.resolve(import.meta.dirname, "../../../.cache/bench-imaging");

type Mode = "prepared" | "original";

/** The case of the bench in a vault of its own, downloaded through the real app. */
async function openCase(dir: string, say: (line: string) => void): Promise<{ app: RunningApp; service: ServiceProcess }> {
  const { folder } = seedCase({ dicomDir: cache, name: "bench", outDir: path.join(dir, "cases") });
  const service = new ServiceProcess({ casesDir: folder, stateDir: path.join(dir, "service"), mode: "put" });
  await service.start();
  const app = await startApp({ dataDir: path.join(dir, "data"), configDir: path.join(dir, "config"), demoServiceBase: service.base });
  fs.mkdirSync(path.join(dir, "pictures"));
  const steps = new Steps(path.join(dir, "pictures"), say);
  steps.page = app.page;
  await firstRun(app, service.base, PASSPHRASE, { user: "demo", password: "demo" }, steps);
  await acceptAndDownload(app.page, null, steps);
  return { app, service };
}

const sealedFiles = (dir: string): number =>
  fs.readdirSync(path.join(dir, "data"), { recursive: true }).filter((name) => String(name).endsWith(".ovb")).length;

/** Waits until core has made, or taken away, what it does in the background: no sealed file comes or goes for a while. */
async function untilQuiet(dir: string): Promise<void> {
  const QUIET_MS = 6_000;
  let [count, since] = [sealedFiles(dir), Date.now()];
  while (Date.now() - since < QUIET_MS) {
    await new Promise((resolve) => setTimeout(resolve, 250));
    const now = sealedFiles(dir);
    if (now !== count) [count, since] = [now, Date.now()];
  }
}

async function choose(page: Page, size: string): Promise<void> {
  await page.keyboard.press("Control+,");
  await page.getByRole("button", { name: "Lock and vault" }).click();
  await page.getByRole("radiogroup", { name: "Prepared images" }).getByRole("radio", { name: size }).click();
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

async function measure(page: Page, { syntax }: BenchSeries, withMemory: boolean): Promise<Measured> {
  await toImages(page);
  const series = page.locator("button.series-open").filter({ has: page.getByText(syntax.name, { exact: true }) });
  const seriesId = (await series.getAttribute("data-series")) ?? "";
  return page.evaluate(measureOpening, { seriesId, slices: SLICES, withMemory });
}

type Rounds = { firstMs: number[]; allMs: number[]; memory: number[] };

function figuresOf(name: string, rounds: Rounds): Figure[] {
  return [
    { name: `${name}: first image`, unit: "ms", rounds: rounds.firstMs, limit: null },
    { name: `${name}: all ${SLICES} frames`, unit: "ms", rounds: rounds.allMs, limit: null },
    { name: `${name}: memory / decoded bytes`, unit: "×", rounds: rounds.memory, limit: 1.4 },
  ];
}

/** First image, all frames and memory of one series in six codings, out of the sealed vault through the real window. */
export async function benchImaging(say: (line: string) => void): Promise<readonly Figure[]> {
  const all = await makeBenchSeries(cache, say);
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), "overread-bench-imaging-"));
  const { app, service } = await openCase(dir, say);
  const figures: Figure[] = [];
  try {
    for (const mode of ["prepared", "original"] satisfies Mode[]) {
      if (mode === "original") await choose(app.page, "None");
      await untilQuiet(dir);
      const rounds = new Map<string, Rounds>(all.map(({ syntax }) => [syntax.name, { firstMs: [], allMs: [], memory: [] }]));
      for (let round = 1; round <= ROUNDS; round++) {
        for (const series of all) {
          const { firstMs, allMs, memoryRatio } = await measure(app.page, series, round === 1);
          const own = rounds.get(series.syntax.name);
          own?.firstMs.push(firstMs);
          own?.allMs.push(allMs);
          if (memoryRatio !== null) own?.memory.push(memoryRatio);
          say(`round ${round}, ${mode} ${series.syntax.name}: first ${firstMs.toFixed(0)} ms, all ${allMs.toFixed(0)} ms`);
        }
      }
      for (const [name, own] of rounds) figures.push(...figuresOf(`${mode} ${name}`, own));
    }
  } finally {
    await app.close();
    await service.stop();
    fs.rmSync(dir, { recursive: true, force: true });
  }
  return figures;
}
