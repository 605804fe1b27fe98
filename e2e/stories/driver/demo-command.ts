import fs from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { demoCaseCache, demoCaseNames, makeDemoCases } from "../../fixtures/demo-cases/make-demo-cases.ts";
import { seedCase } from "../../service/seed.ts";
import { readCaseOracle } from "./case-oracle.ts";
import { type DemoOptions, runDemo } from "./demo.ts";
import { oracleFor } from "./oracle.ts";
import type { DemoSummary } from "./summary.ts";

const root = path.join(import.meta.dirname, "../../..");
const DEFAULT_CASE = "chest-ct";

const USAGE =
  "npm run demo -- [--case NAME] [--dicom DIR] [--fhir FILE] [--docs DIR] [--service URL --user U --password P] [--mode put|post] [--dicomweb URL] [--fault NAME] [--lang L] [--out DIR]";

const say = (line: string): void => void process.stdout.write(`${line}\n`);

function readArguments(args: readonly string[]) {
  const text = { type: "string" } as const;
  return parseArgs({
    args: [...args],
    options: {
      case: text,
      dicom: text,
      fhir: text,
      docs: text,
      service: text,
      user: text,
      password: text,
      mode: text,
      dicomweb: text,
      fault: text,
      lang: text,
      out: text,
      cases: text,
    },
  }).values;
}

type Arguments = ReturnType<typeof readArguments>;
type Material = Pick<DemoOptions, "caseName" | "casesDir" | "caseOracle" | "oracle">;

/** The case of the run: from the caller's files, an example folder, or one of the demo cases. */
async function materialOf(args: Arguments, out: string): Promise<Material> {
  if (args.service !== undefined)
    return {
      caseName: args.case ?? "first at the service",
      casesDir: null,
      caseOracle: null,
      oracle: args.dicom === undefined ? [] : oracleFor(args.dicom),
    };
  const casesDir = path.join(out, "cases");
  if (args.cases !== undefined)
    return { caseName: path.basename(path.resolve(args.cases)), casesDir: args.cases, caseOracle: readCaseOracle(args.cases), oracle: [] };
  if (args.dicom !== undefined || args.fhir !== undefined || args.docs !== undefined) {
    const seeded = seedCase({
      ...(args.dicom === undefined ? {} : { dicomDir: args.dicom }),
      ...(args.fhir === undefined ? {} : { fhirFile: args.fhir }),
      ...(args.docs === undefined ? {} : { docsDir: args.docs }),
      name: args.case ?? "seeded",
      outDir: casesDir,
    });
    for (const note of seeded.notes) say(`    ${note}`);
    return {
      caseName: args.case ?? "seeded",
      casesDir,
      caseOracle: readCaseOracle(seeded.folder),
      oracle: args.dicom === undefined ? [] : oracleFor(args.dicom),
    };
  }
  const name = demoCaseNames.find((known) => known === (args.case ?? DEFAULT_CASE));
  if (name === undefined) throw new Error(`There is no demo case ${args.case}. There are: ${demoCaseNames.join(", ")}`);
  const [folder = ""] = await makeDemoCases(demoCaseCache, { only: [name] });
  return { caseName: name, casesDir: folder, caseOracle: readCaseOracle(folder), oracle: [] };
}

/** What a run must show, in words; an empty list = all holds. */
export function shortcomings(summary: DemoSummary): string[] {
  return [
    summary.offlineWhileReading || summary.service === "foreign" ? "" : "the service could be reached while reading",
    summary.imagesScrolled >= summary.instances
      ? ""
      : `${summary.imagesScrolled} images looked at, the case has ${summary.instances} instances`,
    summary.imagesSeen === summary.imagesInReport && summary.imagesInReport === summary.imagesScrolled
      ? ""
      : `the report says ${summary.imagesSeen} of ${summary.imagesInReport} images seen, ${summary.imagesScrolled} were looked at`,
    summary.signed ? "" : "nothing was signed",
    summary.delivered ? "" : "the service's PDF is not the one that was signed",
    summary.reportsOnService === 1 ? "" : `${summary.reportsOnService} reports on the service`,
    ...summary.probes
      .filter((probe) => probe.expected !== probe.shown)
      .map((probe) => `image ${probe.image}: shown ${probe.shown}, expected ${probe.expected}`),
    ...summary.complaints.map((complaint) => `the page complained: ${complaint}`),
  ].filter((text) => text !== "");
}

/** `npm run demo`: exit code 0 only when everything it checks holds; the last line says the result and where the output lies. */
export async function runDemoCommand(args: readonly string[]): Promise<number> {
  let values: Arguments;
  try {
    values = readArguments(args);
  } catch (error) {
    say(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`);
    return 2;
  }
  const out = path.resolve(values.out ?? path.join(root, "out/demo", new Date().toISOString().replaceAll(/[:.]/g, "-")));
  // what an earlier run left in this folder is not part of this one
  for (const name of [
    "data",
    "config",
    "service",
    "cases",
    "service-log.jsonl",
    "summary.json",
    "canaries.json",
    "report.pdf",
    "report.fhir.json",
  ])
    fs.rmSync(path.join(out, name), { recursive: true, force: true });
  for (const name of fs.existsSync(out) ? fs.readdirSync(out).filter((entry) => /^\d\d-.*\.png$/.test(entry)) : [])
    fs.rmSync(path.join(out, name));
  fs.mkdirSync(out, { recursive: true });
  try {
    const summary = await runDemo({
      out,
      ...(await materialOf(values, out)),
      mode: values.mode === "post" ? "post" : "put",
      dicomwebUrl: values.dicomweb,
      serviceBase: values.service ?? null,
      credentials: { user: values.user ?? "demo", password: values.password ?? "demo" },
      fault: values.fault,
      say,
    });
    const missing = shortcomings(summary);
    for (const text of missing) say(`not as it must be: ${text}`);
    say(
      missing.length === 0
        ? `delivered: ${summary.case}, ${summary.imagesSeen} images looked at, 1 report at the service. Output: ${out}`
        : `NOT as it must be (${missing.length}). Output: ${out}`,
    );
    return missing.length === 0 ? 0 : 1;
  } catch (error) {
    say(`The demo stopped: ${error instanceof Error ? error.message : String(error)}\nOutput: ${out}`);
    return 1;
  }
}
