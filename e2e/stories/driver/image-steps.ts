import type { Page } from "playwright";
import type { KeyImageHint } from "../../fixtures/demo-cases/key-images.ts";
import type { OracleImage } from "./oracle.ts";
import { goToImage, pixelOnScreen, scrollSeries, sliceMmShown, valueAt, waitUntilCounted } from "./read-images.ts";
import type { Steps } from "./steps.ts";

/** One value read under the cursor, beside what the oracle says. */
export type Probed = { readonly image: number; readonly expected: string; readonly shown: string };

const PROBES = 10;
const PROBE_EVERY = 8;

/** M20: images that name another person than the case are shown only after a reason in writing. */
async function sayWhyTheyBelong(page: Page): Promise<void> {
  const conflict = page.locator("[data-viewport='0'] .viewport-conflict");
  if (!(await conflict.isVisible())) return;
  await conflict.getByRole("textbox").fill("The files of this run were named together by its caller, although they name several people.");
  await conflict.getByRole("button", { name: "They belong to this patient" }).click();
}

export async function readImages(
  page: Page,
  oracle: readonly OracleImage[],
  steps: Steps,
): Promise<{ scrolled: number; probes: readonly Probed[] }> {
  const probes: Probed[] = [];
  let scrolled = 0;
  const series = page.locator("button.series-open");
  await series.first().or(page.getByText("This case came without images")).first().waitFor();
  const count = await series.count();
  if (count === 0) return { scrolled, probes };
  await page.locator("[data-viewport='0']").focus();
  await page.keyboard.press("Shift+1");
  for (let index = 0; index < count; index++) {
    await steps.run(`Look at every image of series ${index + 1} of ${count}`, async () => {
      await series.nth(index).click();
      const wanted = await series.nth(index).getAttribute("data-series");
      const shown = page.locator(`[data-viewport='0'][data-shows='${wanted}']`);
      await shown.or(page.locator("[data-viewport='0'] .viewport-conflict")).first().waitFor();
      await sayWhyTheyBelong(page);
      await shown.waitFor();
      scrolled += await scrollSeries(page, async (image) => {
        if (probes.length >= PROBES || (image - 1) % PROBE_EVERY !== 0) return;
        const sliceMm = await sliceMmShown(page);
        const wanted = oracle.find(
          (entry) => entry.sliceMm !== null && sliceMm !== null && Math.abs(Math.abs(entry.sliceMm) - Math.abs(sliceMm)) < 0.06,
        );
        if (wanted === undefined) return;
        const shown = await valueAt(page, wanted.rows, wanted.columns, wanted.row, wanted.column);
        probes.push({ image, expected: wanted.text, shown });
      });
      await waitUntilCounted(series.nth(index));
    });
    await steps.picture(`images-${index + 1}`);
  }
  return { scrolled, probes };
}

/** The picture that shows the finding, where the case says which; else the middle of the first series that can be shown. */
export async function markKeyImage(page: Page, hint: KeyImageHint | null, steps: Steps): Promise<void> {
  const isMarked = await steps.run("Mark a key image with its caption", async () => {
    await page.keyboard.press("Alt+1");
    const viewport = page.locator("[data-viewport='0']");
    await viewport.waitFor();
    if (!(await goToImage(page, hint))) return false;
    await viewport.focus();
    await page.keyboard.press("k");
    await viewport.getByText("Key image 1").waitFor();
    return true;
  });
  await steps.picture("key-image");
  if (!isMarked) return;
  await steps.run("Give the key image its caption", async () => {
    await page.keyboard.press("Alt+3");
    const caption = page.getByRole("textbox", { name: "Caption of key image 1" });
    await caption.scrollIntoViewIfNeeded();
    await caption.fill(hint?.caption ?? "The finding that was asked about");
  });
}

/** P15: the finding is measured where the case says it lies, and the measurement goes into the findings with one key. */
export async function measureFinding(page: Page, hint: KeyImageHint | null, steps: Steps): Promise<void> {
  const diameter = hint?.diameter ?? null;
  if (diameter === null) return;
  await steps.run("Measure the finding and take it into the findings", async () => {
    await page.keyboard.press("Alt+1");
    await page.locator("[data-viewport='0'] [data-rendered$=':ready']").waitFor();
    await page.locator("[data-viewport='0']").focus();
    await page.keyboard.press("l");
    for (const column of [diameter.from, diameter.to]) {
      const { x, y } = await pixelOnScreen(page, diameter.rows, diameter.columns, diameter.row, column);
      await page.mouse.click(x, y);
    }
    await page.locator("[data-mark-row]").getByText("M1", { exact: true }).waitFor();
    await page.keyboard.press("Control+m");
    await page
      .locator(".opinion-panel")
      .getByRole("textbox", { name: "Findings" })
      .filter({ hasText: /M1 [\d.]+ mm/ })
      .waitFor();
  });
  await steps.picture("measured");
}
