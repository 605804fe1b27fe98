import { setTimeout } from "node:timers/promises";
import type { Page } from "playwright";
import type { Steps } from "../../stories/driver/steps.ts";
import { accept } from "../../stories/driver/story-parts.ts";
import { answersOf } from "./answers.ts";
import { type MemoryMib, type ProcessorMs, processorMsNow, watchMemory } from "./processes.ts";
import { firstPicture, readLongTasks, watchLongTasks } from "./window-measures.ts";

export type Download = {
  readonly wholeMs: number;
  readonly processor: ProcessorMs;
  /** From the last byte of the first image at the service to its picture in the window. */
  readonly pictureMs: number;
  readonly longTasksMs: readonly number[];
  readonly memory: MemoryMib;
};

const LOOK_MS = 1_000;

/** Accepts the one case, opens it at once, and stays with its images until everything is here. */
export async function measureDownload(
  page: Page,
  { steps, logFile, slices }: { readonly steps: Steps; readonly logFile: string; readonly slices: number },
): Promise<Download> {
  const memory = watchMemory();
  await page.evaluate(watchLongTasks);
  await accept(page, null, steps);
  const [startedAt, before] = [Date.now(), processorMsNow()];
  await page
    .getByRole("row")
    .filter({ has: page.getByRole("gridcell") })
    .first()
    .click();
  await page.locator(".case-toolbar").waitFor();
  await page.keyboard.press("Alt+1");
  const pictureAt = await steps.run("First picture", () => page.evaluate(firstPicture));
  await steps.picture("first-picture");
  await steps.run("All images have come", async () => {
    while (answersOf(logFile, "images").count < slices) await setTimeout(LOOK_MS);
  });
  await page.keyboard.press("Alt+0");
  await steps.run("Ready offline", () => page.getByRole("row").getByText("Ready offline").first().waitFor({ timeout: 600_000 }));
  const [wholeMs, after] = [Date.now() - startedAt, processorMsNow()];
  return {
    wholeMs,
    processor: {
      core: after.core - before.core,
      renderer: after.renderer - before.renderer,
      service: after.service - before.service,
      all: after.all - before.all,
    },
    pictureMs: pictureAt - answersOf(logFile, "images").firstAt,
    longTasksMs: await page.evaluate(readLongTasks),
    memory: memory.end(),
  };
}
