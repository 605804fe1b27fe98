import type { Page } from "playwright";
import { afterAll, beforeAll, expect, test } from "vitest";
import { demoCaseCache, makeDemoCases } from "../fixtures/demo-cases/make-demo-cases.ts";
import { look } from "./driver/look.ts";
import { Stage } from "./driver/stage.ts";

// One file: each test goes on with the marks of the one before it, as a reader would.
let stage: Stage;
let page: Page;
beforeAll(async () => {
  const [folder = ""] = await makeDemoCases(demoCaseCache, { only: ["chest-ct"] });
  stage = await Stage.open({ casesDir: folder });
  page = stage.page;
  await page.setViewportSize({ width: 1_440, height: 900 });
  await stage.firstRun();
  const row = await stage.accept("Lindqvist");
  await row.getByText("Ready offline").waitFor();
  await row.click();
  await drawn(0);
}, 180_000);
afterAll(() => stage.close());

/** Of the demo series, by its Pixel Spacing. */
const PIXEL_MM = 0.72;

const viewport = (at = 0) => page.locator(`[data-viewport='${at}']`);
const drawn = (at: number): Promise<void> => viewport(at).locator("[data-rendered$=':ready']").waitFor();
const list = () => page.getByRole("region", { name: "Marks" });
const labels = (at = 0) => viewport(at).locator(".mark-label text").allTextContents();
const rows = () => list().locator("[data-mark-row] .mark-go").allInnerTexts();
/** Waits until core has given so many marks their numbers. */
const numbered = (count: number) => expect.poll(async () => (await rows()).filter((row) => /^[MRTP]\d/.test(row)).length).toBe(count);
const findings = () => page.locator(".opinion-panel").getByRole("textbox", { name: "Findings" });

type Share = readonly [x: number, y: number];
async function onScreen([x, y]: Share, at = 0): Promise<readonly [number, number]> {
  const box = await viewport(at).boundingBox();
  if (box === null) throw new Error("no viewport");
  return [box.x + x * box.width, box.y + y * box.height];
}

/** Drags with the left button between two places of the viewport, as shares of its size. */
async function drag(from: Share, to: Share, at = 0): Promise<void> {
  await page.mouse.move(...(await onScreen(from, at)));
  await page.mouse.down();
  await page.mouse.move(...(await onScreen([(from[0] + to[0]) / 2, (from[1] + to[1]) / 2], at)));
  await page.mouse.move(...(await onScreen(to, at)));
  await page.mouse.up();
}

/** Keys on the image, one after the other. */
async function keys(...names: readonly string[]): Promise<void> {
  for (const name of names) await page.keyboard.press(name);
}

test("P13: L draws a length in mm of the pixels it covers, with its number on the image and in the list", async () => {
  await viewport().focus();
  await keys("l");
  await drag([0.4, 0.4], [0.5, 0.4]);
  const [, zoom = "1"] = /Zoom ([\d.]+)/.exec((await viewport().locator(".overlay-window").textContent()) ?? "") ?? [];
  const box = await viewport().boundingBox();
  await expect.poll(async () => (await labels())[0]).toMatch(/^M1 /);
  // what was dragged is a tenth of the viewport's width
  const dragged = ((box?.width ?? 0) * 0.1) / Number(zoom);
  const measured = Number(/M1 ([\d.]+) mm/.exec((await labels())[0] ?? "")?.[1]);
  expect(Math.abs(measured / dragged - PIXEL_MM)).toBeLessThan(PIXEL_MM * 0.02);
  expect(await rows()).toEqual([`M1\n${measured.toFixed(1)} mm`]);
});
test("every tool measures: two axes, an angle, regions with their values, an arrow with words, a pixel, a Cobb angle", async () => {
  await keys("b");
  await drag([0.3, 0.6], [0.36, 0.62]);
  await keys("a");
  await drag([0.5, 0.7], [0.6, 0.7]);
  await page.mouse.click(...(await onScreen([0.6, 0.6])));
  await keys("r");
  await drag([0.48, 0.55], [0.53, 0.6]);
  await keys("v");
  await page.mouse.click(...(await onScreen([0.45, 0.5])));
  await keys("t");
  await drag([0.7, 0.5], [0.75, 0.45]);
  await numbered(6);
  const [, axes, angle, region, pixel, arrow] = await rows();
  expect(axes).toMatch(/^M2\n\d+\.\d × \d+\.\d mm$/);
  expect(angle).toMatch(/^M3\n90\.0°$/);
  expect(region).toMatch(/^R1\n−?\d+ HU ± \d+, \d+\.\d mm²$/);
  expect(pixel).toMatch(/^M4\n−?\d+ HU$/);
  expect(arrow).toMatch(/^T1/);
  // its words are asked for at once, and Enter gives the keys back to the image
  await expect
    .poll(() =>
      list()
        .getByRole("textbox", { name: "What T1 shows" })
        .evaluate((field) => field === document.activeElement),
    )
    .toBe(true);
  await page.keyboard.type("Fissure");
  await keys("Enter");
  await expect.poll(() => labels()).toContain("T1 Fissure");
});

