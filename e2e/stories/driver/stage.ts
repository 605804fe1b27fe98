import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import type { Locator, Page } from "playwright";
import { demoCaseCache, makeDemoCases } from "../../fixtures/demo-cases/make-demo-cases.ts";
import { sharedPath } from "../../support/shared-folder.ts";
import { type RunningApp, startApp } from "./app.ts";
import { ServiceProcess } from "./service-process.ts";
import { signInAt } from "./sign-in-page.ts";
import { Steps } from "./steps.ts";
import { firstRun, makePassphrase } from "./story-parts.ts";

export const demoAccount = { user: "demo", password: "demo" } as const;

/** The folder of the small example case; where the shared material is not there, the ultrasound demo case. */
export async function smallStoryCase(): Promise<string> {
  const example = sharedPath("protocol", "case", "case-bundle.json");
  if (example !== null) return path.dirname(path.dirname(example));
  const [folder = ""] = await makeDemoCases(demoCaseCache, { only: ["ultrasound"] });
  return folder;
}

/** A service with its cases and the app beside it, in a folder of their own: what several tests of one file share. */
export class Stage {
  readonly folder: string;
  readonly service: ServiceProcess;
  readonly passphrase: string = makePassphrase();
  #app: RunningApp | null = null;

  private constructor(folder: string, service: ServiceProcess) {
    this.folder = folder;
    this.service = service;
  }

  static async open(options: { readonly casesDir: string | readonly string[]; readonly folder?: string }): Promise<Stage> {
    const folder = options.folder ?? fs.mkdtempSync(path.join(os.tmpdir(), "overread-story-"));
    const service = new ServiceProcess({ casesDir: options.casesDir, stateDir: path.join(folder, "service"), mode: "put" });
    const stage = new Stage(folder, service);
    await service.start();
    await stage.startApp();
    return stage;
  }

  get app(): RunningApp {
    if (this.#app === null) throw new Error("the app is not running");
    return this.#app;
  }

  get page(): Page {
    return this.app.page;
  }

  get dataDir(): string {
    return path.join(this.folder, "data");
  }

  /** The app on this stage's data; a second one where one is running already belongs to the caller. */
  launch(): Promise<RunningApp> {
    return startApp({ dataDir: this.dataDir, configDir: path.join(this.folder, "config"), demoServiceBase: this.service.base });
  }

  async startApp(): Promise<void> {
    this.#app = await this.launch();
    this.page.setDefaultTimeout(20_000);
  }

  /** Service, sign-in, passphrase; ends in the worklist. */
  firstRun(): Promise<void> {
    return firstRun(this.app, this.service.base, this.passphrase, demoAccount, new Steps(this.folder, () => undefined));
  }

  /** Answers the app's wish to sign in, as a person in the system browser would. */
  async signIn(press: () => Promise<void>): Promise<void> {
    const address = this.app.nextAddress();
    await press();
    await signInAt(await address, demoAccount);
  }

  async unlock(): Promise<void> {
    await this.page.getByRole("textbox", { name: "Passphrase" }).fill(this.passphrase);
    await this.page.keyboard.press("Enter");
    await this.page.locator("main.unlock").waitFor({ state: "detached" });
  }

  /** Takes the case of this patient: declares no tie, chooses a ground for the licence. Its row is answered. */
  async accept(family: string): Promise<Locator> {
    const { page } = this;
    const row = page.getByRole("row").filter({ hasText: family }).first();
    await row.click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("radiogroup", { name: "Conflict of interest" }).getByRole("radio").first().click();
    const licence = dialog.getByRole("radiogroup", { name: "Licence" });
    if ((await licence.count()) > 0) await licence.getByRole("radio").first().click();
    await dialog.getByRole("button", { name: "Accept and fetch" }).click();
    await dialog.waitFor({ state: "detached" });
    return row;
  }

  /** The service starts again without any memory of who signed in: no token of the app is valid any more. */
  async forgetSignIns(): Promise<void> {
    await this.service.stop();
    const file = path.join(this.folder, "service", "state.jsonl");
    const lines = fs.readFileSync(file, "utf8").split("\n");
    fs.writeFileSync(file, lines.filter((line) => !line.includes('"kind":"sign-in"')).join("\n"));
    await this.service.start();
  }

  /** One fault of the service's table; null ends it. */
  async fault(name: string | null): Promise<void> {
    await this.service.admin("fault", { name });
  }

  async close(): Promise<void> {
    await this.#app?.close().catch(() => undefined);
    await this.service.stop();
    fs.rmSync(this.folder, { recursive: true, force: true });
  }
}
