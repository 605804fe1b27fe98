import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { writeSmallCase } from "../fixtures/small-case.ts";
import { reportAtService } from "./driver/report-at-service.ts";
import { signInAsReader } from "./driver/service-reader.ts";
import { demoAccount, Stage } from "./driver/stage.ts";
import { seeFinalPages } from "./driver/story-parts.ts";
import { command } from "./driver/walk-screens.ts";
import { opinionText, writeOpinion } from "./driver/write-opinion.ts";

const cases = fs.mkdtempSync(path.join(os.tmpdir(), "overread-signing-"));
writeSmallCase(cases, "long", { family: "Signing", instances: 2, questions: ["What is it?", "מה עושים עכשיו?"] });
const SENTENCE = "The nodule has grown since April and its edge is spiked now. ";
/** 20,000 letters in one answer, and one from right to left with a number and a Latin word in it. */
const longAnswer = `Beginning of the long answer. ${SENTENCE.repeat(340)}`.slice(0, 19_960).concat(" End of the long answer.");
const hebrew = "נמצא קשר בריאה הימנית, 17 מ״מ, ב-CT של אפריל 2024.";

let stage: Stage;
beforeAll(async () => {
  stage = await Stage.open({ casesDir: cases });
  await stage.firstRun();
});
afterAll(async () => {
  await stage.close();
  fs.rmSync(cases, { recursive: true });
});

test("R8 M37: a character that no page can print is named before the pages are made, with its field", async () => {
  const { page } = stage;
  const row = await stage.accept("Signing");
  await row.getByText("Ready offline").waitFor();
  await row.click();
  await page.getByRole("heading", { level: 1, name: /Signing/ }).waitFor();
  await page.keyboard.press("Alt+3");
  await page.getByRole("textbox", { name: "Answer to question 1" }).waitFor();
  const text = {
    ...opinionText,
    answer: (question: number) => (question === 1 ? longAnswer : hebrew),
    findings: "A nodule of the lung (ป).",
  };
  await writeOpinion(page, text, { questions: 2, hasMissing: false });
  const point = page.getByRole("region", { name: "Before you sign" }).getByText(/The findings: .*“ป” \(U\+0E1B\)/);
  await point.waitFor();
  await page.getByRole("textbox", { name: "Findings" }).first().fill(opinionText.findings);
  await point.waitFor({ state: "detached" });
});

test("R9 U20: a wrong passphrase signs nothing and loses nothing; two quick clicks on Sign make one report", async () => {
  const { page, service } = stage;
  await page.keyboard.press("Control+Enter");
  const dialog = page.getByRole("dialog");
  const make = dialog.getByRole("button", { name: "Make the pages" });
  const pages = dialog.locator(".pdf-page");
  await make.or(pages).first().waitFor();
  if (await make.isVisible()) {
    for (const reason of await dialog.getByRole("textbox", { name: /^Reason:/ }).all()) await reason.fill("Known; it changes nothing.");
    await make.click();
  }
  await pages.first().waitFor({ timeout: 60_000 });
  await seeFinalPages(dialog);

  const passphrase = dialog.getByRole("textbox", { name: "Passphrase, again" });
  const sign = dialog.getByRole("button", { name: /^Sign \d+ page/ });
  await passphrase.fill("quite another passphrase");
  await sign.click();
  await dialog.getByRole("alert").waitFor();
  expect(await dialog.getByRole("alert").textContent()).toMatch(/not the one of this vault.*Nothing was signed.*Type it again/s);
  expect(await pages.count()).toBeGreaterThan(6);
  expect(await dialog.getByText("All pages were on the screen").count()).toBe(1);

  await passphrase.fill(stage.passphrase);
  await sign.dblclick();
  await dialog.getByText("Signed at").waitFor({ timeout: 60_000 });
  await dialog.getByRole("button", { name: "See the outbox" }).click();
  await page.getByRole("heading", { name: "Outbox" }).waitFor();
  await command(page, "Check with the service");
  await page.getByText("Read back and equal").first().waitFor({ timeout: 120_000 });
  expect(await page.getByText("Second opinion").count()).toBeGreaterThan(0);
  const ids = ((await page.getByRole("main").textContent()) ?? "").match(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g) ?? [];
  expect(new Set(ids).size).toBe(1);

  const reader = await signInAsReader(service.base, demoAccount);
  const held = await reportAtService(reader, "long-task", ids[0] ?? "", true);
  expect(held.count).toBe(1);
  const whole = JSON.stringify(held.bundle);
  for (const text of [longAnswer, hebrew]) expect(whole).toContain(JSON.stringify(text).slice(1, -1));
  const file = path.join(stage.folder, "report.pdf");
  fs.writeFileSync(file, held.pdf ?? "");
  const read = spawnSync("pdftotext", ["-layout", file, "-"], { encoding: "utf8", maxBuffer: 64 * 1024 * 1024 });
  if (read.error !== undefined) return;
  const words = read.stdout.replaceAll(/[\u200e\u200f\u202a-\u202e\s]+/g, " ");
  expect(words.split("spiked now").length - 1).toBe(longAnswer.split("spiked now").length - 1);
  for (const text of ["Beginning of the long answer", "End of the long answer", "נמצא קשר בריאה הימנית"]) expect(words).toContain(text);
});
