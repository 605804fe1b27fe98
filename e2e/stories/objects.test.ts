import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import type { Page } from "playwright";
import { afterAll, beforeAll, expect, test } from "vitest";
import { caseWithObjects } from "../fixtures/case-with-objects.ts";
import { demoCaseCache, makeDemoCases } from "../fixtures/demo-cases/make-demo-cases.ts";
import { Keyboard, watchPointer } from "./driver/keyboard.ts";
import { look } from "./driver/look.ts";
import { Stage } from "./driver/stage.ts";

/** CSS pixels of a millimetre (CSS Values 4, 6.2). */
const PX_PER_MM = 96 / 25.4;
const cases = fs.mkdtempSync(path.join(os.tmpdir(), "overread-objects-"));
let stage: Stage;
let page: Page;
let keys: Keyboard;
let pointerEvents: () => Promise<number>;

/** A PDF of one page, as small as it can be. */
const pdf = Buffer.from(
  "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n" +
    "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>endobj\n" +
    "4 0 obj<</Length 59>>stream\nBT /F 22 Tf 64 760 Td (Pulmonary function test, page 1) Tj ET\nendstream endobj\n" +
    "5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n",
);

beforeAll(async () => {
  const [source = ""] = await makeDemoCases(demoCaseCache, { only: ["chest-ct"] });
  caseWithObjects(source, path.join(cases, "chest-ct"), [30, 45, 60], pdf);
  stage = await Stage.open({ casesDir: cases });
  page = stage.page;
  keys = new Keyboard(page);
  await page.setViewportSize({ width: 1_440, height: 900 });
  await stage.firstRun();
  const row = await stage.accept("Lindqvist");
  await row.getByText("Ready offline").waitFor({ timeout: 120_000 });
  await row.click();
  await page.locator("[data-viewport='0'] [data-rendered$=':ready']").waitFor();
  pointerEvents = await watchPointer(page);
}, 300_000);
afterAll(async () => {
  await stage?.close();
  fs.rmSync(cases, { recursive: true, force: true });
});

const from = () => page.getByRole("region", { name: "Reports and waveforms from the images" });

/** To the records, and by Tab to the entry; Enter opens it. */
async function open(name: RegExp): Promise<void> {
  await keys.press("Alt+2");
  const entry = from().getByRole("button", { name });
  await entry.waitFor();
  await keys.tabTo(entry);
  await keys.press("Enter");
}

test("P30: a structured report opens as a readable tree, and its images open from it", async () => {
  await open(/CT measurements/);
  const report = page.getByRole("region", { name: "CT measurements" });
  await report.getByRole("heading", { name: "Imaging Measurement Report" }).waitFor();
  await report.getByText("Verified by Weber, Anna, Department of Radiology, 18 Sep 2026 15:12").waitFor();
  const line = (name: string) => report.locator(".sr-line").filter({ has: page.getByText(name, { exact: true }) });
  expect(await line("Long axis").first().textContent()).toBe("Long axis13.4 mm");
  expect(await line("Volume").textContent()).toBe("Volume1.06 cm³");
  expect(await line("SUVbw").textContent()).toBe("SUVbwMeasurement failure");
  await report.getByText("CT image, not in this case").waitFor();
  expect.soft(await look(page, "report")).toEqual([]);
  const image = report.getByRole("button", { name: /^Image 46 · / });
  await keys.tabTo(image);
  await keys.press("Enter");
  await page.locator("[data-viewport='0'] [data-rendered$=':ready']").waitFor();
  // the number of the instance in its header, on the overlay
  await page
    .locator("[data-viewport='0'] .overlay-number")
    .getByText(/\b46\b/)
    .waitFor();
});

test("P17: key objects are a list with small pictures; each leads to its image", async () => {
  await open(/Key object selection/);
  const list = page.getByRole("region", { name: "Key object selection" });
  await list.getByText("Largest extent, upper edge, lower edge").waitFor();
  expect(await list.getByRole("button").allTextContents()).toEqual([
    expect.stringMatching(/^Image 31 · /),
    expect.stringMatching(/^Image 46 · /),
    expect.stringMatching(/^Image 61 · /),
  ]);
  // each with the picture of its own frame; the one that is not here is named in its place
  const pictures = list.locator(".key-picture > img");
  await expect
    .poll(() => pictures.evaluateAll((all) => all.filter((one) => (one as HTMLImageElement).naturalWidth === 128).length))
    .toBe(3);
  expect(new Set(await pictures.evaluateAll((all) => all.map((one) => (one as HTMLImageElement).src))).size).toBe(3);
  await list.locator(".key-picture-none").getByText("CT image, not in this case").waitFor();
  expect.soft(await look(page, "key-objects")).toEqual([]);
  await keys.tabTo(list.getByRole("button", { name: /^Image 61 · / }));
  await keys.press("Enter");
  await page
    .locator("[data-viewport='0'] .overlay-number")
    .getByText(/\b61\b/)
    .waitFor();
});

