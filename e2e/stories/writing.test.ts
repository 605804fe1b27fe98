import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import type { Locator, Page } from "playwright";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { writeSmallCase } from "../fixtures/small-case.ts";
import { Stage } from "./driver/stage.ts";

const cases = fs.mkdtempSync(path.join(os.tmpdir(), "overread-writing-"));
writeSmallCase(cases, "words", { family: "Words", instances: 2, questions: ["What is it?", "What now?"] });

let stage: Stage;
let page: Page;
beforeAll(async () => {
  stage = await Stage.open({ casesDir: cases });
  page = stage.page;
  await page.setViewportSize({ width: 1_280, height: 720 });
  await stage.firstRun();
  const row = await stage.accept("Words");
  await row.getByText("Ready offline").waitFor();
  await row.click();
  await page.getByRole("heading", { level: 1, name: /Words/ }).waitFor();
  await page.keyboard.press("Alt+3");
  await answer().waitFor();
});
afterAll(async () => {
  await stage.close();
  fs.rmSync(cases, { recursive: true });
});

const answer = (): Locator => page.getByRole("textbox", { name: "Answer to question 1" });
const findings = (): Locator => page.getByRole("textbox", { name: "Findings" });
const beforeSign = (): Locator => page.getByRole("region", { name: "Before you sign" });
const selected = (): Promise<string> => page.evaluate(() => getSelection()?.toString() ?? "");

describe("what is typed and not seen", () => {
  test("row 65: a control of the writing direction is named beside its field, made visible, and can be taken out", async () => {
    await findings().fill("The nodule lies in the \u202eright\u202c lobe.");
    await page.getByText("right-to-left override (U+202E); pop directional formatting (U+202C)").waitFor();
    await page.getByText("⟨U+202E⟩").waitFor();
    await page.getByRole("button", { name: "Take out" }).click();
    await expect.poll(() => findings().inputValue()).toBe("The nodule lies in the right lobe.");
    await page.getByText("U+202E").waitFor({ state: "detached" });
  });

  test("M37: what the report cannot print is named beside its field while it is typed", async () => {
    await findings().fill("A nodule of the lung (ป).");
    await page.getByText("The report cannot print “ป” (U+0E1B). Write it in another way.").waitFor();
    await findings().fill("A nodule of the lung.");
    await page.getByText("U+0E1B").waitFor({ state: "detached" });
  });
});

test("a paste that does not fit is refused as a whole, in words, and what was written stays", async () => {
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  const paste = async (length: number): Promise<void> => {
    await page.evaluate((count) => navigator.clipboard.writeText("word ".repeat(count / 5)), length);
    await findings().press("Control+v");
  };
  await findings().fill("A nodule of the lung.");
  await findings().press("End");
  await paste(1_300_000);
  await page
    .getByText("Not taken over: 1,300,000 characters, and this field holds 60,000. What was written before is still here.")
    .waitFor();
  expect(await findings().inputValue()).toBe("A nodule of the lung.");
  await paste(100);
  await page.getByText("Not taken over").waitFor({ state: "detached" });
  expect(await findings().inputValue()).toHaveLength("A nodule of the lung.".length + 100);
  await findings().press("Control+a");
  await paste(60_000);
  await page.getByText("This field is full: it holds 60,000 characters.").waitFor();
  await findings().fill("A nodule of the lung.");
  await page.getByText("This field is full").waitFor({ state: "detached" });
});

test("R8: what is open before signing follows every letter, before anything was saved", async () => {
  await beforeSign().getByText("Question 1 has no answer.").waitFor();
  /** Every change of the window is noted: whether something was on its way to core, and whether the point was listed. */
  await page.evaluate(() => {
    const noted: string[] = [];
    (globalThis as unknown as { noted: string[] }).noted = noted;
    new MutationObserver(() => {
      const list = document.querySelector("[aria-label='Before you sign'] .open-points")?.textContent ?? "";
      const saving = document.querySelector("[data-saving='saving']") !== null ? "unsaved" : "saved";
      noted.push(`${saving}, ${list.includes("Question 1 has no answer.") ? "listed" : "not listed"}`);
    }).observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true });
  });
  const notedAfter = async (key: string): Promise<readonly string[]> => {
    await page.evaluate(() => (globalThis as unknown as { noted: string[] }).noted.splice(0));
    await answer().press(key);
    await page.waitForFunction(() => {
      const { noted } = globalThis as unknown as { noted: string[] };
      return noted.some((entry) => entry.startsWith("unsaved")) && noted.at(-1)?.startsWith("saved");
    });
    return page.evaluate(() => (globalThis as unknown as { noted: string[] }).noted);
  };
  expect(await notedAfter("I")).toContain("unsaved, not listed");
  expect(await notedAfter("Backspace")).toContain("unsaved, listed");
});

test("U13: a long answer scrolls in itself; typing in its middle moves neither the box nor the page", async () => {
  const lines = Array.from({ length: 120 }, (_, index) => `Line ${index + 1} of a long answer.`);
  await answer().fill(lines.join("\n"));
  expect((await answer().boundingBox())?.height).toBeLessThanOrEqual(402);
  await answer().evaluate((box, middle) => {
    (box as HTMLTextAreaElement).setSelectionRange(middle, middle);
    box.blur();
    box.focus();
  }, lines.slice(0, 60).join("\n").length);
  const place = () =>
    answer().evaluate((box) => [box.closest(".opinion-doc")?.scrollTop ?? -1, box.getBoundingClientRect().top, box.clientHeight]);
  await answer().press("x"); // brings the caret into the box once
  const before = await place();
  await answer().pressSequentially(" and more, typed in the middle of it\n\n\n");
  await page.locator("[data-saving='saved']").first().waitFor();
  expect(await place()).toEqual(before);
});

describe("a double click and a drag over the window", () => {
  test("select no words of the window itself, in a dialog neither", async () => {
    for (const chrome of [
      page.getByRole("tab", { name: /^Opinion/ }),
      page.getByRole("heading", { name: "Impression" }),
      page.locator(".outline-head h2"),
      page.locator(".status-bar"),
    ]) {
      await chrome.dblclick({ position: { x: 8, y: 8 } });
      expect(await selected()).toBe("");
    }
    await page.keyboard.press("Alt+3");
    await page.mouse.move(240, 20);
    await page.mouse.down();
    await page.mouse.move(900, 600, { steps: 8 });
    await page.mouse.up();
    expect((await selected()).replaceAll(/\s/g, "")).toBe("");
    await page.keyboard.press("Control+Enter");
    const dialog = page.getByRole("dialog");
    await dialog.getByText("These points are open.").dblclick();
    expect(await selected()).toBe("");
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });
  });

  test("but the patient's question, the identity and a record can be selected and copied", async () => {
    await page.keyboard.press("Alt+3");
    await page
      .locator(".question-text")
      .first()
      .dblclick({ position: { x: 12, y: 10 } });
    expect((await selected()).trim()).toBe("What");
    await page.locator(".banner-who .ident").dblclick({ position: { x: 60, y: 8 } });
    expect((await selected()).trim()).not.toBe("");
  });
});