test("P16: undo and redo, all at once too; everything is there after a restart, and can still be taken back", async () => {
  const before = await rows();
  await list().getByRole("button", { name: "More about Marks" }).click();
  await page.getByRole("menuitem", { name: "Remove all marks" }).click();
  await expect.poll(rows).toEqual([]);
  await viewport().focus();
  await keys("Control+z");
  await expect.poll(rows).toEqual(before);
  await stage.app.kill();
  await stage.startApp();
  page = stage.page;
  await page.setViewportSize({ width: 1_440, height: 900 });
  await stage.unlock();
  await page.getByRole("row").filter({ hasText: "Lindqvist" }).click();
  await drawn(0);
  await expect.poll(rows).toEqual(before);
  await viewport().focus();
  await keys("Control+Shift+z");
  await expect.poll(rows).toEqual([]);
  await keys("Control+z");
  await expect.poll(rows).toEqual(before);
});

test("P15: Ctrl+M writes a measurement where the reader writes; moving its end changes the number in the text", async () => {
  await list().locator("[data-mark-row] .mark-go", { hasText: "M1" }).click();
  await findings().click();
  await page.keyboard.type("A nodule of ");
  await keys("Control+m");
  const [, summary = ""] = ((await rows())[0] ?? "").split("\n");
  await expect.poll(() => findings().inputValue()).toBe(`A nodule of M1 ${summary}`);
  await viewport().focus();
  await keys("n", "ArrowLeft", "ArrowLeft", "ArrowLeft", "Escape");
  // three pixels longer, in the line and in the text
  const written = async () => Number(/M1 ([\d.]+) mm$/.exec(await findings().inputValue())?.[1]);
  await expect.poll(async () => Math.abs((await written()) - Number.parseFloat(summary) - 3 * PIXEL_MM)).toBeLessThan(0.11);
  expect((await rows())[0]).toBe(`M1\n${(await written()).toFixed(1)} mm`);
});

test("P15, R8: a number in the text that is not the image's blocks signing", async () => {
  await findings().fill("A nodule of M1 99.9 mm");
  await viewport().focus();
  await keys("Control+Enter");
  await page.getByText(/M1 measures [\d.]+ mm on the image/).waitFor();
  await keys("Escape");
});

test("each tool is used without a mouse: arrows move a crosshair, Enter sets points, Escape leaves the tool", async () => {
  await list().getByRole("button", { name: "More about Marks" }).click();
  await page.getByRole("menuitem", { name: "Remove all marks" }).click();
  await expect.poll(rows).toEqual([]);
  await viewport().focus();
  const right = Array.from({ length: 3 }, () => "Shift+ArrowRight");
  const down = Array.from({ length: 2 }, () => "Shift+ArrowDown");
  await keys("l", ...right, "Enter", ...right, "Enter");
  await keys("b", "Enter", ...right, "Enter");
  await keys("a", "Enter", ...right, "Enter", ...down, "Enter");
  await keys("r", "Enter", ...right, ...down, "Enter");
  await keys("t", "Enter", ...down, "Enter");
  await expect.poll(() => page.evaluate(() => document.activeElement?.tagName)).toBe("TEXTAREA");
  await keys("Enter");
  await keys("v", ...down, "Enter", "Escape");
  // 30 pixels of 0.72 mm
  await numbered(6);
  const [length, axes, angle, region, arrow, pixel] = (await rows()).map((row) => row.split("\n")[1] ?? "");
  expect([length, axes, angle]).toEqual(["21.6 mm", "21.6 × 10.8 mm", "90.0°"]);
  expect(region).toMatch(/^−?\d+ HU ± \d+, 244\.3 mm²$/); // π · 15 · 10 pixels of 0.72² mm²
  expect(arrow).toBe("Arrow with text");
  expect(pixel).toMatch(/HU$/);
});

