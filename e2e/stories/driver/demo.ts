import fs from "node:fs";
import path from "node:path";
import type { Page } from "playwright";
import { type App, startApp } from "./app.ts";
import type { CaseOracle } from "./case-oracle.ts";
import { CutProxy } from "./cut-proxy.ts";
import type { OracleImage } from "./oracle.ts";
import { ServiceProcess } from "./service-process.ts";
import type { Credentials } from "./sign-in-page.ts";
import { Steps } from "./steps.ts";
import { acceptAndDownload, firstRun, makePassphrase, markKeyImage, readImages, readRecords, sign } from "./story-parts.ts";
import { type DemoSummary, writeSummary } from "./summary.ts";
import { opinionOf, writeOpinion } from "./write-opinion.ts";

export type DemoOptions = {
  readonly out: string;
  readonly caseName: string;
  /** Own service: the folder of case folders. */
  readonly casesDir: string | null;
  readonly mode: "put" | "post";
  readonly dicomwebUrl?: string | undefined;
  /** A foreign service. */
  readonly serviceBase: string | null;
  readonly credentials: Credentials;
  /** What the case holds, from its own files (own service only). */
  readonly caseOracle: CaseOracle | null;
  /** Expected values of the images, when an oracle lies beside them. */
  readonly oracle: readonly OracleImage[];
  readonly fault?: string | undefined;
  /** Else one of five new words. */
  readonly passphrase?: string;
  readonly say: (line: string) => void;
};

type Network = { cut(): Promise<void>; restore(): Promise<void> };

/** The whole story through the real window: sign in, accept, download, network cut, read, write, sign, network back, delivered. */
export async function runDemo(options: DemoOptions): Promise<DemoSummary> {
  fs.mkdirSync(options.out, { recursive: true });
  const steps = new Steps(options.out, options.say);
  const service =
    options.serviceBase === null
      ? new ServiceProcess({
          casesDir: options.casesDir ?? "",
          stateDir: path.join(options.out, "service"),
          mode: options.mode,
          dicomwebUrl: options.dicomwebUrl,
          logFile: path.join(options.out, "service-log.jsonl"),
        })
      : null;
  const proxy = service === null ? new CutProxy() : null;
  if (service !== null) await steps.run("Start the service", () => service.start());
  const env = proxy === null ? {} : await proxy.start();
  const base = service?.base ?? options.serviceBase ?? "";
  const network: Network = {
    cut: async () => (service === null ? proxy?.cut() : service.stop()),
    restore: async () => (service === null ? proxy?.restore() : service.start()),
  };
  const app = await steps.run("Open the window", () =>
    startApp({ dataDir: path.join(options.out, "data"), configDir: path.join(options.out, "config"), demoServiceBase: base, env }),
  );
  steps.page = app.page;
  app.page.setDefaultTimeout(30_000);
  try {
    return await story(app, base, service, network, options, steps);
  } catch (error) {
    await steps.picture("failed").catch(() => undefined);
    throw error;
  } finally {
    await app.close().catch(() => undefined);
    await service?.stop();
    proxy?.close();
  }
}

async function story(
  app: App,
  base: string,
  service: ServiceProcess | null,
  network: Network,
  options: DemoOptions,
  steps: Steps,
): Promise<DemoSummary> {
  const { page } = app;
  const passphrase = options.passphrase ?? makePassphrase();
  await firstRun(app, base, passphrase, options.credentials, steps);
  await acceptAndDownload(page, steps);
  await steps.run("Cut the network", () => network.cut());
  await steps.run("Open the case", async () => {
    await page.getByRole("row").getByText("Ready offline").first().dblclick();
    await page
      .getByRole("button", { name: /^Images/ })
      .first()
      .waitFor();
  });
  const read = await readImages(page, options.oracle, steps);
  await readRecords(page, steps);
  const questions = await questionCount(page);
  if (read.scrolled > 0) await markKeyImage(page, options.caseOracle?.keyImage ?? null, steps);
  await steps.run("Write the opinion, answer each question", async () => {
    await page.keyboard.press("Alt+3");
    await writeOpinion(page, opinionOf(read.scrolled), { questions, hasMissing: false });
    await savedAndChecked(page);
  });
  await steps.picture("opinion");
  await sign(page, passphrase, steps);
  const offline = !(await isReachable(base, service));
  const facts = await finish(page, network, service, options, steps);
  return writeSummary(base, passphrase, { ...read, questions, offline, ...facts }, app.complaints, service, options, steps);
}

/** The draft is in core, and the list of what is open is the one of this very draft: nothing of it blocks. */
async function savedAndChecked(page: Page): Promise<void> {
  await page
    .getByText(/Saved on this device \d\d:\d\d:\d\d/)
    .first()
    .waitFor();
  const panel = page.getByRole("region", { name: "Before you sign" });
  await panel.waitFor();
  await panel.getByText("Must be mended").first().waitFor({ state: "detached" });
}

async function questionCount(page: Page): Promise<number> {
  await page.keyboard.press("Alt+3");
  const answers = page.getByRole("textbox", { name: /^Answer to question \d+/ });
  await answers.first().waitFor();
  return answers.count();
}

const isReachable = async (base: string, service: ServiceProcess | null): Promise<boolean> =>
  service === null
    ? false
    : fetch(`${base}/metadata`).then(
        (answer) => answer.ok,
        () => false,
      );

async function finish(
  page: Page,
  network: Network,
  service: ServiceProcess | null,
  options: DemoOptions,
  steps: Steps,
): Promise<{ reportId: string; pdfSha256: string }> {
  await steps.run("Network back", () => network.restore());
  const fault = options.fault;
  if (fault !== undefined && service !== null)
    await steps.run(`Fault at the service: ${fault}`, () => service.admin("fault", { name: fault }));
  await steps.run("Delivered: read back equal", async () => {
    await page.getByRole("dialog").getByRole("button", { name: "See the outbox" }).click();
    await page.keyboard.press("Control+k");
    await page.keyboard.type("Check with the service");
    await page.keyboard.press("Enter");
    await page.getByText("Read back and equal").first().waitFor({ timeout: 180_000 });
  });
  await steps.picture("delivered");
  const text = (await page.getByRole("main").textContent()) ?? "";
  return {
    reportId: /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/.exec(text)?.[0] ?? "",
    pdfSha256: (await page.locator("[data-hash]").first().getAttribute("data-hash")) ?? "",
  };
}
