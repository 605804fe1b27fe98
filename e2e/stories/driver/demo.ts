import fs from "node:fs";
import path from "node:path";
import type { Page } from "playwright";
import { type App, startApp } from "./app.ts";
import { readyArchive } from "./archive.ts";
import type { CaseOracle } from "./case-oracle.ts";
import { chooseForeignCase, type ForeignCase } from "./foreign-case.ts";
import { markKeyImage, measureFinding, readImages } from "./image-steps.ts";
import { type Network, openNetwork } from "./network.ts";
import type { OracleImage } from "./oracle.ts";
import { ServiceProcess } from "./service-process.ts";
import { signInAsReader } from "./service-reader.ts";
import type { Credentials } from "./sign-in-page.ts";
import { Steps } from "./steps.ts";
import { acceptAndDownload, caseRow, firstRun, makePassphrase, readRecords, sign } from "./story-parts.ts";
import { type DemoSummary, writeSummary } from "./summary.ts";
import { opinionOf, writeOpinion } from "./write-opinion.ts";

export type DemoOptions = {
  readonly out: string;
  readonly caseName: string;
  /** Own service: the folder of case folders. */
  readonly casesDir: string | null;
  readonly mode: "put" | "post";
  /** The images lie in this archive. */
  readonly dicomwebUrl?: string | undefined;
  /** Store what the archive lacks also when it is not on this machine. */
  readonly fillArchive?: boolean | undefined;
  /** A foreign service, without a slash at the end. */
  readonly serviceBase: string | null;
  /** Which of its cases; the first that waits for a decision when absent. */
  readonly wantedCase?: string | undefined;
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

/** The whole story through the real window: sign in, accept, download, network cut, read, write, sign, network back, delivered. */
export async function runDemo(options: DemoOptions): Promise<DemoSummary> {
  fs.mkdirSync(options.out, { recursive: true });
  const steps = new Steps(options.out, options.say);
  const { dicomwebUrl, casesDir, serviceBase } = options;
  if (dicomwebUrl !== undefined && casesDir !== null)
    await steps.run("See that the images are in the archive", () =>
      readyArchive(dicomwebUrl, casesDir, options.fillArchive === true, options.say),
    );
  const found =
    serviceBase === null ? null : await steps.run("Choose the case, signed in as the driver", () => caseAt(serviceBase, options));
  const service = serviceBase === null ? ownService(options) : null;
  if (service !== null) await steps.run("Start the service", () => service.start());
  const network = await openNetwork(
    service,
    [serviceBase, dicomwebUrl].filter((address) => typeof address === "string"),
  );
  const base = service?.base ?? serviceBase ?? "";
  try {
    const app = await steps.run("Open the window", () =>
      startApp({
        dataDir: path.join(options.out, "data"),
        configDir: path.join(options.out, "config"),
        demoServiceBase: base,
        env: network.env,
      }),
    );
    steps.page = app.page;
    app.page.setDefaultTimeout(30_000);
    try {
      return await story({ app, base, service, network, found, options, steps });
    } catch (error) {
      await steps.picture("failed").catch(() => undefined);
      throw error;
    } finally {
      await app.close().catch(() => undefined);
    }
  } finally {
    await service?.stop();
    network.close();
  }
}

const ownService = ({ casesDir, out, mode, dicomwebUrl }: DemoOptions): ServiceProcess =>
  new ServiceProcess({
    casesDir: casesDir ?? "",
    stateDir: path.join(out, "service"),
    mode,
    dicomwebUrl,
    logFile: path.join(out, "service-log.jsonl"),
  });

const caseAt = async (base: string, { credentials, wantedCase }: DemoOptions): Promise<ForeignCase> =>
  chooseForeignCase(await signInAsReader(base, credentials), wantedCase);

type Run = {
  readonly app: App;
  readonly base: string;
  readonly service: ServiceProcess | null;
  readonly network: Network;
  /** The case at a foreign service. */
  readonly found: ForeignCase | null;
  readonly options: DemoOptions;
  readonly steps: Steps;
};

async function story({ app, base, service, network, found, options, steps }: Run): Promise<DemoSummary> {
  const { page } = app;
  const passphrase = options.passphrase ?? makePassphrase();
  const patientName = found?.patientName ?? options.caseOracle?.patientName ?? null;
  await firstRun(app, base, passphrase, options.credentials, steps);
  const isWhole = await acceptAndDownload(page, patientName, steps);
  await steps.run("Cut the network", () => network.cut());
  await steps.run("Open the case", async () => {
    await caseRow(page, patientName).first().dblclick();
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
    await writeOpinion(page, opinionOf(read.scrolled), { questions, hasMissing: !isWhole });
  });
  if (read.scrolled > 0) await measureFinding(page, options.caseOracle?.keyImage ?? null, steps);
  await steps.run("Nothing is left open", async () => {
    await page.keyboard.press("Alt+3");
    await savedAndChecked(page);
  });
  await steps.picture("opinion");
  await sign(page, passphrase, steps);
  const offline = await network.isCut();
  const facts = await finish(page, network, service, options, steps);
  return writeSummary(
    { base, passphrase, service, found, options, steps, complaints: app.complaints },
    { ...read, questions, offline, ...facts },
  );
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

/** P17: behind the report its key images go to the image archive, where the service wants them. */
async function keyImagesFollow(page: Page, steps: Steps): Promise<void> {
  if ((await page.locator("[data-key-images]").count()) === 0) return;
  await steps.run("The key images follow into the image archive", () =>
    page
      .locator("[data-key-images='stored'], [data-key-images='refused'], [data-key-images='backing-off']")
      .first()
      .waitFor({ timeout: 60_000 }),
  );
}

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
  await keyImagesFollow(page, steps);
  await steps.picture("delivered");
  const text = (await page.getByRole("main").textContent()) ?? "";
  return {
    reportId: /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/.exec(text)?.[0] ?? "",
    pdfSha256: (await page.locator("[data-hash]").first().getAttribute("data-hash")) ?? "",
  };
}
