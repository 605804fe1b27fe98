import type { Page } from "playwright";
import { afterAll, beforeAll, expect, test } from "vitest";
import { demoCaseCache, makeDemoCases } from "../fixtures/demo-cases/make-demo-cases.ts";
import { look } from "./driver/look.ts";
import { Stage } from "./driver/stage.ts";

let stage: Stage;
let page: Page;
beforeAll(async () => {
  const [folder = ""] = await makeDemoCases(demoCaseCache, { only: ["chest-ct"] });
  stage = await Stage.open({ casesDir: folder });
  await stage.firstRun();
  const row = await stage.accept("Lindqvist");
  await row.getByText("Ready offline").waitFor();
  await opened();
}, 180_000);
afterAll(() => stage.close());

const viewport = (at: number) => page.locator(`[data-viewport='${at}']`);
const drawn = (at: number): Promise<void> => viewport(at).locator("[data-rendered$=':ready']").waitFor();
const link = () => page.getByRole("button", { name: "Move viewports together" });
const badges = () => page.getByText("LINKED BY HAND", { exact: true });
const imageNumber = async (at: number): Promise<number> =>
  Number(/Im (\d+)/.exec((await viewport(at).locator(".overlay-number").textContent()) ?? "")?.[1]);
const numbers = async () => [await imageNumber(0), await imageNumber(1)];

/** The case from the worklist, with its current images and the prior beside them. */
async function opened(): Promise<void> {
  page = stage.page;
  await page.setViewportSize({ width: 1_440, height: 900 });
  await page.getByRole("row").filter({ hasText: "Lindqvist" }).first().click();
  await drawn(0);
  await drawn(1);
}

async function press(at: number, key: string, times = 1): Promise<void> {
  await viewport(at).focus();
  for (let time = 0; time < times; time += 1) await page.keyboard.press(key);
}

test("P3: two examinations without a common frame of reference hang side by side and are not linked by themselves", async () => {
  await expect.poll(() => link().getAttribute("aria-pressed")).toBe("false");
  expect(await badges().count()).toBe(0);
  const [now = 0, prior = 0] = await numbers();
  await press(0, "ArrowDown", 3);
  await expect.poll(numbers).toEqual([now + 3, prior]);
  await press(0, "ArrowUp", 3);
  await expect.poll(numbers).toEqual([now, prior]);
});

test("P3: aligned by hand and linked, both images say so; 20 mm and 30 mm move both as far, though the slices are 2.5 and 3 mm apart", async () => {
  await press(1, "ArrowDown", 5);
  await press(0, "y");
  await expect.poll(() => badges().count()).toBe(2);
  expect.soft(await look(page, "linked")).toEqual([]);
  const [now = 0, prior = 0] = await numbers();
  await press(0, "ArrowDown", 8);
  // 20 mm = 8 × 2.5 mm; 7 × 3 mm lies nearest
  await expect.poll(numbers).toEqual([now + 8, prior + 7]);
  await press(0, "ArrowDown", 4);
  // 30 mm = 12 × 2.5 mm = 10 × 3 mm
  await expect.poll(numbers).toEqual([now + 12, prior + 10]);
  await press(1, "ArrowUp", 5);
  // 15 mm = 5 × 3 mm = 6 × 2.5 mm
  await expect.poll(numbers).toEqual([now + 6, prior + 5]);
});

test("P3: after a restart the same two hang linked by the same shift, and say so", async () => {
  const [now = 0, prior = 0] = await numbers();
  await stage.app.kill();
  await stage.startApp();
  await stage.unlock();
  await opened();
  await expect.poll(() => badges().count()).toBe(2);
  expect(await link().getAttribute("aria-pressed")).toBe("true");
  // both at the place where they belong together, before anybody scrolls
  const [middle = 0, beside = 0] = await numbers();
  expect(Math.abs((beside - prior) * 3 - (middle - now) * 2.5)).toBeLessThanOrEqual(1.5);
  await press(0, "ArrowDown", now + 6 - middle);
  await expect.poll(numbers).toEqual([now + 6, prior + 5]);
});

test("P3: Y takes the link off, for the next time too", async () => {
  await press(0, "y");
  await expect.poll(() => badges().count()).toBe(0);
  await stage.app.kill();
  await stage.startApp();
  await stage.unlock();
  await opened();
  expect(await badges().count()).toBe(0);
  expect(await link().getAttribute("aria-pressed")).toBe("false");
});
