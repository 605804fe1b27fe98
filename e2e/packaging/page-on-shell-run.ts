import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { Steps } from "../stories/driver/steps.ts";
import { firstRun } from "../stories/driver/story-parts.ts";
import { PASSPHRASE, until } from "../torture/core-driver.ts";
import { loadMain } from "./on-double.ts";
import { serveOneCase } from "./one-case.ts";
import { openPage } from "./page-in-chromium.ts";

/**
 * Started by the test in plain Node: `node page-on-shell-run.ts OUT`. The built page in Chromium, the built preload script in it, the built
 * main process on the double and the built core: everything of the Electron shell but Electron. One line of JSON says what came out.
 */
const [out = ""] = process.argv.slice(2);
const folder = fs.mkdtempSync(path.join(os.tmpdir(), "overread-page-run-"));
process.env["OVERREAD_DATA"] = path.join(folder, "data");
process.env["OVERREAD_CONFIG"] = path.join(folder, "config");
const service = await serveOneCase(folder);
const { app, double } = await loadMain(path.join(out, "main/main.js"), (electron) => {
  electron.double.runCore = true;
});
const window = await until("the window", async () => double.windows[0]);
const handler = double.sessions.get("overread")?.handlers.get("app");
if (handler === undefined) throw new Error("the page's scheme is not answered");
const { page, complaints, close } = await openPage(window, handler, path.join(out, "preload/preload.cjs"));

const nextAddress = (): Promise<string> => until("the sign-in page", async () => double.opened.shift());
const stage = { page, complaints, nextAddress, close, kill: close };
await firstRun(stage, service.base, PASSPHRASE, { user: "demo", password: "demo" }, new Steps(folder, () => undefined));
await page.getByRole("row").filter({ hasText: "nothing clinical" }).first().waitFor();

/** A click in the menu bar, as Electron would do it. */
function chooseInMenu(id: string): void {
  const items = (double.menu?.template ?? []).flatMap(({ submenu }) => (Array.isArray(submenu) ? submenu : []));
  const item = items.find((entry) => entry.id === id);
  (item?.click as (() => void) | undefined)?.();
}
chooseInMenu("go.outbox");
await page.getByRole("heading", { name: "Outbox" }).first().waitFor();
chooseInMenu("session.lock");
await page.getByRole("textbox", { name: "Passphrase" }).fill(PASSPHRASE);
await page.keyboard.press("Enter");
await page.getByRole("button", { name: "Worklist" }).first().click();
await page.getByRole("heading", { name: "Assigned to me" }).waitFor();

double.children[0]?.kill();
await page.getByRole("textbox", { name: "Passphrase" }).fill(PASSPHRASE);
await page.keyboard.press("Enter");
await page.getByRole("button", { name: "Worklist" }).first().waitFor();

const isolated = await page.evaluate("crossOriginIsolated");
const onWindow = await page.evaluate("['require', 'process', 'electron', 'ipcRenderer'].filter((name) => name in globalThis)");
await close();
app.emit("window-all-closed");
await until("the end", async () => double.calls.filter((call) => call === "quit").length === 2);
await service.close();
fs.rmSync(folder, { recursive: true, force: true });
process.stdout.write(`${JSON.stringify({ complaints, isolated, onWindow, coreStarts: double.children.length })}\n`);
process.exit();
