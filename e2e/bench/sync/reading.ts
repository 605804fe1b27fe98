import type { Page } from "playwright";
import { type Measured, measureOpening } from "../imaging/measure-opening.ts";
import { type MemoryMib, watchMemory } from "./processes.ts";
import { type ListScroll, openCase, scrollRecords } from "./window-measures.ts";

export type Reading = {
  readonly openMs: number;
  readonly longest: Measured;
  readonly records: ListScroll;
  readonly labs: ListScroll;
  readonly memory: MemoryMib;
};

const SCROLL_MS = 4_000;

/** A fresh page over the case that is here: opens it, scrolls its longest series, then the lists of its records. */
export async function measureReading(page: Page, slices: number): Promise<Reading> {
  await page.reload();
  await page.getByRole("row").getByText("Ready offline").first().waitFor();
  const memory = watchMemory();
  const openMs = await page.evaluate(openCase);
  const series = page.locator("button.series-open").filter({ has: page.getByText("Long", { exact: true }) });
  const seriesId = (await series.getAttribute("data-series")) ?? "";
  const longest = await page.evaluate(measureOpening, { seriesId, slices, scrollMs: SCROLL_MS, firstOnly: true });
  const records = await page.evaluate(scrollRecords, { selector: ".record-list-scroll", scrollMs: SCROLL_MS });
  const labs = await page.evaluate(scrollRecords, { selector: ".labs-scroll", scrollMs: SCROLL_MS });
  return { openMs, longest, records, labs, memory: memory.end() };
}
