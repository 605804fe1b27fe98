import type { Locator, Page } from "playwright";
import { signInAt } from "./sign-in-page.ts";
import { demoAccount, type Stage } from "./stage.ts";
import { opinionText, writeOpinion } from "./write-opinion.ts";

/** Called on every screen of the walk, while it stands still. */
export type Visit = (name: string) => Promise<void>;

const button = (page: Page, name: string | RegExp): Locator => page.getByRole("button", { name }).first();

/** A command by its name, through the palette. */
export async function command(page: Page, name: string): Promise<void> {
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox").fill(`> ${name}`);
  await page.getByRole("option").first().waitFor();
  await page.keyboard.press("Enter");
}

/** The three steps before there is a vault. Ends in an empty worklist: the service shows no case yet. */
export async function walkFirstRun(stage: Stage, visit: Visit): Promise<void> {
  const { page, app, service, passphrase } = stage;
  await page.getByRole("textbox", { name: "Service address" }).fill("http://example.org/fhir");
  await button(page, "Find the service").click();
  await page.getByRole("alert").waitFor();
  await visit("first-run-refused");
  await page.getByRole("textbox", { name: "Service address" }).fill(service.base);
  await visit("first-run-service");
  await button(page, "Find the service").click();
  await button(page, "Continue in browser").waitFor();
  await visit("first-run-sign-in");
  const address = app.nextAddress();
  await button(page, "Continue in browser").click();
  await page.getByText("Waiting for your browser").waitFor();
  await visit("first-run-waiting");
  await signInAt(await address, demoAccount);
  await page.getByRole("textbox", { name: "New passphrase" }).fill("passwordpassword");
  await page.getByText("It repeats itself").waitFor();
  await visit("first-run-weak");
  await page.getByRole("textbox", { name: "New passphrase" }).fill(passphrase);
  await page.getByText("Strong", { exact: true }).waitFor();
  await visit("first-run-passphrase");
  await page.getByRole("textbox", { name: "The same again" }).fill(passphrase);
  await stage.fault("empty-worklist");
  await button(page, "Seal this device").click();
  await page.getByText("No cases are assigned to you").waitFor({ timeout: 60_000 });
  await visit("worklist-empty");
}

/** From the empty worklist to a case that can be read; `pick` is the row to accept. */
export async function walkWorklist(stage: Stage, visit: Visit, pick: RegExp): Promise<void> {
  const { page } = stage;
  await stage.fault(null);
  await button(page, "Check now").click();
  const row = page.getByRole("row").filter({ hasText: pick }).first();
  await row.waitFor({ timeout: 60_000 });
  await visit("worklist-undecided");
  await row.click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: "Accept and fetch" }).waitFor();
  await visit("decision");
  await button(page, "Decline…").click();
  await visit("decision-decline");
  await dialog.getByRole("button", { name: "Back" }).click();
  await dialog.getByRole("radiogroup", { name: "Conflict of interest" }).getByRole("radio").first().click();
  const licence = dialog.getByRole("radiogroup", { name: "Licence" });
  if ((await licence.count()) > 0) await licence.getByRole("radio").first().click();
  await dialog.getByRole("button", { name: "Accept and fetch" }).click();
  await dialog.waitFor({ state: "hidden" });
  await row.getByText("Ready offline").waitFor({ timeout: 300_000 });
  await visit("worklist-ready");
  await row.click();
  await page.locator("[data-viewport='0'] .overlay-number").waitFor({ timeout: 60_000 });
}

/** A length, a region and an arrow on the shown frame, by keys; the length is chosen afterwards. */
async function drawMarks(page: Page): Promise<void> {
  await page.locator("[data-viewport='0']").focus();
  const far = (key: string, times: number) => Array.from({ length: times }, () => `Shift+${key}`);
  const keys = [
    ...["l", ...far("ArrowLeft", 4), "Enter", ...far("ArrowLeft", 5), ...far("ArrowUp", 2), "Enter"],
    ...["r", ...far("ArrowRight", 9), "Enter", ...far("ArrowRight", 4), ...far("ArrowDown", 3), "Enter"],
    ...["t", ...far("ArrowDown", 6), "Enter", ...far("ArrowRight", 3), "Enter", "Escape", "n"],
  ];
  for (const key of keys) await page.keyboard.press(key);
  await page.locator("[data-viewport='0'] .mark-label").getByText("M1").waitFor();
}

