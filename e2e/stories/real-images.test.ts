import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import type { Page } from "playwright";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { seedCase } from "../service/seed.ts";
import { sharedPath } from "../support/shared-folder.ts";
import { valueAt } from "./driver/read-images.ts";
import { Stage } from "./driver/stage.ts";

/** Cases made from the collection of real files; each of one patient. */
const wanted = {
  tilted: { folder: "02-ct-gantry-tilt", only: /./ },
  angio: { folder: "08-xa-rf", only: /^xa-96/ },
  pet: { folder: "09-nm-pet", only: /^pet-explicit/ },
  colour: { folder: "12-colour", only: /^TestPattern_RGB/ },
  presented: { folder: "01-ct-chest-series", only: /^ct-05[0-4]/, also: { folder: "18-derived-objects", only: /^made-gsps/ } },
} as const;
type Name = keyof typeof wanted;

const data = sharedPath("data");
const folder = fs.mkdtempSync(path.join(os.tmpdir(), "overread-real-"));
const pictures = process.env["OVERREAD_PICTURES"];

/** The largest of the stored values that independent decoders found at some pixels of a file, and its rescale. */
function probeOf(file: string) {
  const { files } = JSON.parse(fs.readFileSync(path.join(data ?? "", "expected.json"), "utf8")) as { files: ExpectedFile[] };
  const found = files.find((entry) => entry.file === file);
  const [row, column, stored] = [...(found?.frames[0]?.probes ?? [])].sort((a, b) => b[2] - a[2])[0] ?? [0, 0, 0];
  if (found === undefined) throw new Error(`${file} is not in expected.json`);
  return { row, column, stored, rows: found.rows, columns: found.cols, slope: found.rescaleSlope, intercept: found.rescaleIntercept };
}
type ExpectedFile = {
  readonly file: string;
  readonly rows: number;
  readonly cols: number;
  readonly rescaleSlope: number;
  readonly rescaleIntercept: number;
  readonly frames: readonly { readonly probes: readonly (readonly [row: number, column: number, stored: number])[] }[];
};

function seed(name: Name): string {
  const chosen = path.join(folder, "chosen", name);
  fs.mkdirSync(chosen, { recursive: true });
  const material = wanted[name];
  for (const part of "also" in material ? [material, material.also] : [material]) {
    const source = path.join(data ?? "", part.folder);
    for (const file of fs.readdirSync(source).filter((entry) => part.only.test(entry)))
      fs.copyFileSync(path.join(source, file), path.join(chosen, file));
  }
  return seedCase({ dicomDir: chosen, name, outDir: path.join(folder, "cases") }).taskId;
}

