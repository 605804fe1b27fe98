import type { Page } from "playwright";
import { afterAll, beforeAll, expect, test } from "vitest";
import { demoCaseCache, makeDemoCases } from "../fixtures/demo-cases/make-demo-cases.ts";
import { beside, USUAL_WIDTHS } from "./driver/inspect.ts";
import { Stage } from "./driver/stage.ts";

let stage: Stage;
let page: Page;
beforeAll(async () => {
  const [folder = ""] = await makeDemoCases(demoCaseCache, { only: ["brain-mr"] });
  stage = await Stage.open({ casesDir: folder });
  page = stage.page;
  await page.setViewportSize({ width: 1_440, height: 900 });
  await stage.firstRun();
  const row = await stage.accept("Okonjo");
  await row.getByText("Ready offline").waitFor();
  await row.click();
  await drawn(0);
}, 120_000);
afterAll(() => stage.close());

const viewport = (at: number) => page.locator(`[data-viewport='${at}']`);
const shows = (at: number): Promise<string | null> => viewport(at).getAttribute("data-shows");
const seriesIds = (): Promise<string[]> =>
  page.locator("button.series-open").evaluateAll((all) => all.map((button) => (button as HTMLElement).dataset["series"] ?? ""));
const drawn = (at: number): Promise<void> => viewport(at).locator("[data-rendered$=':ready']").waitFor();

test("T16: grids of 2, 4, 6 and 9 by their keys, of 16 by name; each new place takes a series that is not shown yet", async () => {
  const ids = await seriesIds();
  expect(ids.length).toBeGreaterThanOrEqual(3);
  for (const count of [2, 4, 6, 9]) {
    await viewport(0).focus();
    await page.keyboard.press(`Shift+${count}`);
    await expect.poll(() => page.locator("[data-viewport]").count()).toBe(count);
  }
  await drawn(1);
  await drawn(2);
  expect(new Set([await shows(0), await shows(1), await shows(2)]).size).toBe(3);
  await page.keyboard.press("Control+K");
  await page.keyboard.type("Sixteen viewports");
  await page.keyboard.press("Enter");
  await expect.poll(() => page.locator("[data-viewport]").count()).toBe(16);
});

test("a double click shows that viewport alone, with its own series, and the grid again", async () => {
  await viewport(0).focus();
  await page.keyboard.press("Shift+2");
  await drawn(1);
  const [first, second] = [await shows(0), await shows(1)];
  await viewport(1).dblclick();
  await expect.poll(() => page.locator("[data-viewport]").count()).toBe(1);
  await drawn(1);
  expect(await shows(1)).toBe(second);
  await viewport(1).dblclick();
  await drawn(0);
  expect([await shows(0), await shows(1)]).toEqual([first, second]);
});

/** The last number of mm in the overlay: where the slice lies. */
async function sliceMm(at: number): Promise<number> {
  const text = (await viewport(at).locator(".overlay-window").textContent()) ?? "";
  const found = [...text.replaceAll("\u2212", "-").matchAll(/(-?[\d.]+)\s*mm/g)].at(-1)?.[1];
  return Number(found);
}

test("P3: linked viewports show the same place of the patient, whichever is moved; Y takes them apart again", async () => {
  await viewport(0).focus();
  await page.keyboard.press("Shift+2");
  await drawn(1);
  await viewport(0).focus();
  await page.keyboard.press("y");
  for (const [lead, other, key] of [
    [0, 1, "PageDown"],
    [1, 0, "PageUp"],
    [1, 0, "ArrowUp"],
  ] as const) {
    await viewport(lead).focus();
    await page.keyboard.press(key);
    // the slices of these series lie at most 5 mm apart
    await expect.poll(async () => Math.abs((await sliceMm(lead)) - (await sliceMm(other)))).toBeLessThanOrEqual(2.5);
  }
  await page.keyboard.press("y");
  const still = await sliceMm(0);
  await page.keyboard.press("PageDown");
  await expect.poll(async () => (await sliceMm(1)) === still).toBe(false);
  expect(await sliceMm(0)).toBe(still);
});

/** Window width, window level and zoom as the overlay says them. */
async function look(at: number): Promise<readonly number[]> {
  const text = ((await viewport(at).locator(".overlay-window").textContent()) ?? "").replaceAll(/[,\u202f]/g, "");
  return [/W (\d+)/, /L (\d+)/, /Zoom ([\d.]+)/].map((pattern) => Number(pattern.exec(text)?.[1]));
}

test("window, zoom and pan without a mouse: Shift and arrows move the chosen tool; + and − zoom, * is one to one, = fits", async () => {
  await viewport(0).focus();
  await page.keyboard.press("Shift+1");
  await page.keyboard.press("w");
  const [width = 0, level = 0, zoom = 0] = await look(0);
  await page.keyboard.press("Shift+ArrowRight");
  await expect.poll(async () => (await look(0))[0]).toBeGreaterThan(width);
  await page.keyboard.press("Shift+ArrowDown");
  await expect.poll(async () => (await look(0))[1]).not.toBe(level);
  await page.keyboard.press("+");
  await expect.poll(async () => (await look(0))[2]).toBeCloseTo(zoom * 1.25, 1);
  await page.keyboard.press("Shift+Digit8");
  await expect.poll(async () => (await look(0))[2]).toBe(1);
  await page.keyboard.press("=");
  await expect.poll(async () => (await look(0))[2]).toBe(zoom);
  await page.keyboard.press("z");
  await page.keyboard.press("Shift+ArrowUp");
  await expect.poll(async () => (await look(0))[2]).toBeGreaterThan(zoom);
  await page.keyboard.press("0");
  await page.keyboard.press("Shift+2");
  // series that lie alike cut each other nowhere
  await drawn(1);
  expect(await page.locator("[data-reference-line]").count()).toBe(0);
});

