import type { Page } from "playwright";
import { afterEach, expect, test } from "vitest";
import { demoCaseCache, makeDemoCases } from "../fixtures/demo-cases/make-demo-cases.ts";
import { Stage } from "./driver/stage.ts";

let stage: Stage | null = null;
afterEach(async () => {
  await stage?.close();
  stage = null;
});

async function open(name: "ultrasound" | "mammography", family: string): Promise<Page> {
  const [folder = ""] = await makeDemoCases(demoCaseCache, { only: [name] });
  stage = await Stage.open({ casesDir: folder });
  const { page } = stage;
  await page.setViewportSize({ width: 1_440, height: 900 });
  await stage.firstRun();
  const row = await stage.accept(family);
  await row.getByText("Ready offline").waitFor({ timeout: 120_000 });
  await row.click();
  await page.locator("[data-viewport='0'] [data-rendered$=':ready']").waitFor();
  return page;
}

/** A length of 60 image pixels across the middle, by keys alone. */
async function measure(page: Page): Promise<string> {
  await page.locator("[data-viewport='0']").focus();
  const step = Array.from({ length: 3 }, () => "Shift+ArrowRight");
  for (const key of ["l", ...Array.from({ length: 3 }, () => "Shift+ArrowLeft"), "Enter", ...step, ...step, "Enter", "Escape"])
    await page.keyboard.press(key);
  const label = page.locator("[data-viewport='0'] .mark-label text");
  await label.getByText(/^M1 /).waitFor();
  return (await label.textContent()) ?? "";
}

test("T4: in an ultrasound loop a length inside the region is in mm of that region, and says so", async () => {
  const page = await open("ultrasound", "Marchetti");
  expect(await measure(page)).toMatch(/^M1 \d+\.\d mm$/);
  await page.getByRole("button", { name: "More about M1" }).click();
  await page.getByText(/Length · mm \(ultrasound region\)/).waitFor();
});

test("T4, P6: in a mammogram a length is in the millimetres that its header allows, never in plain ones", async () => {
  const page = await open("mammography", "Baumgart");
  expect(await measure(page)).toMatch(/^M1 \d+\.\d mm \S/);
});
