import fs from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import type { Page } from "playwright";
import { demoCaseCache, makeDemoCases } from "../../fixtures/demo-cases/make-demo-cases.ts";
import { Stage } from "./stage.ts";
import { type Visit, walkCase, walkFirstRun, walkLarge, walkRest, walkSigning, walkWorklist, wearTheme } from "./walk-screens.ts";

const SIZES = [
  { width: 1_440, height: 900 },
  { width: 1_280, height: 720 },
] as const;

/** Fonts, two frames of the display, and every movement that ends (a spinner does not): what was asked for is drawn. */
const settled = (stage: Stage): Promise<unknown> =>
  stage.page.evaluate(async () => {
    await document.fonts.ready;
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    const ending = document
      .getAnimations()
      .filter((animation) => animation.effect?.getComputedTiming().iterations !== Number.POSITIVE_INFINITY);
    await Promise.all(ending.map((animation) => animation.finished.catch(() => undefined)));
  });

/** Pictures of every screen in both themes at both sizes: `<folder>/<name>-<theme>[-1280].png`. Answers how many. */
export async function takePictures(out: string, say: (line: string) => void): Promise<number> {
  fs.mkdirSync(out, { recursive: true });
  const folders = await makeDemoCases(demoCaseCache);
  const stage = await Stage.open({ casesDir: folders });
  let count = 0;
  const visit: Visit = async (name) => {
    for (const theme of ["dark", "light"] as const) {
      await wearTheme(stage.page, theme);
      for (const size of SIZES) {
        await stage.page.setViewportSize(size);
        await settled(stage);
        await stage.page.screenshot({ path: path.join(out, `${name}-${theme}${size.width === 1_280 ? "-1280" : ""}.png`) });
        count++;
      }
      await stage.page.setViewportSize(SIZES[0]);
    }
    say(name);
  };
  try {
    await stage.page.setViewportSize(SIZES[0]);
    await walkFirstRun(stage, visit);
    await walkWorklist(stage, visit, /Lindqvist/);
    await walkCase(stage, visit);
    await walkSigning(stage, visit);
    await walkRest(stage, visit);
    await walkLarge(stage, visit);
  } finally {
    await stage.page.screenshot({ path: path.join(out, "last.png") }).catch(() => undefined);
    await stage.close();
  }
  return count;
}

/** Where the nodule of the demo case lies from the middle of a fitted viewport, in CSS pixels. */
const NODULE_PX = { x: 85, y: -23 };

/** The two axes of the nodule in one of the viewports. */
async function measureNodule(
  page: Page,
  at: string,
  place: { readonly x: number; readonly y: number; readonly half: number },
): Promise<void> {
  const viewport = page.locator(`[data-viewport='${at}']`);
  await viewport.focus();
  const box = await viewport.boundingBox();
  if (box === null) throw new Error("the viewport has no place");
  const x = box.x + box.width / 2 + NODULE_PX.x + place.x;
  const y = box.y + box.height / 2 + NODULE_PX.y + place.y;
  await page.keyboard.press("b");
  await page.mouse.move(x - place.half, y + 2);
  await page.mouse.down();
  await page.mouse.move(x + place.half, y - 2, { steps: 4 });
  await page.mouse.up();
  await viewport.locator(".mark-label").waitFor();
  await page.keyboard.press("Escape");
}

/** The picture of the README: the chest CT beside its prior, the opinion half written. */
async function takeReadmePicture(file: string): Promise<void> {
  const stage = await Stage.open({ casesDir: await makeDemoCases(demoCaseCache, { only: ["chest-ct"] }) });
  const { page } = stage;
  try {
    await page.setViewportSize(SIZES[0]);
    await stage.firstRun();
    const row = await stage.accept("Lindqvist");
    await row.getByText("Ready offline").waitFor({ timeout: 300_000 });
    await row.click();
    await page.locator("[data-viewport='0'] .overlay-number").waitFor();
    await page.keyboard.press("Shift+2");
    // the nodule of both examinations, somewhat nearer
    for (const [at, tens, ones] of [
      ["1", 2, 1],
      ["0", 2, 6],
    ] as const) {
      const viewport = page.locator(`[data-viewport='${at}']`);
      await viewport.locator(".overlay-number").waitFor();
      await viewport.focus();
      await page.keyboard.press("1");
      for (let step = 0; step < tens; step++) await page.keyboard.press("PageUp");
      for (let step = 0; step < ones; step++) await page.keyboard.press("ArrowUp");
      const box = await viewport.boundingBox();
      if (box === null) throw new Error("the viewport has no place");
      await page.mouse.move(box.x + box.width / 2 + NODULE_PX.x, box.y + box.height / 2 + NODULE_PX.y);
      await page.keyboard.down("Control");
      await page.mouse.wheel(0, -200);
      await page.keyboard.up("Control");
      await page.waitForFunction((name) => document.querySelector(`[data-viewport='${name}'] .viewport-notice`) === null, at);
    }
    await measureNodule(page, "1", { x: -1, y: 1, half: 10 });
    await measureNodule(page, "0", { x: 4, y: 1, half: 13 });
    await page.getByRole("button", { name: "More about M1" }).click();
    await page.getByRole("menuitem", { name: "Same lesion as P1" }).click();
    await page.mouse.move(0, 0);
    await page.locator("[data-viewport='0']").focus();
    await page.keyboard.press("k");
    await page.getByRole("textbox", { name: "Caption of key image 1" }).fill("Left upper lobe, spiked edge");
    await page
      .getByRole("textbox", { name: "Answer to question 1" })
      .fill(
        "It has really grown. Both scans show it at the same level, and the other scanner explains only a small part of the difference.",
      );
    await page
      .getByRole("textbox", { name: "Findings" })
      .fill("No enlarged lymph nodes. Nodule in the left upper lobe, larger than twelve months ago: ");
    await page.keyboard.press("Control+m");
    await page.locator("[data-saving='saved']").first().waitFor();
    await page.locator("[data-viewport='0']").focus();
    await settled(stage);
    await page.screenshot({ path: file, ...(file.endsWith(".png") ? {} : { type: "jpeg", quality: 88 }) });
  } finally {
    await stage.close();
  }
}

/** `node e2e/commands/screens.mjs [--out DIR | --readme FILE]`: for eyes, beside the pictures that set the bar. */
export async function runScreensCommand(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: { out: { type: "string", default: "out/screens" }, readme: { type: "string" } },
  });
  if (values.readme !== undefined) {
    await takeReadmePicture(path.resolve(values.readme));
    return 0;
  }
  const out = path.resolve(values.out);
  const count = await takePictures(out, (line) => void process.stdout.write(`${line}\n`));
  process.stdout.write(`${count} pictures in ${out}\n`);
  return 0;
}
