import { afterAll, beforeAll, expect, test } from "vitest";
import { readCaseOracle } from "./driver/case-oracle.ts";
import { Keyboard, watchPointer } from "./driver/keyboard.ts";
import { reportAtService } from "./driver/report-at-service.ts";
import { signInAsReader } from "./driver/service-reader.ts";
import { demoAccount, Stage, smallStoryCase } from "./driver/stage.ts";
import { opinionText } from "./driver/write-opinion.ts";

let stage: Stage;
beforeAll(async () => {
  stage = await Stage.open({ casesDir: await smallStoryCase() });
});
afterAll(() => stage.close());

test("T16 U15: story 1 by keyboard alone, from the first field to Delivered", async () => {
  const { page, service, passphrase } = stage;
  const hand = new Keyboard(page);
  const pointerEvents = await watchPointer(page);
  const button = (name: string | RegExp) => page.getByRole("button", { name });
  const field = (name: string | RegExp) => page.getByRole("textbox", { name });

  // first run: the address stands there, Enter goes on
  await field("Service address").waitFor();
  expect(await hand.isOn(field("Service address"))).toBe(true);
  await hand.press("Enter");
  await button("Continue in browser").waitFor();
  await hand.tabTo(button("Continue in browser"));
  await stage.signIn(() => hand.press("Enter"));
  await field("New passphrase").waitFor();
  await hand.fill(field("New passphrase"), passphrase);
  await hand.fill(field("The same again"), passphrase);
  await hand.press("Enter");

  // the worklist: the row is the first thing that has the focus; Enter asks, the answer is given inside the dialog
  const row = page.getByRole("row").filter({ hasText: "nothing clinical" }).first();
  await row.waitFor({ timeout: 60_000 });
  await hand.tabTo(row);
  await hand.press("Enter");
  const decision = page.getByRole("dialog");
  await decision.getByRole("button", { name: "Accept and fetch" }).waitFor();
  const none = decision.getByRole("radio", { name: /no professional, financial or personal tie/ });
  await hand.tabTo(none);
  await hand.press("Space");
  const licence = decision.getByRole("radiogroup", { name: "Licence" });
  if ((await licence.count()) > 0) {
    await hand.tabTo(licence.getByRole("radio").first());
    await hand.press("Space");
  }
  await hand.tabTo(decision.getByRole("button", { name: "Accept and fetch" }));
  await hand.press("Enter");
  await decision.waitFor({ state: "detached" });
  const ready = page.getByRole("row").filter({ hasText: "Ready offline" }).first();
  await ready.waitFor({ timeout: 300_000 });
  await service.stop();

  // the images: the viewport has the focus by itself
  await hand.tabTo(ready);
  await hand.press("Enter");
  const viewport = page.locator("[data-viewport='0']");
  const number = viewport.locator(".overlay-number b");
  await number.waitFor();
  await expect.poll(() => hand.isOn(viewport)).toBe(true);
  const shown = (index: number) =>
    page.waitForFunction(
      (wanted) =>
        Number(document.querySelector("[data-viewport='0'] .overlay-number b")?.textContent?.replace(/\D/g, "")) === wanted &&
        document.querySelector("[data-viewport='0'] .viewport-notice") === null,
      index,
    );
  await hand.press("Home");
  await shown(1);
  const count = Number(/\/\s*(\d+)/.exec((await viewport.locator(".overlay-number").textContent()) ?? "")?.[1]);
  expect(count).toBeGreaterThan(1);
  await hand.press("ArrowDown");
  await shown(2);
  await hand.press("End");
  await shown(count);
  await hand.press("PageUp");
  await shown(Math.max(1, count - 10));
  await hand.press("Home");
  await shown(1);
  const windowText = () => viewport.locator(".overlay-window").textContent();
  const before = await windowText();
  const presets = button(/^Window preset/);
  if ((await presets.count()) > 0) {
    await hand.press("2");
    await expect.poll(windowText).not.toBe(before);
    await hand.press("0");
    await expect.poll(windowText).toBe(before);
  }
  await hand.press("i");
  await viewport.getByText("INVERTED").waitFor();
  await hand.press("i");
  await viewport.getByText("INVERTED").waitFor({ state: "detached" });
  await hand.press("Shift+4");
  await page.locator("[data-viewport='3']").waitFor();
  await hand.press("Tab");
  await expect.poll(() => hand.isOn(page.locator("[data-viewport='1']"))).toBe(true);
  await hand.press("Shift+1");
  await page.locator("[data-viewport='1']").waitFor({ state: "detached" });
  await expect.poll(() => hand.isOn(viewport)).toBe(true);
  const series = page.locator("button.series-open");
  if ((await series.count()) > 1) {
    const first = await viewport.getAttribute("data-shows");
    await hand.press("Space");
    await page.waitForFunction((old) => {
      const now = document.querySelector("[data-viewport='0']")?.getAttribute("data-shows");
      return now !== null && now !== old;
    }, first);
    await hand.press("Shift+Space");
    await page.locator(`[data-viewport='0'][data-shows='${first}']`).waitFor();
  }
  await page.waitForFunction(() => document.querySelector("[data-viewport='0'] .viewport-notice") === null);
  await hand.press("k");
  await viewport.getByText("Key image 1").waitFor();

  // the records: J walks through them; the open document is scrolled with its own keys
  await hand.press("Alt+2");
  const records = page.locator("button.record-entry");
  await expect.poll(() => records.first().getAttribute("aria-current")).toBe("true");
  for (let step = 1; step < (await records.count()); step++) {
    await hand.press("j");
    await expect.poll(() => records.nth(step).getAttribute("aria-current")).toBe("true");
  }
  while ((await page.locator(".pdf-page").count()) === 0) {
    const now = await page.locator("button.record-entry[aria-current]").textContent();
    await hand.press("k");
    await page.waitForFunction((old) => document.querySelector("button.record-entry[aria-current]")?.textContent !== old, now);
    await page
      .locator(".record-body")
      .locator(".pdf-page, .resource-sheet, .document-notice, .document-text, .document-picture")
      .first()
      .waitFor();
  }
  const pages = page.locator(".record-body .pdf-pages");
  await hand.tabTo(pages);
  await hand.press("End");
  await expect.poll(() => pages.evaluate((element) => element.scrollTop > 0 || element.scrollHeight <= element.clientHeight)).toBe(true);

  // the opinion, from its first field on: Alt ↓ finds the questions, Tab the rest
  await hand.press("Alt+3");
  await field("Answer to question 1").waitFor();
  const questions = await field(/^Answer to question \d+/).count();
  for (let question = 1; question <= questions; question++) {
    await hand.press("Alt+ArrowDown");
    await expect.poll(() => hand.isOn(field(`Answer to question ${question}`))).toBe(true);
    await hand.type(opinionText.answer(question));
  }
  await hand.fill(field("Findings").first(), opinionText.findings);
  await hand.fill(field("Impression").first(), opinionText.impression);
  await hand.choose(page.getByRole("radiogroup", { name: /first opinion: Diagnosis/ }), "Better defined");
  await hand.fill(field("Reason for your view of the diagnosis"), "The images allow a closer description.");
  await hand.choose(page.getByRole("radiogroup", { name: /first opinion: Treatment/ }), "Minor change");
  await hand.fill(field("Reason for your view of the treatment"), "One more examination changes much in certainty.");
  await hand.tabTo(button("Add a recommendation"));
  await hand.press("Enter");
  await hand.fill(field(/Recommendation 1: What to do/), "Control examination");
  await hand.fill(field(/Recommendation 1: Because/), "growth or its absence decides the next step");
  await hand.fill(field("Summary for the patient"), opinionText.summary);
  await hand.fill(field("Caption of key image 1"), "The finding that was asked about");
  await page.locator("[data-saving='saved']").first().waitFor();

  // review and sign
  await hand.press("Control+Enter");
  const dialog = page.getByRole("dialog");
  const make = dialog.getByRole("button", { name: "Make the pages" });
  await make.waitFor();
  const reasons = dialog.getByRole("textbox", { name: /^Reason:/ });
  for (let index = 0; index < (await reasons.count()); index++) await hand.fill(reasons.nth(index), "Known; it changes nothing.");
  await hand.tabTo(make);
  await hand.press("Enter");
  await dialog.locator(".pdf-page").first().waitFor({ timeout: 60_000 });
  await hand.tabTo(dialog.locator(".pdf-pages"));
  const seen = dialog.locator(".sign-seen");
  for (let screen = 0; screen < 40 && (await seen.textContent()) !== "All pages were on the screen"; screen++) {
    const words = await seen.textContent();
    const place = await dialog.locator(".pdf-pages").evaluate((element) => element.scrollTop);
    await page
      .waitForFunction((old) => document.querySelector(".sign-seen")?.textContent !== old, words, { timeout: 1_500 })
      .catch(() => undefined);
    await hand.press("PageDown");
    await page
      .waitForFunction((old) => document.querySelector("[role=dialog] .pdf-pages")?.scrollTop !== old, place, { timeout: 1_000 })
      .catch(() => undefined);
  }
  expect(await seen.textContent()).toBe("All pages were on the screen");
  await hand.fill(dialog.getByRole("textbox", { name: "Passphrase, again" }), passphrase);
  await hand.press("Enter");
  await dialog.getByText("Signed at").waitFor({ timeout: 60_000 });

  // the outbox, and the network back
  await hand.tabTo(dialog.getByRole("button", { name: "See the outbox" }));
  await hand.press("Enter");
  await page.getByRole("heading", { name: "Outbox" }).waitFor();
  const report = page.getByRole("row", { name: /Second opinion.*Queued/ });
  await report.waitFor();
  await hand.tabTo(page.getByRole("row"));
  while (!(await hand.isOn(report))) {
    const now = await page.locator("[role=row][aria-selected=true]").getAttribute("data-key");
    await hand.press("ArrowDown");
    await page.waitForFunction((old) => document.querySelector("[role=row]:focus")?.getAttribute("data-key") !== old, now);
  }
  await service.start();
  await hand.tabTo(button("Try now"));
  await hand.press("Enter");
  await page.getByText("Read back and equal").first().waitFor({ timeout: 120_000 });
  const reportId = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/.exec((await page.getByRole("main").textContent()) ?? "")?.[0] ?? "";
  await hand.press("Alt+0");
  await hand.tabTo(button(/^Done/));
  await hand.press("Enter");
  await page.getByRole("row").filter({ hasText: "Delivered" }).first().waitFor();

  expect(await pointerEvents()).toBe(0);
  expect(stage.app.complaints).toEqual([]);
  const reader = await signInAsReader(service.base, demoAccount);
  const task = readCaseOracle(await smallStoryCase()).taskId;
  expect((await reportAtService(reader, task, reportId, true)).count).toBe(1);
});