test("a series that is dragged onto a viewport is shown there and nowhere else", async () => {
  const before = await shows(0);
  const other = (await seriesIds()).find((id) => id !== before) ?? "";
  await page.locator(`button.series-open[data-series='${other}']`).dragTo(viewport(0));
  await expect.poll(() => shows(0)).toBe(other);
  await drawn(0);
});

test("a series that was left is there again at once: nothing is asked of core a second time", async () => {
  await viewport(0).focus();
  await page.keyboard.press("Shift+1");
  const [first = "", second = ""] = await seriesIds();
  const open = async (id: string): Promise<void> => {
    await page.locator(`button.series-open[data-series='${id}']`).click();
    await page.waitForFunction((shown) => {
      const bar = document.querySelectorAll(`[data-viewport='0'][data-shows='${shown}'] .frame-run`);
      return bar.length === 1 && bar[0]?.classList.contains("frame-ready") === true;
    }, id);
  };
  await open(first);
  await open(second);
  const asked: string[] = [];
  page.on("request", (request) => request.url().includes("/frames/") && asked.push(request.url()));
  await open(first);
  expect(asked).toEqual([]);
});

/** The magnifier's middle in CSS pixels of its viewport, and its brightest and darkest grey; null while it is not there. */
const lens = () =>
  page.evaluate(() => {
    const canvas = document.querySelector<HTMLCanvasElement>("[data-viewport='0'] [data-lens]");
    if (canvas === null || canvas.style.display === "none") return null;
    const { data } = canvas.getContext("2d")?.getImageData(0, 0, canvas.width, canvas.height) ?? { data: new Uint8ClampedArray(4) };
    const greys = data.filter((_, at) => at % 4 === 0);
    return { x: canvas.offsetLeft + canvas.offsetWidth / 2, least: Math.min(...greys), most: Math.max(...greys) };
  });

test("the magnifier shows the pixels around the hand while the button is down, and moves by keys; another tool puts it away", async () => {
  await viewport(0).focus();
  for (const key of ["Shift+1", "0", "m"]) await page.keyboard.press(key);
  await drawn(0);
  expect(await lens()).toBeNull();
  const box = await viewport(0).boundingBox();
  if (box === null) throw new Error("no viewport");
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await page.mouse.down();
  const middle = await lens();
  expect((middle?.most ?? 0) - (middle?.least ?? 0)).toBeGreaterThan(30);
  await page.mouse.move(box.x + box.width / 2 + 60, box.y + box.height / 2);
  expect(Math.round(((await lens())?.x ?? 0) - (middle?.x ?? 0))).toBe(60);
  await page.mouse.up();
  expect(await lens()).toBeNull();
  await page.keyboard.press("Shift+ArrowRight");
  expect(await lens()).not.toBeNull();
  await page.keyboard.press("w");
  expect(await lens()).toBeNull();
});

test("P4: the 3D cursor points at one place of the patient in every viewport of the same frame of reference, by mouse and by keys", async () => {
  const cursor = (at: number) => viewport(at).locator("[data-space-cursor]").getAttribute("data-space-cursor");
  await viewport(0).focus();
  for (const key of ["Shift+2", "0", "c"]) await page.keyboard.press(key);
  await drawn(1);
  const box = await viewport(0).boundingBox();
  if (box === null) throw new Error("no viewport");
  await viewport(0).focus();
  for (let step = 0; step < 3; step++) await page.keyboard.press("ArrowUp");
  await page.mouse.click(box.x + box.width * 0.55, box.y + box.height * 0.45);
  await expect.poll(() => cursor(1)).toMatch(/^[\d.]+ [\d.]+$/);
  await expect.poll(async () => Math.abs((await sliceMm(0)) - (await sliceMm(1)))).toBeLessThanOrEqual(2.5);
  const before = await cursor(0);
  await page.keyboard.press("Shift+ArrowRight");
  // ten pixels of the image farther
  await expect.poll(async () => Number((await cursor(0))?.split(" ")[0])).toBeCloseTo(Number(before?.split(" ")[0]) + 10, 1);
  await page.keyboard.press("w");
  await viewport(0).locator("[data-space-cursor]").waitFor({ state: "detached" });
});

test("guide §8: the palette and the key card give the keys back to where they were", async () => {
  const focused = () => page.evaluate(() => document.activeElement?.getAttribute("data-viewport") ?? document.activeElement?.tagName);
  await viewport(1).focus();
  await page.keyboard.press("F1");
  await page.getByRole("dialog").waitFor();
  await page.keyboard.press("Escape");
  await expect.poll(focused).toBe("1");
  await viewport(0).focus();
  for (const close of ["Escape", "Enter"]) {
    await page.keyboard.press("Control+K");
    await page.getByRole("dialog").waitFor();
    if (close === "Enter") await page.keyboard.type("Invert");
    await page.keyboard.press(close);
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await expect.poll(focused).toBe("0");
  }
});

test("T18: at every usual width the whole window is on the screen, no control of it beside the edge", async () => {
  await viewport(0).focus();
  for (const width of USUAL_WIDTHS) {
    await page.setViewportSize({ width, height: 800 });
    await expect.poll(async () => [width, await beside(page)]).toEqual([width, 0]);
  }
  await page.setViewportSize({ width: 1_440, height: 900 });
});
