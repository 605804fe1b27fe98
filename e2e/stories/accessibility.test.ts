import fs from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { axeFile, axeViolations, unreachable } from "./driver/inspect.ts";
import { Stage, smallStoryCase } from "./driver/stage.ts";
import { type Visit, walkCase, walkFirstRun, walkLarge, walkRest, walkSigning, walkWorklist, wearTheme } from "./driver/walk-screens.ts";

const WIDE = { width: 1_440, height: 900 };
const SMALL = { width: 1_280, height: 720 };

const axe = fs.readFileSync(axeFile, "utf8");
const screens: string[] = [];
let stage: Stage;

beforeAll(async () => {
  stage = await Stage.open({ casesDir: await smallStoryCase() });
  await stage.page.setViewportSize(WIDE);
});
afterAll(() => stage.close());

/** axe in both themes and at the smaller size; there every control can still be brought onto the screen. */
const visit: Visit = async (name) => {
  const { page } = stage;
  screens.push(name);
  for (const theme of ["dark", "light"] as const) {
    await wearTheme(page, theme);
    expect.soft(await axeViolations(page, axe), `${name}, ${theme}`).toEqual([]);
  }
  await page.setViewportSize(SMALL);
  expect.soft(await axeViolations(page, axe), `${name} at 1280 × 720`).toEqual([]);
  expect.soft(await unreachable(page), `${name} at 1280 × 720`).toEqual([]);
  await page.setViewportSize(WIDE);
};

test("U15: the first run, in each of its steps", () => walkFirstRun(stage, visit));

test("U15: the worklist, the decision about a case", () => walkWorklist(stage, visit, /nothing clinical|Ready offline/i));

test("U15: images, records, opinion of a case", () => walkCase(stage, visit));

test("U15: review, signing, the outbox", () => walkSigning(stage, visit));

test("U15: settings, palette, keys, parts, the closed window", () => walkRest(stage, visit));

test("the two looks can find something: a picture without words, a button under a sheet", async () => {
  const { page } = stage;
  await page.evaluate(() => {
    const sheet = document.createElement("div");
    sheet.id = "sheet";
    sheet.style.cssText = "position:fixed;inset:0;z-index:99999;background:#777";
    const picture = document.createElement("canvas");
    picture.setAttribute("role", "img");
    sheet.append(picture);
    document.body.append(sheet);
  });
  expect((await axeViolations(page, axe)).length).toBeGreaterThan(0);
  expect((await unreachable(page)).length).toBeGreaterThan(0);
  await page.evaluate(() => document.querySelector("#sheet")?.remove());
  expect(await unreachable(page)).toEqual([]);
});

test("U15: text at twice its size keeps all functions", () => walkLarge(stage, visit));

test("no screen of the walk was left out", () => {
  expect(screens.length).toBeGreaterThanOrEqual(39);
});
