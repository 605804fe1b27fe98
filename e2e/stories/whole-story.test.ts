import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { searchFolder } from "../support/canary.ts";
import { readCaseOracle } from "./driver/case-oracle.ts";
import { type DemoOptions, runDemo } from "./driver/demo.ts";
import { shortcomings } from "./driver/demo-command.ts";
import { ServiceProcess } from "./driver/service-process.ts";
import { demoAccount, smallStoryCase } from "./driver/stage.ts";
import { makePassphrase } from "./driver/story-parts.ts";
import { opinionText } from "./driver/write-opinion.ts";

let out = "";
beforeEach(() => {
  out = fs.mkdtempSync(path.join(os.tmpdir(), "overread-whole-"));
});
afterEach(() => fs.rmSync(out, { recursive: true, force: true }));

async function options(more: Partial<DemoOptions> = {}): Promise<DemoOptions> {
  const casesDir = await smallStoryCase();
  return {
    out,
    caseName: "small",
    casesDir,
    caseOracle: readCaseOracle(casesDir),
    mode: "put",
    serviceBase: null,
    credentials: demoAccount,
    oracle: [],
    say: () => undefined,
    ...more,
  };
}

/** Tokens that the service has issued so far, from its own state. */
const tokensSoFar = (): string[] =>
  fs
    .readFileSync(path.join(out, "service/state.jsonl"), "utf8")
    .split("\n")
    .flatMap((line) => {
      const record = line === "" ? {} : (JSON.parse(line) as { kind?: string; token?: string });
      return record.kind === "token" && record.token !== undefined ? [record.token] : [];
    });

const linesOfLog = (): readonly { readonly faults?: readonly string[] }[] =>
  fs
    .readFileSync(path.join(out, "service-log.jsonl"), "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as { faults?: readonly string[] });

test("T1 P39 S1: the whole story, offline while reading; delivered once; nothing readable in the data folder at any step", async () => {
  const passphrase = makePassphrase();
  const wanted = await options();
  const words = [...(wanted.caseOracle?.identityWords ?? []), opinionText.findings.slice(0, 60), passphrase].filter(
    (word) => word.length >= 8,
  );
  let searched = 0;
  const say = (): void => {
    if (!fs.existsSync(path.join(out, "data"))) return;
    searched++;
    expect(searchFolder(path.join(out, "data"), [...words, ...tokensSoFar()])).toEqual([]);
  };
  const summary = await runDemo({ ...wanted, passphrase, say });
  expect(shortcomings(summary)).toEqual([]);
  expect(summary).toMatchObject({
    offlineWhileReading: true,
    signed: true,
    delivered: true,
    reportsOnService: 1,
    instances: wanted.caseOracle?.instances,
    questionsAnswered: wanted.caseOracle?.questions.length,
    complaints: [],
  });
  expect(summary.servicePdfSha256).toBe(summary.pdfSha256);
  expect(searched).toBeGreaterThan(15);
  const canaries = JSON.parse(fs.readFileSync(path.join(out, "canaries.json"), "utf8")) as { words: string[]; tokens: string[] };
  expect(canaries.words).toEqual(expect.arrayContaining(words));
  expect(canaries.tokens.length).toBeGreaterThan(1);
  expect(searchFolder(path.join(out, "data"), [...canaries.words, ...canaries.tokens])).toEqual([]);
});

test("R13: the line is cut after the report's body was sent, twice if it is sent twice: still exactly one report", async () => {
  const summary = await runDemo(await options({ fault: "cut-after-body:2" }));
  expect(shortcomings(summary)).toEqual([]);
  expect(summary.reportsOnService).toBe(1);
  const struck = linesOfLog().filter((line) => line.faults?.includes("cut-after-body") === true).length;
  expect(struck).toBeGreaterThan(0);
  expect(summary.faultStruck).toBe(struck);
});

test("R13, S1: a service that is not the demo's own: the app's connections are refused while reading; delivered once, all outputs there", async () => {
  const casesDir = await smallStoryCase();
  const { taskId, instances, documents } = readCaseOracle(casesDir);
  const service = new ServiceProcess({ casesDir, stateDir: path.join(out, "elsewhere"), mode: "put" });
  await service.start();
  try {
    const wantedCase = taskId.replace(/-task$/, "");
    const summary = await runDemo(await options({ casesDir: null, caseOracle: null, serviceBase: service.base, wantedCase }));
    expect(shortcomings(summary)).toEqual([]);
    expect(summary).toMatchObject({ case: taskId, service: "foreign", instances, documents, offlineWhileReading: true, delivered: true });
    expect(summary.servicePdfSha256).toBe(summary.pdfSha256);
    const { entry } = JSON.parse(fs.readFileSync(path.join(out, "report.fhir.json"), "utf8")) as {
      entry: { resource: { resourceType: string } }[];
    };
    // protocol 6.2: what a report is made of; the last one is the signed document
    expect(new Set(entry.map(({ resource }) => resource.resourceType))).toEqual(
      new Set([
        ...["Task", "DocumentReference", "Provenance", "Composition", "DiagnosticReport", "QuestionnaireResponse", "Observation", "Media"],
        "Bundle",
      ]),
    );
    const canaries = JSON.parse(fs.readFileSync(path.join(out, "canaries.json"), "utf8")) as { words: string[]; tokens: string[] };
    expect(canaries.tokens).toEqual([]);
    expect(canaries.words).toEqual(expect.arrayContaining(readCaseOracle(casesDir).identityWords.filter((word) => word.length >= 8)));
    expect(searchFolder(path.join(out, "data"), canaries.words)).toEqual([]);
    await expect(runDemo(await options({ casesDir: null, caseOracle: null, serviceBase: service.base, wantedCase }))).rejects.toThrow(
      "No case waits for a decision of this account. Give it one at the service, then start again.",
    );
  } finally {
    await service.stop();
  }
});
