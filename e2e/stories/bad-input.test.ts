import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import type { Locator, Page } from "playwright";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { uidOf } from "../fixtures/dicom-writer.ts";
import { writeSmallCase } from "../fixtures/small-case.ts";
import { Stage } from "./driver/stage.ts";
import { command } from "./driver/walk-screens.ts";

const cases = fs.mkdtempSync(path.join(os.tmpdir(), "overread-bad-"));
for (const [name, family, instances] of [
  ["paper", "Paper", 3],
  ["half", "Half", 3],
  ["bare", "Bare", 0],
  ["gone", "Gone", 3],
  ["kept", "Kept", 3],
] as const)
  writeSmallCase(cases, name, { family, instances, questions: ["What is it?", "What now?"] });

let stage: Stage;
let page: Page;
beforeAll(async () => {
  stage = await Stage.open({ casesDir: cases });
  page = stage.page;
});
afterAll(async () => {
  await stage.close();
  fs.rmSync(cases, { recursive: true });
});

const alert = (): Locator => page.getByRole("alert");
const answer = (question = 1): Locator => page.getByRole("textbox", { name: `Answer to question ${question}` });
const saved = (): Promise<void> => page.locator("[data-saving='saved']").first().waitFor();

/** What was typed is in the page's journal; core has it only when it was quicker. */
const inJournal = (): Promise<unknown> =>
  page.waitForFunction(
    () =>
      new Promise<boolean>((resolve) => {
        if (document.querySelector("[data-saving='saved']") !== null) resolve(true);
        const opening = indexedDB.open("overread-journal");
        opening.onsuccess = () => {
          const rows = opening.result.transaction("keystrokes").objectStore("keystrokes").count();
          rows.onsuccess = () => resolve(rows.result > 0);
          opening.result.close();
        };
      }),
    undefined,
    { polling: 10 },
  );

/** What a message must hold (invariant 10): what happened, what is safe, what to do. */
async function says(where: Locator, ...parts: readonly RegExp[]): Promise<void> {
  await where.first().waitFor();
  const text = (await where.allTextContents()).join(" ");
  for (const part of parts) expect(text).toMatch(part);
}

/** The case of this patient is open in the view of its images. */
async function open(family: string): Promise<void> {
  await page.keyboard.press("Alt+0");
  await page.getByRole("button", { name: /^All open/ }).click();
  await page.getByRole("row").filter({ hasText: family }).first().click();
  await page.getByRole("heading", { level: 1, name: new RegExp(family) }).waitFor();
  await page.keyboard.press("Alt+1");
}

async function write(text: string): Promise<void> {
  await page.keyboard.press("Alt+3");
  await answer().fill(text);
  await saved();
}