/** The four views of the open case. Ends with a written opinion. */
export async function walkCase(stage: Stage, visit: Visit): Promise<void> {
  const { page } = stage;
  await page.keyboard.press("Shift+1");
  await page.waitForFunction(() => document.querySelector("[data-viewport='0'] .viewport-notice") === null);
  await page.keyboard.press("k");
  await page.locator("[data-viewport='0']").getByText("Key image 1").waitFor();
  await visit("images-one");
  await drawMarks(page);
  await visit("images-marked");
  await page.locator("[data-viewport='0']").focus();
  await page.keyboard.press("p");
  await page.locator("[data-plane='sagittal'] [data-rendered^='sagittal:'], .plane-opening[role='alert']").first().waitFor();
  await visit("images-planes");
  await page.keyboard.press("p");
  await page.keyboard.press("Alt+m");
  await page.getByRole("dialog", { name: "Material of this case" }).waitFor();
  await visit("material");
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "detached" });
  await page.keyboard.press("Shift+4");
  await visit("images-four");
  await page.keyboard.press("f");
  await visit("images-only");
  await page.keyboard.press("f");
  await page.keyboard.press("Alt+2");
  await visit("records-first");
  await page.locator("button.record-entry").first().click();
  await page.locator(".record-body").locator(".pdf-page, .resource-sheet, .document-text, .document-picture").first().waitFor();
  await visit("records-document");
  const trend = page.locator("button.lab-name").first();
  if ((await trend.count()) > 0) {
    await trend.click();
    await visit("records-trend");
  }
  const facts = page.locator("button.record-entry").last();
  await facts.click();
  await visit("records-last");
  await page.keyboard.press("Alt+3");
  await page.getByRole("textbox", { name: "Answer to question 1" }).waitFor();
  await visit("opinion-empty");
  await page.keyboard.press("Control+Enter");
  await page.getByRole("dialog").getByRole("button", { name: "Make the pages" }).waitFor();
  await visit("sign-blocked");
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "detached" });
  const questions = await page.getByRole("textbox", { name: /^Answer to question \d+/ }).count();
  await writeOpinion(page, opinionText, { questions, hasMissing: true });
  await page.getByRole("textbox", { name: "Caption of key image 1" }).fill("The finding that was asked about");
  await page
    .getByText(/Saved on this device/)
    .first()
    .waitFor();
  await visit("opinion-written");
  await page.getByRole("button", { name: "Add an option" }).click();
  await page.getByRole("textbox", { name: "Option, 1" }).fill("Wait for one more examination");
  await page.locator("[data-field='diagnosisAgreement']").evaluate((part) => part.scrollIntoView({ block: "start" }));
  await visit("opinion-agreement");
  await page.keyboard.press("Alt+1");
  await page.locator("[data-viewport='0'] .overlay-number").waitFor();
  await visit("images-with-opinion");
}