describe.skipIf(data === null)("real images in the window (needs ../shared/data)", () => {
  let stage: Stage;
  let page: Page;

  beforeAll(async () => {
    for (const name of Object.keys(wanted) as Name[]) seed(name);
    stage = await Stage.open({ casesDir: path.join(folder, "cases") });
    page = stage.page;
    await page.setViewportSize({ width: 1_440, height: 900 });
    await stage.firstRun();
  }, 120_000);
  afterAll(async () => {
    await stage.close();
    fs.rmSync(folder, { recursive: true, force: true });
  });

  const viewport = (at = 0) => page.locator(`[data-viewport='${at}']`);
  const picture = async (name: string): Promise<void> => {
    if (pictures !== undefined) await page.screenshot({ path: path.join(pictures, `real-${name}.png`) });
  };
  const keys = async (...names: readonly string[]): Promise<void> => {
    for (const name of names) await page.keyboard.press(name);
  };

  async function open(family: string): Promise<void> {
    await page.keyboard.press("Alt+0");
    const row = await stage.accept(family);
    await row.getByText("Ready offline").waitFor({ timeout: 60_000 });
    await row.dblclick();
    await viewport().locator("[data-rendered$=':ready']").waitFor();
    await viewport().focus();
  }

  test("T5, P27: a head CT with tilted gantry hangs stack by stack, and has no other planes, with the angle as the reason", async () => {
    await open("HEAD");
    const series = page.locator("button.series-open");
    // by its geometry: a straight one, two tilted ones and the localizer (facts.json of the collection)
    await expect.poll(() => series.count()).toBe(4);
    await series.filter({ hasText: "12 frames" }).first().click();
    await viewport().locator("[data-rendered$=':ready']").waitFor();
    await viewport().focus();
    await picture("tilted");
    await keys("m", "Shift+ArrowRight");
    await picture("magnifier");
    await keys("w");
    await keys("p");
    await page
      .getByRole("alert")
      .getByText(/The gantry was tilted by 1[68]\.5°: other planes would be slanted\./)
      .waitFor();
    await picture("tilted-no-planes");
    await keys("Escape");
    await viewport().locator("[data-rendered$=':ready']").waitFor();
  });

  test("T4: an angiography of 96 frames plays at its own speed, stops, and is measured in what its header allows", async () => {
    await open("Rubo");
    await page.locator("button.series-open").getByText("96 frames").waitFor();
    const number = async () => Number(/\d+/.exec((await viewport().locator(".overlay-number b").textContent()) ?? "")?.[0]);
    await keys("Enter");
    await expect.poll(number, { timeout: 20_000 }).toBeGreaterThan(10);
    await keys("Enter");
    // the button and the number are of one moment
    await page.getByRole("button", { name: "Play" }).waitFor();
    const stopped = await number();
    await keys("ArrowDown");
    await expect.poll(number).toBe((stopped % 96) + 1);
    await keys("l", "Shift+ArrowLeft", "Enter", ...Array.from({ length: 5 }, () => "Shift+ArrowRight"), "Enter", "Escape");
    // nothing in the file says how big a pixel is: 50 of them
    await viewport().locator(".mark-label").getByText("M1 50 px").waitFor();
    await picture("angio");
  });

  test("T6, T3: a PET slice says the activity of the stored pixel and the SUV that is counted from it", async () => {
    await open("13020110201186");
    const probe = probeOf("09-nm-pet/pet-explicit.dcm");
    const text = await valueAt(page, probe.rows, probe.columns, probe.row, probe.column);
    const [, activity = "", suv = ""] = /^([\d.]+) Bq\/ml · SUVbw ([\d.]+)/.exec(text.replaceAll("\u00a0", " ")) ?? [];
    expect(Number(activity)).toBeCloseTo(probe.stored * probe.slope + probe.intercept, 0);
    // the factor that was counted by hand for this file in real-series.test.ts
    expect(Number(suv)).toBeCloseTo((probe.stored * probe.slope + probe.intercept) * 4.4636407e-4, 2);
    await picture("pet");
  });

  test("T3: a colour image shows its colours and no grey value; a probe on it makes no mark and says why", async () => {
    await open("Pattern");
    await keys("v", "Enter");
    await page.getByRole("region", { name: "Marks" }).getByText("There is no value at this place. No mark was made.").waitFor();
    expect(await page.locator("[data-mark-row]").count()).toBe(0);
    await keys("Escape");
    await picture("colour");
  });

  test("P29: presentation states turn, window and mark the image that they name, by the menu and by keys alone; 0 shows it as stored", async () => {
    await open("CMB-CRC-MSB-01068");
    // the five images run from ct-050 to ct-054, and the states name ct-051
    await keys("Home", "ArrowDown");
    await viewport().locator("[data-rendered$=':1:ready']").waitFor();
    const choose = async (title: string): Promise<void> => {
      await page.getByRole("button", { name: /^Window preset/ }).press("Enter");
      await page.getByRole("menuitemradio", { name: title }).press("Enter");
    };
    const letters = () => viewport().locator(".side-letter").allTextContents();
    await choose("lung window and marks");
    await viewport()
      .getByText("PRESENTATION: LUNG WINDOW AND MARKS", { exact: false })
      .or(viewport().getByText("Presentation: lung window and marks"))
      .first()
      .waitFor();
    await viewport().getByText("W 1500 L −600").waitFor();
    await viewport().locator("[data-presentation] text").getByText("nodule?").waitFor();
    // circle, line, ellipse and the point's cross of two strokes
    const way = await viewport().locator("[data-presentation] .mark-line").getAttribute("d");
    expect(way?.match(/M/g)).toHaveLength(5);
    await picture("presentation-marks");
    // turned by 90 degrees clockwise: what was to the left is above (top, right, bottom, left)
    const stored = await letters();
    await choose("mediastinum rotated");
    await expect.poll(letters).toEqual([stored[3], stored[0], stored[1], stored[2]]);
    await choose("displayed area and shutter");
    await viewport().locator(".presentation-shutter").waitFor({ state: "attached" });
    await picture("presentation-shutter");
    // the next image is named by no state
    await viewport().focus();
    await keys("ArrowDown");
    await viewport().locator("[data-presentation]").waitFor({ state: "detached" });
    await keys("ArrowUp");
    await viewport().locator("[data-presentation]").waitFor({ state: "attached" });
    await keys("0");
    await viewport().locator("[data-presentation]").waitFor({ state: "detached" });
    expect(await letters()).toEqual(stored);
  });
});