describe("before there is a vault", () => {
  test.each([
    ["Demo service", /This is not the address of a service/],
    ["opinions.example/fhir", /This is not the address of a service.*begins with https:\/\//],
    ["http://opinions.example/fhir", /not a secure one.*Ask the service for its secure address/],
  ])("row 79: %s is named at its field for what it is, and no code stands on the screen", async (typed, words) => {
    const address = page.getByRole("textbox", { name: "Service address" });
    await address.fill(typed);
    await page.getByRole("button", { name: "Find the service" }).click();
    await says(alert(), words, /Nothing was/);
    expect(await address.getAttribute("aria-invalid")).toBe("true");
    expect(await page.locator("body").textContent()).not.toMatch(/not-an-address|not-https|no-network/);
    await address.fill(stage.service.base);
  });

  test("the service is down at the first run: said in words, the address stays, and it works when the service is back", async () => {
    await stage.service.stop();
    const address = page.getByRole("textbox", { name: "Service address" });
    await page.getByRole("button", { name: "Find the service" }).click();
    await says(alert(), /could not be reached/, /unchanged|Nothing/, /Check the network/);
    await expect.poll(() => address.inputValue()).toBe(stage.service.base);
    await stage.service.start();
  });

  test("a captive portal at the first run is named as what it is", async () => {
    await stage.fault("captive-portal");
    await page.getByRole("button", { name: "Find the service" }).click();
    await says(alert(), /Something else than the service answered/, /sign in to the network there/);
    await stage.fault(null);
    await page.getByRole("button", { name: "Find the service" }).click();
    await page.getByRole("button", { name: "Continue in browser" }).waitFor();
    await page.getByRole("button", { name: "Back" }).click();
    await stage.firstRun();
  });
});

describe("the closed window", () => {
  test("a wrong passphrase opens nothing, and the right one does", async () => {
    await page.keyboard.press("Control+Shift+K");
    const field = page.locator("main.unlock").getByRole("textbox", { name: "Passphrase" });
    await field.fill("quite another passphrase");
    await page.keyboard.press("Enter");
    await says(alert(), /does not open this vault/, /Nothing was changed/, /Type it again/);
    await stage.unlock();
    await page.getByRole("row").first().waitFor();
  });

  test("a second program on the same data: the vault is said to be open elsewhere, the first one goes on", async () => {
    const second = await stage.launch();
    try {
      await second.page.locator("main.unlock").getByRole("textbox", { name: "Passphrase" }).fill(stage.passphrase);
      await second.page.keyboard.press("Enter");
      await says(second.page.getByRole("alert"), /is open in another window/, /Nothing was changed/, /Use that window/);
    } finally {
      await second.close();
    }
    await page.getByRole("row").filter({ hasText: "Kept" }).first().waitFor();
    await command(page, "Check with the service");
    await page.getByRole("button", { name: /In sync/ }).waitFor();
  });
});

describe("a case with something wrong in it", () => {
  test("a record that is no PDF is named in its place; the rest of the case is there", async () => {
    await stage.fault("not-a-pdf:paper-letter");
    const row = await stage.accept("Paper");
    await row
      .getByText(/Ready offline|Fetching/)
      .first()
      .waitFor();
    await open("Paper");
    await page.locator("[data-viewport='0'] .overlay-number").waitFor();
    await page.keyboard.press("Alt+2");
    await page.locator("button.record-entry").first().click();
    await says(page.locator(".record-body").getByRole("alert"), /PDF|page/i, /other records/i);
    await stage.fault(null);
    await write("The letter cannot be read.");
    expect(await answer().inputValue()).toBe("The letter cannot be read.");
  });

  test("T15: an image cut in half is named in its place, the other images are shown, never one for another", async () => {
    await stage.fault(`truncate-dicom:${uidOf("half image 1")}`);
    await page.keyboard.press("Alt+0");
    await stage.accept("Half");
    await open("Half");
    const viewport = page.locator("[data-viewport='0']");
    const count = viewport.locator(".overlay-number");
    await count.getByText("/ 2").waitFor();
    await page.keyboard.press("Home");
    for (const number of ["Im 1", "Im 2"]) {
      await viewport.locator(".overlay-number b").getByText(number).waitFor();
      await viewport.locator(".viewport-notice").waitFor({ state: "detached" });
      await page.keyboard.press("ArrowDown");
    }
    await count.getByText(/PROBLEM/).waitFor();
    await page
      .locator(".series")
      .getByRole("button", { name: /^More about/ })
      .click();
    await page.getByText("This image file ends too early.").waitFor();
    await page.keyboard.press("Escape");
    // S13: said over every view, and line by line in the list of the material
    await page.getByText("1 image of this case is missing or cannot be used.").waitFor();
    await page.getByRole("button", { name: "See which" }).click();
    const material = page.getByRole("dialog", { name: "Material of this case" });
    const line = material.getByRole("row", { name: /^Images/ });
    await expect.poll(() => line.getByRole("cell").allInnerTexts()).toEqual(["3", "2", "2 1 missing", expect.stringMatching(/^\d of 2$/)]);
    await material.getByRole("listitem").filter({ hasText: "This image file ends too early." }).waitFor();
    await page.keyboard.press("Escape");
    await stage.fault(null);
  });

  test("a case without images says so, and its opinion can be written", async () => {
    await page.keyboard.press("Alt+0");
    const row = await stage.accept("Bare");
    await row.getByText("Ready offline").waitFor();
    await open("Bare");
    await page.getByText("This case came without images").waitFor();
    await write("Read from the records alone.");
  });
});

describe("while somebody writes", () => {
  test("U20: the sign-in has ended: the pill says so, reading and typing go on, a new sign-in mends it", async () => {
    await page.keyboard.press("Alt+0");
    const row = await stage.accept("Kept");
    await row.getByText("Ready offline").waitFor();
    await open("Kept");
    await page.locator("[data-viewport='0'] .overlay-number").waitFor();
    await stage.forgetSignIns();
    await stage.fault("expired-token");
    await command(page, "Check with the service");
    await page
      .getByRole("button", { name: /Sign in again/ })
      .first()
      .waitFor({ timeout: 60_000 });
    await write("Written while signed out.");
    await page.keyboard.press("Alt+1");
    await page.locator("[data-viewport='0']").focus();
    await page.keyboard.press("End");
    await page.locator("[data-viewport='0'] .overlay-number b").getByText("Im 3").waitFor();
    await page.keyboard.press("Alt+0");
    await says(alert(), /wants you to sign in again/, /safe/);
    await stage.signIn(() => page.getByRole("alert").getByRole("button", { name: "Sign in again…" }).click());
    await page.getByRole("button", { name: /In sync/ }).waitFor({ timeout: 60_000 });
    await open("Kept");
    await page.keyboard.press("Alt+3");
    expect(await answer().inputValue()).toBe("Written while signed out.");
  });

  test("D8: a reload of the page keeps the place and every letter", async () => {
    await page.keyboard.press("Alt+3");
    await answer(2).fill("Typed just before the page was loaded again.");
    await inJournal();
    await page.reload();
    await page.getByRole("heading", { level: 1, name: /Kept/ }).waitFor();
    await expect.poll(() => answer(2).inputValue()).toBe("Typed just before the page was loaded again.");
    await saved();
  });

  test("D21: core's process dies while somebody types: the window says so, and the text is there after unlocking", async () => {
    await answer().fill("Before the fall.");
    await saved();
    stage.app.killCore();
    await says(page.locator(".frame-stopped"), /Overread stopped and is starting again/, /saved/, /kept in this window/);
    await answer().press("End");
    // core may be back, and the closed window there, before the last key: what the field took is what must be kept
    await page.evaluate(() =>
      window.addEventListener(
        "input",
        ({ target }) => {
          if (target instanceof HTMLTextAreaElement) document.documentElement.dataset["taken"] = target.value;
        },
        true,
      ),
    );
    await page.keyboard.type(" And after it.");
    await page.locator("main.unlock").waitFor({ timeout: 60_000 });
    const taken = (await page.evaluate(() => document.documentElement.dataset["taken"])) ?? "";
    expect("Before the fall. And after it.".startsWith(taken) && taken.length > "Before the fall.".length).toBe(true);
    await stage.unlock();
    await page.getByRole("heading", { level: 1, name: /Kept/ }).waitFor();
    await expect.poll(() => answer().inputValue()).toBe(taken);
    await answer().fill("Before the fall. And after it.");
    await saved();
  });

  test("S3: lock and unlock comes back to the same place with the same text", async () => {
    await page.keyboard.press("Control+Shift+K");
    await page.locator("main.unlock").waitFor();
    expect(await page.locator("body").textContent()).not.toContain("Kept");
    await stage.unlock();
    await page.getByRole("heading", { level: 1, name: /Kept/ }).waitFor();
    await expect.poll(() => answer().inputValue()).toBe("Before the fall. And after it.");
  });

  test("S4: the Task is taken back while the opinion is written: said with its reason, the text is not lost", async () => {
    await page.keyboard.press("Alt+0");
    const row = await stage.accept("Gone");
    await row.getByText("Ready offline").waitFor();
    await open("Gone");
    await write("A thought that must not be lost.");
    await stage.service.admin("tasks/gone-task/cancel", {});
    await command(page, "Check with the service");
    await says(alert(), /withdrew this case/, /What you wrote is kept here/, /ask the service to give the case back/);
    await expect
      .poll(() => page.getByRole("textbox", { name: "What you wrote" }).inputValue())
      .toContain("A thought that must not be lost.");
    expect(await page.locator("[data-viewport]").count()).toBe(0);
    await page.getByRole("button", { name: "Back to the worklist" }).click();
    await page.getByRole("button", { name: /^Done/ }).click();
    await page.getByRole("row").filter({ hasText: "Taken back" }).click();
    await says(alert(), /withdrew this case/);
    await open("Kept");
    await page.locator("[data-viewport='0'] .overlay-number").waitFor();
  });
});