test("P41: a lesion that is followed tells how much it grew since the prior, and only where the reader says that it is the same", async () => {
  await keys("Shift+2");
  await drawn(1);
  await viewport(1).focus();
  await keys("l");
  await drag([0.4, 0.4], [0.44, 0.4], 1);
  await keys("Escape");
  await expect.poll(() => labels(1)).toHaveLength(1);
  await expect.poll(async () => (await labels(1))[0]).toMatch(/^P1 /);
  expect(await list().getByText(/since/).count()).toBe(0);
  await list()
    .locator("[data-mark-row]")
    .first()
    .getByRole("button", { name: /^More about M/ })
    .click();
  await page.getByRole("menuitem", { name: "Same lesion as P1" }).click();
  const now = Number.parseFloat(((await rows())[0] ?? "").split("\n")[1] ?? "");
  const before = Number.parseFloat(((await rows()).at(-1) ?? "").split("\n")[1] ?? "");
  const mm = now - before;
  // by hand, from the figures as shown (T7)
  await list()
    .getByText(`+${mm.toFixed(1)} mm (+${((mm / before) * 100).toFixed(1)} %) since P1`)
    .waitFor();
  await list()
    .getByText(`NOW: Sum of diameters ${now.toFixed(1)} mm in 1 lesion`)
    .waitFor();
  await list()
    .getByText(`PRIOR: Sum of diameters ${before.toFixed(1)} mm in 1 lesion`)
    .waitFor();
});

test("T8: a followed lesion counts as a target; the rules it breaks are said, the sums name their days, and nothing says what they mean", async () => {
  await list().getByRole("button", { name: "More about P1" }).click();
  await page.getByRole("menuitem", { name: "Count as target lesion" }).click();
  const targets = list().getByRole("region", { name: "Target lesions" });
  await list().getByText("Its organ is not named: at most 2 targets in one.").waitFor();
  await list().getByRole("textbox", { name: "Organ", exact: true }).fill("Lung");
  await keys("Enter");
  await expect.poll(() => list().getByText("Its organ is not named").count()).toBe(0);
  const mmOf = (row = "") => Number.parseFloat(row.split("\n")[1] ?? "");
  const [now, before] = [mmOf((await rows())[0]), mmOf((await rows()).at(-1))];
  const mm = now - before;
  expect(await targets.locator("li").allTextContents()).toEqual([
    `27 Oct 2025: ${before.toFixed(1)} mm in 1 targetBaseline.`,
    `2 Nov 2026: ${now.toFixed(1)} mm in 1 target+${mm.toFixed(1)} mm, +${((mm / before) * 100).toFixed(1)} % since the baseline of 27 Oct 2025, the smallest so far.`,
  ]);
  // a node counts by its short axis, which a line has not
  await list().getByText("Lymph node, by its short axis").click();
  await list().getByText("A node counts by its short axis: measure two axes.").waitFor();
  await list().getByText("Lymph node, by its short axis").scrollIntoViewIfNeeded();
  expect.soft(await look(page, "targets")).toEqual([]);
  await list().getByText("Lymph node, by its short axis").click();
  await list().getByRole("button", { name: "More about P1" }).click();
  await page.getByRole("menuitem", { name: "Not a target lesion" }).click();
  await expect.poll(() => targets.count()).toBe(0);
});

test("P15: a mark ends at the edge of the image, by mouse and by key; a click beside the image makes none", async () => {
  const before = (await rows()).length;
  await viewport().focus();
  await keys("Shift+1", "0");
  await drawn(0);
  await viewport().focus();
  await keys("l");
  await drag([0.5, 0.5], [1.4, 0.5]);
  await numbered(before + 1);
  // 512 pixels of 0.72 mm: no line along a row is longer
  const lengthOf = (row = "") => Number(/([\d.]+) mm/.exec(row)?.[1]);
  expect(lengthOf((await rows()).at(-1))).toBeLessThanOrEqual((512 * PIXEL_MM) / 2 + 1);
  await keys("Enter", ...Array.from({ length: 80 }, () => "Shift+ArrowRight"), "Enter");
  await numbered(before + 2);
  expect(lengthOf((await rows()).at(-1))).toBeLessThanOrEqual(512 * PIXEL_MM);
  // the image is square and the viewport is wider
  await page.mouse.click(...(await onScreen([0.02, 0.5])));
  await page.mouse.click(...(await onScreen([0.02, 0.6])));
  await keys("Escape");
  expect(await rows()).toHaveLength(before + 2);
});

test("P16: Delete and Ctrl+Z work on the row of the list that has the keys", async () => {
  const before = await rows();
  await list().locator(".mark-go").last().focus();
  await keys("Delete");
  await expect.poll(rows).toEqual(before.slice(0, -1));
  await keys("Control+z");
  await expect.poll(rows).toEqual(before);
});
