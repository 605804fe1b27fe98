import { randomInt } from "node:crypto";
import type { Locator, Page } from "playwright";
import type { App } from "./app.ts";
import { type Credentials, signInAt } from "./sign-in-page.ts";
import type { Steps } from "./steps.ts";

const WORDS = [
  "harbour",
  "lantern",
  "meadow",
  "copper",
  "window",
  "thistle",
  "velvet",
  "marble",
  "orchard",
  "saffron",
  "walnut",
  "pebble",
  "juniper",
  "canvas",
  "glacier",
  "hazel",
];

/** Five words, new for each run; written only into the run's list of canary words. */
export const makePassphrase = (): string => Array.from({ length: 5 }, () => WORDS[randomInt(WORDS.length)]).join(" ");

export async function firstRun(app: App, base: string, passphrase: string, credentials: Credentials, steps: Steps): Promise<void> {
  const { page } = app;
  await steps.run("Choose the service", async () => {
    const address = page.getByRole("textbox", { name: "Service address" });
    await address.fill(base);
    await page.getByRole("button", { name: "Find the service" }).click();
    await page.getByRole("button", { name: "Continue in browser" }).waitFor();
  });
  await steps.picture("service");
  await steps.run("Sign in in the browser", async () => {
    const address = app.nextAddress();
    await page.getByRole("button", { name: "Continue in browser" }).click();
    await signInAt(await address, credentials);
    await page.getByRole("textbox", { name: "New passphrase" }).waitFor();
  });
  await steps.run("Choose a passphrase, make the vault", async () => {
    await page.getByRole("textbox", { name: "New passphrase" }).fill(passphrase);
    await page.getByRole("textbox", { name: "The same again" }).fill(passphrase);
    await page.getByRole("button", { name: "Seal this device" }).click();
    await page.getByRole("heading", { name: "Assigned to me" }).waitFor({ timeout: 60_000 });
  });
}

/** The line of a case in the worklist; without a name the first line there is. */
export function caseRow(page: Page, patientName: string | null): Locator {
  const rows = page.getByRole("row");
  return patientName === null ? rows : rows.filter({ has: page.getByText(patientName, { exact: true }) });
}

export async function accept(page: Page, patientName: string | null, steps: Steps): Promise<void> {
  const undecided = caseRow(page, patientName).filter({ hasText: "nothing clinical" }).first();
  await steps.run("The case is in the worklist, nothing clinical fetched", async () => {
    await undecided.waitFor({ timeout: 60_000 });
  });
  await steps.picture("worklist-undecided");
  await steps.run("Accept: declaration, licence", async () => {
    await undecided.click();
    const dialog = page.getByRole("dialog");
    await dialog.waitFor();
    await steps.picture("decision");
    await dialog.getByRole("radiogroup", { name: "Conflict of interest" }).getByRole("radio").first().click();
    const licence = dialog.getByRole("radiogroup", { name: "Licence" });
    if ((await licence.count()) > 0) await licence.getByRole("radio").first().click();
    await dialog.getByRole("button", { name: "Accept and fetch" }).click();
    await dialog.waitFor({ state: "hidden" });
  });
}

/** Answers whether the whole case can be used; else the window says what cannot, and the rest is read. */
export async function acceptAndDownload(page: Page, patientName: string | null, steps: Steps): Promise<boolean> {
  await accept(page, patientName, steps);
  const row = caseRow(page, patientName);
  const whole = row.getByText("Ready offline").first();
  await steps.run("Download until ready offline", async () => {
    // an item has failed, and nothing is fetched any more
    const given = row.filter({ has: page.locator(".worklist-fetch .tone-danger") }).getByText("Not complete yet");
    await whole.or(given).first().waitFor({ timeout: 600_000 });
  });
  await steps.picture("worklist-ready");
  return whole.isVisible();
}

/** Brings each page to the middle of the window and rests there: a page counts as seen after a second (T12). */
async function lookAtPages(where: Locator, restMs: number): Promise<void> {
  const pages = where.locator(".pdf-page");
  const count = await pages.count();
  for (let number = 0; number < count; number++) {
    await pages.nth(number).evaluate((element) => element.scrollIntoView({ block: "center" }));
    await where.page().waitForTimeout(restMs);
  }
}

/** Brings each of the final pages to the middle and rests there until the dialog has counted it. */
export async function seeFinalPages(dialog: Locator): Promise<void> {
  const seen = dialog.locator(".sign-seen");
  for (const one of await dialog.locator(".pdf-page").all()) {
    const before = await seen.textContent();
    await one.evaluate((element) => element.scrollIntoView({ block: "center" }));
    if ((await dialog.getByText("All pages were on the screen").count()) > 0) return;
    await dialog
      .page()
      .waitForFunction((old) => document.querySelector(".sign-seen")?.textContent !== old, before, { timeout: 3_000 })
      // a page that stood on the screen beside the one before it was counted with that one
      .catch(() => undefined);
  }
  await dialog.getByText("All pages were on the screen").waitFor();
}

export async function readRecords(page: Page, steps: Steps): Promise<void> {
  await steps.run("Read every document to its last page", async () => {
    await page.keyboard.press("Alt+2");
    const items = page.locator("button.record-entry");
    const count = await items.count();
    for (let index = 0; index < count; index++) {
      await items.nth(index).click();
      await page
        .locator(".record-body")
        .locator(".pdf-page, .resource-sheet, .document-notice, .document-text, .document-picture")
        .first()
        .waitFor();
      await lookAtPages(page.locator(".record-body"), 1_200);
    }
  });
  await steps.picture("records");
}

export async function sign(page: Page, passphrase: string, steps: Steps): Promise<void> {
  await steps.run("Review: open points, reasons, final pages", async () => {
    await page.getByRole("button", { name: "Review and sign" }).first().click();
    const dialog = page.getByRole("dialog");
    await dialog.waitFor();
    const make = dialog.getByRole("button", { name: "Make the pages" });
    const pages = dialog.locator(".pdf-page").first();
    await make.or(pages).first().waitFor({ timeout: 60_000 });
    if (await make.isVisible()) {
      const reasons = dialog.getByRole("textbox", { name: /^Reason:/ });
      for (const reason of await reasons.all()) {
        const isLicence = /licen/i.test((await reason.getAttribute("aria-label")) ?? "");
        await reason.fill(isLicence ? "Stated when the case was accepted." : "Known; it does not change the opinion.");
      }
      await make.click();
    }
    await pages.waitFor({ timeout: 60_000 });
    await seeFinalPages(dialog);
  });
  await steps.picture("sign");
  await steps.run("Sign with the passphrase", async () => {
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("textbox", { name: "Passphrase, again" }).fill(passphrase);
    await dialog.getByRole("button", { name: /^Sign \d+ page/ }).click();
    await dialog.getByText("Signed at").waitFor({ timeout: 60_000 });
  });
  await steps.picture("signed-offline");
}
