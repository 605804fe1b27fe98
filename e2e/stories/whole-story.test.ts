import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { readObject } from "#shared/objects/read-object.ts";
import { transferSyntax, uidOf, writeDicom } from "../fixtures/dicom-writer.ts";
import { writeSmallCase } from "../fixtures/small-case.ts";
import { seedCase } from "../service/seed.ts";
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

test("T1 P17 P39 S1: the whole story, offline while reading; delivered once; nothing readable in the data folder at any step", async () => {
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
  // P17: star → caption → report page → what the archive holds names the same images
  const { named, captions } = keyObjectsStored();
  expect(named).toEqual(mediaOfReport());
  expect(captions).toBe(`Key image 1: ${wanted.caseOracle?.keyImage?.caption ?? "The finding that was asked about"}`);
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

/** The one file that the service's archive took: the images that it names, and what it says of them. */
function keyObjectsStored(): { readonly named: readonly string[]; readonly captions: string | null } {
  const folder = path.join(out, "service/stored");
  const files = fs.readdirSync(folder);
  expect(files).toHaveLength(1);
  const read = readObject(fs.readFileSync(path.join(folder, files[0] ?? "")), () => "damaged");
  if (!read.ok || read.value.kind !== "key-objects") throw new Error("the archive took something else");
  return { named: read.value.selected.map(({ sopInstanceUid }) => sopInstanceUid), captions: read.value.description };
}

/** SOP Instance UIDs of the report's Media at the service. */
function mediaOfReport(): string[] {
  const { entry } = JSON.parse(fs.readFileSync(path.join(out, "report.fhir.json"), "utf8")) as {
    entry: { resource: { resourceType: string; content?: { url?: string } } }[];
  };
  const media = entry.filter(({ resource }) => resource.resourceType === "Media");
  return media.map(({ resource }) => /\/instances\/([\d.]+)/.exec(resource.content?.url ?? "")?.[1] ?? "");
}

/** One RLE image whose only fragment holds no RLE. */
const unreadable = (): Buffer =>
  writeDicom({
    sopClassUid: "1.2.840.10008.5.1.4.1.1.7",
    sopInstanceUid: uidOf("unreadable"),
    transferSyntaxUid: transferSyntax.rle,
    dataSet: [
      ["00080060", "CS", "OT"],
      ["00100010", "PN", "One^Case"],
      ["00100020", "LO", "one-patient"],
      ["0020000D", "UI", uidOf("unreadable study")],
      ["0020000E", "UI", uidOf("unreadable series")],
      ["00280002", "US", 1],
      ["00280004", "CS", "MONOCHROME2"],
      ["00280010", "US", 8],
      ["00280011", "US", 8],
      ["00280100", "US", 8],
      ["00280101", "US", 8],
      ["00280102", "US", 7],
      ["00280103", "US", 0],
    ],
    pixels: { kind: "encapsulated", frames: [new Uint8Array(90).fill(0xff)] },
  });

test("T15, M20: an image that cannot be shown and images that name somebody else: the story goes on, and the run says what is not as it must be", async () => {
  const from = path.join(out, "from");
  for (const name of ["one", "two"]) writeSmallCase(from, name, { family: name === "one" ? "One" : "Two", instances: 2 });
  fs.writeFileSync(path.join(from, "unreadable.dcm"), unreadable());
  const { folder, notes } = seedCase({ dicomDir: from, outDir: path.join(out, "cases") });
  expect(notes).toContain("1 of 2 patients in the images differ (name, patient id): the app will show its identity banner");
  const summary = await runDemo(await options({ casesDir: folder, caseOracle: readCaseOracle(folder) }));
  expect(shortcomings(summary)).toEqual(["1 of 5 images could not be shown; the report says so"]);
  expect(summary).toMatchObject({ instances: 5, pictures: 5, imagesScrolled: 4, imagesSeen: 4, delivered: true, reportsOnService: 1 });
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