/** From review to delivered; the service is away in between. */
export async function walkSigning(stage: Stage, visit: Visit): Promise<void> {
  const { page, service, passphrase } = stage;
  await service.stop();
  await page.keyboard.press("Alt+3");
  await page.keyboard.press("Control+Enter");
  const dialog = page.getByRole("dialog");
  const make = dialog.getByRole("button", { name: "Make the pages" });
  await make.waitFor();
  await visit("sign-warnings");
  for (const reason of await dialog.getByRole("textbox", { name: /^Reason:/ }).all())
    await reason.fill("Known; it does not change the opinion.");
  await make.click();
  const pages = dialog.locator(".pdf-page");
  await pages.first().waitFor({ timeout: 60_000 });
  for (const one of await pages.all()) {
    const seen = await dialog.locator(".sign-seen").textContent();
    await one.evaluate((element) => element.scrollIntoView({ block: "center" }));
    if ((await dialog.getByText("All pages were on the screen").count()) === 0)
      await page.waitForFunction((before) => document.querySelector(".sign-seen")?.textContent !== before, seen);
  }
  await visit("sign-pages");
  await dialog.getByRole("textbox", { name: "Passphrase, again" }).fill(passphrase);
  await dialog.getByRole("button", { name: /^Sign \d+ page/ }).click();
  await dialog.getByText("Signed at").waitFor({ timeout: 60_000 });
  await visit("signed");
  await dialog.getByRole("button", { name: "See the outbox" }).click();
  await page.getByRole("heading", { name: "Outbox" }).waitFor();
  await visit("outbox-waiting");
  await service.start();
  await command(page, "Check with the service");
  await page.getByText("Read back and equal").first().waitFor({ timeout: 120_000 });
  await visit("outbox-delivered");
}

/** Everything that belongs to no case, and the closed window. Ends unlocked. */
export async function walkRest(stage: Stage, visit: Visit): Promise<void> {
  const { page } = stage;
  await command(page, "Settings");
  for (const part of ["Look and paper", "Keys and mouse", "Lock and vault", "About"]) {
    await button(page, part).click();
    await visit(`settings-${part.toLowerCase().replaceAll(" ", "-")}`);
  }
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox").fill("a");
  await visit("palette");
  await page.keyboard.press("Escape");
  await page.keyboard.press("F1");
  await page.getByRole("dialog").waitFor();
  await visit("key-card");
  await page.keyboard.press("Escape");
  await command(page, "Parts of the window");
  await page.getByRole("heading").first().waitFor();
  await visit("parts");
  await page.keyboard.press("Control+Shift+K");
  await page.locator("main.unlock").getByRole("textbox", { name: "Passphrase" }).waitFor();
  await visit("unlock");
  await page.getByRole("textbox", { name: "Passphrase" }).fill("not the passphrase");
  await page.keyboard.press("Enter");
  await page.getByRole("alert").waitFor();
  await visit("unlock-refused");
  await stage.unlock();
}

/** The main views with the text at twice its size. Begins unlocked, with a delivered case. */
export async function walkLarge(stage: Stage, visit: Visit): Promise<void> {
  const { page } = stage;
  await page.keyboard.press("Control+,");
  await button(page, "Look and paper").click();
  await page.getByRole("radiogroup", { name: "Text size" }).getByRole("radio", { name: "200 %" }).click();
  await page.waitForFunction(() => document.documentElement.style.getPropertyValue("--text-scale") === "2");
  await visit("large-settings");
  await page.keyboard.press("Alt+0");
  await button(page, /^Done/).click();
  const row = page.getByRole("row").filter({ hasText: "Delivered" }).first();
  await row.waitFor();
  await visit("large-worklist");
  await row.click();
  await page.getByRole("tab", { name: /^Images/ }).waitFor();
  await page.keyboard.press("Alt+1");
  await page.locator("[data-viewport='0'] .overlay-number").waitFor();
  await visit("large-images");
  await page.keyboard.press("Alt+2");
  await page.locator(".record-body").locator(".pdf-page, .resource-sheet, .document-text, .document-picture").first().waitFor();
  await visit("large-records");
  await page.keyboard.press("Alt+3");
  await page.getByRole("textbox", { name: "Findings" }).waitFor();
  await visit("large-opinion");
  await page.keyboard.press("Alt+o");
  await page.getByRole("heading", { name: "Outbox" }).waitFor();
  await visit("large-outbox");
}

/** Shows the window in one theme, by the key that switches it. */
export async function wearTheme(page: Page, theme: "dark" | "light"): Promise<void> {
  for (let press = 0; press < 2; press++) {
    if ((await page.evaluate(() => document.documentElement.dataset["theme"])) === theme) return;
    await page.keyboard.press("Control+Shift+L");
    await page.waitForFunction((before) => document.documentElement.dataset["theme"] !== before, theme === "dark" ? "light" : "dark");
  }
}