/** The first row's pulse and the paper, as the window draws them, in CSS pixels. */
const measured = () =>
  page.evaluate(() => {
    const pulse = document.querySelector<SVGPathElement>(".ecg-pulse");
    const paper = document.querySelector<SVGSVGElement>(".ecg-paper");
    if (pulse === null || paper === null) throw new Error("no paper");
    const scale = paper.getBoundingClientRect().width / paper.viewBox.baseVal.width;
    const { height } = pulse.getBBox();
    return { pulseHeightPx: height * scale, mmPx: scale, rows: document.querySelectorAll(".ecg-pulse").length };
  });

const leads = (): Promise<readonly (string | null)[]> =>
  page.locator(".ecg-trace").evaluateAll((paths) => paths.map((each) => each.getAttribute("data-lead")));

test("P30: an ECG stands on true millimetres: 1 mV is 10 mm, a second is 25 mm; the switches change that and nothing else", async () => {
  await open(/Resting ECG/);
  const ecg = page.getByRole("region", { name: "Resting ECG" });
  await ecg.getByRole("img", { name: /^ECG on millimetre paper, 10 s: I, II, III/ }).waitFor();
  const first = await measured();
  expect(first.rows).toBe(4);
  expect(Math.abs(first.mmPx / PX_PER_MM - 1)).toBeLessThan(0.005);
  expect(Math.abs(first.pulseHeightPx / (10 * PX_PER_MM) - 1)).toBeLessThan(0.005);
  expect(await leads()).toEqual(["I", "aVR", "V1", "V4", "II", "aVL", "V2", "V5", "III", "aVF", "V3", "V6", "II"]);
  expect(await ecg.locator(".ecg-said").textContent()).toContain("Heart rate68 /min");
  expect.soft(await look(page, "ecg")).toEqual([]);
  // ten seconds lie on the smallest usual window without scrolling sideways
  await page.setViewportSize({ width: 1_280, height: 720 });
  expect(await ecg.evaluate((area) => area.scrollWidth - area.clientWidth)).toBeLessThanOrEqual(0);
  await page.setViewportSize({ width: 1_440, height: 900 });
  await keys.choose(ecg.getByRole("radiogroup", { name: "Height of 1 mV" }), "20 mm/mV");
  expect(Math.abs((await measured()).pulseHeightPx / (20 * PX_PER_MM) - 1)).toBeLessThan(0.005);
  await keys.choose(ecg.getByRole("radiogroup", { name: "Paper speed" }), "50 mm/s");
  // ten seconds and the pulse before them
  expect(
    Number(
      await ecg
        .locator(".ecg-paper")
        .getAttribute("width")
        .then((width) => width?.replace("mm", "")),
    ),
  ).toBe(515);
  await keys.choose(ecg.getByRole("radiogroup", { name: "Leads" }), "Each whole");
  expect(await leads()).toHaveLength(12);
});

test("P30: a lead whose steps have no stated worth is named and not drawn", async () => {
  const ecg = page.getByRole("region", { name: "Resting ECG" });
  await keys.choose(ecg.getByRole("radiogroup", { name: "Recording" }), "MONITOR");
  await ecg.getByText("Not drawn: V5, because the file does not say what a step is worth.").waitFor();
  expect(await leads()).toEqual(["II"]);
  expect.soft(await look(page, "ecg-without-scale")).toEqual([]);
});

test("P30: the PDF inside an object opens in the reader of documents", async () => {
  await open(/Lung function/);
  await page.locator(".record-body .pdf-page canvas").first().waitFor();
  expect.soft(await look(page, "document")).toEqual([]);
  // looked at for a second: said in the list
  await from()
    .getByRole("button", { name: /Lung function.*opened/ })
    .waitFor();
});

test("J and K reach them too; all of this was done without a pointer", async () => {
  await keys.press("j");
  await page.locator(".ecg-paper").waitFor();
  await keys.press("k", 2);
  await page.getByRole("heading", { name: "Of Interest" }).waitFor();
  expect(await pointerEvents()).toBe(0);
});
