import type { Locator, Page } from "playwright";
import type { KeyImageHint } from "../../fixtures/demo-cases/key-images.ts";

const SEEN_MS = 125;

const counter = async (page: Page): Promise<{ readonly index: number; readonly count: number }> => {
  const text = ((await page.locator("[data-viewport='0'] .overlay-number").textContent()) ?? "").replaceAll("\n", " ");
  const match = /(\d+)\s*\/\s*(\d+)/.exec(text);
  return { index: Number(match?.[1] ?? 0), count: Number(match?.[2] ?? 0) };
};

/** Waits until the counter says that this image is due, and its picture is there or is named as one that cannot be shown. */
async function shown(page: Page, index: number): Promise<void> {
  await page.waitForFunction(
    (wanted) => {
      const viewport = document.querySelector("[data-viewport='0']");
      const number = viewport?.querySelector(".overlay-number b")?.textContent?.replace(/\D/g, "");
      return Number(number) === wanted && viewport?.querySelector(".viewport-notice:not(.viewport-failed)") === null;
    },
    index,
    { timeout: 60_000 },
  );
}

/**
 * Scrolls through every image of the open series with the key, each long enough to count as seen (T12). Answers how many were shown: those that
 * cannot be are named in their place.
 */
export async function scrollSeries(page: Page, onImage: (index: number) => Promise<void> = async () => {}): Promise<number> {
  const viewport = page.locator("[data-viewport='0']");
  await viewport.focus();
  await page.keyboard.press("Home");
  const { count } = await counter(page);
  let pictures = 0;
  for (let index = 1; index <= count; index++) {
    await shown(page, index);
    if ((await viewport.locator(".viewport-failed").count()) === 0) {
      pictures++;
      await onImage(index);
    }
    await page.waitForTimeout(SEEN_MS);
    if (index < count) await page.keyboard.press("ArrowDown");
  }
  return pictures;
}

/**
 * What the window itself counts as looked at: "all" for the series open. A series with images that cannot be shown never gets there: then
 * the run goes on, and the summary says what was left.
 */
export async function waitUntilCounted(series: Locator): Promise<void> {
  await series
    .getByText("all looked at")
    .waitFor({ timeout: 5_000 })
    .catch(() => undefined);
}

/**
 * Brings the picture of the hint into the first viewport, as a reader would: series, first image, then by key. Without a hint the middle of
 * the first series that can be shown there; false when there is none.
 */
export async function goToImage(page: Page, hint: KeyImageHint | null): Promise<boolean> {
  const all = page.locator("button.series-open");
  for (const series of await (hint === null ? all : all.filter({ hasText: hint.series })).all()) {
    await series.click();
    await page.locator(`[data-viewport='0'][data-shows='${await series.getAttribute("data-series")}']`).waitFor();
    if (!(await scrollTo(page, hint))) continue;
    if (hint?.presetKey) await page.keyboard.press(hint.presetKey);
    return true;
  }
  if (hint !== null) throw new Error(`the picture of the finding is not in the series ${hint.series}`);
  return false;
}

/** Scrolls the open series to the wanted picture; false when it is not there, or cannot be shown. */
async function scrollTo(page: Page, hint: KeyImageHint | null): Promise<boolean> {
  await page.locator("[data-viewport='0']").focus();
  await page.keyboard.press("Home");
  const { count } = await counter(page);
  for (let index = 1; index <= count; index++) {
    await shown(page, index);
    if (await isWanted(page, hint, index, count)) return (await page.locator("[data-viewport='0'] .viewport-failed").count()) === 0;
    await page.keyboard.press("ArrowDown");
  }
  return false;
}

async function isWanted(page: Page, hint: KeyImageHint | null, index: number, count: number): Promise<boolean> {
  if (hint === null) return index === Math.ceil(count / 2);
  if (hint.sliceMm === null) return index === hint.image;
  const sliceMm = await sliceMmShown(page);
  return sliceMm !== null && Math.abs(Math.abs(sliceMm) - Math.abs(hint.sliceMm)) < 0.06;
}

/** Where the middle of a stored pixel is on the screen. The image is fitted and not turned. */
export async function pixelOnScreen(
  page: Page,
  rows: number,
  columns: number,
  row: number,
  column: number,
): Promise<{ x: number; y: number }> {
  const box = await page.locator("[data-viewport='0'] .viewport-place").boundingBox();
  if (box === null) throw new Error("the viewport has no place");
  const scale = Math.min(box.width / columns, box.height / rows);
  return {
    x: box.x + box.width / 2 + (column + 0.5 - columns / 2) * scale,
    y: box.y + box.height / 2 + (row + 0.5 - rows / 2) * scale,
  };
}

/** The value under the cursor at a stored pixel of the image shown, as the screen writes it. */
export async function valueAt(page: Page, rows: number, columns: number, row: number, column: number): Promise<string> {
  const { x, y } = await pixelOnScreen(page, rows, columns, row, column);
  await page.mouse.move(x - 3, y - 3);
  await page.mouse.move(x, y);
  const text = page.locator("[data-viewport='0'] .overlay-probe");
  await text.getByText(`x ${column} y ${row}`).waitFor({ timeout: 5_000 });
  return (await page.locator("[data-viewport='0'] .overlay-window").getAttribute("data-probe")) ?? "";
}

/** The place of the slice as the overlay writes it, in mm; null when the image has none. */
export async function sliceMmShown(page: Page): Promise<number | null> {
  const text = ((await page.locator("[data-viewport='0'] .overlay-window").textContent()) ?? "")
    .replaceAll("\u2212", "-")
    .replaceAll("\u00a0", " ");
  const values = [...text.matchAll(/(-?[\d.]+) mm/g)].map((match) => Number(match[1]));
  return values.at(-1) ?? null;
}
