import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { chromium } from "playwright";
import { buildPage } from "../support/build-page.ts";
import { findChromium } from "../support/chromium.ts";
import { startDecodeServer } from "./decode-server.ts";
import type { FrameResult, ScannedFile } from "./decode-types.ts";
import { type ExpectedFile, readExpectation } from "./expectation.ts";
import { type Judged, judgeFile } from "./judge.ts";
import { closingLine, frameLines, holds, remarkLines, totalsOf } from "./report.ts";
import { filesBelow, scanFile } from "./scan-folder.ts";

const USAGE = "npm run decode -- DIR [--expect FILE] [--json FILE]";
/** The slowest folder known takes a twentieth of it; a page that says nothing for so long hangs. */
const DEADLINE_MS = 20 * 60_000;

type Options = { readonly folder: string; readonly expect: string | undefined; readonly json: string | undefined };

function readOptions(args: readonly string[]): Options | null {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: { expect: { type: "string" }, json: { type: "string" } },
    allowPositionals: true,
  });
  const [folder] = positionals;
  return folder === undefined || positionals.length > 1 ? null : { folder, expect: values.expect, json: values.json };
}

const never = (ms: number): Promise<never> =>
  new Promise((_, reject) => setTimeout(() => reject(new Error("the page did not finish")), ms).unref());

/** Decodes every frame in Chromium, by the viewer's own source, pool and workers. */
async function decodeInChromium(folder: string, files: readonly ScannedFile[]): Promise<readonly FrameResult[]> {
  const executablePath = findChromium();
  const temporary = fs.mkdtempSync(path.join(os.tmpdir(), "overread-decode-"));
  const page = await buildPage("e2e/pages/decode-page", path.join(temporary, "page"));
  const server = await startDecodeServer(folder, page, files);
  const browser = await chromium.launch({
    executablePath,
    args: ["--no-sandbox", "--disable-gpu"],
    env: { ...process.env, LANG: "en_US.UTF-8" },
  });
  try {
    const tab = await browser.newPage();
    const broken = new Promise<never>((_, reject) => {
      tab.on("pageerror", (error) => reject(error));
      tab.on("crash", () => reject(new Error("the page crashed")));
    });
    tab.on("console", (message) => {
      if (message.type() === "error") console.error(`page: ${message.text()}`);
    });
    await tab.goto(server.address);
    return await Promise.race([server.done, broken, never(DEADLINE_MS)]);
  } finally {
    await browser.close();
    server.close();
    fs.rmSync(temporary, { recursive: true, force: true });
  }
}

function resultsByFile(results: readonly FrameResult[]): ReadonlyMap<string, readonly FrameResult[]> {
  return Map.groupBy(results, ({ seriesId }) => seriesId);
}

type Run = { readonly files: readonly ScannedFile[]; readonly results: ReadonlyMap<string, readonly FrameResult[]> };

function judgeAll({ files, results }: Run, expectation: ReadonlyMap<string, ExpectedFile>): { judged: Judged[]; leftOut: string[] } {
  const byName = new Map(files.map((file) => [file.file, file]));
  const leftOut = [...expectation.keys()].filter((name) => !byName.has(name));
  const judged = [...expectation.values()].flatMap((expected) => {
    const scanned = byName.get(expected.file);
    return scanned === undefined ? [] : judgeFile(expected, scanned, results.get(scanned.seriesId) ?? []);
  });
  return { judged, leftOut };
}

function writeJson(file: string, { files, results }: Run, judged: readonly Judged[]): void {
  const verdicts = new Map(judged.map((entry) => [`${entry.file}#${entry.frame}`, entry.verdict]));
  const rows = files.map((scanned) => ({
    file: scanned.file,
    reading: scanned.reading,
    frames: (results.get(scanned.seriesId) ?? []).map(({ index, outcome }) => {
      const frame = scanned.job?.frames.find((candidate) => candidate.index === index)?.frame ?? index + 1;
      return { frame, verdict: verdicts.get(`${scanned.file}#${frame}`) ?? null, ...outcome };
    }),
  }));
  fs.writeFileSync(file, `${JSON.stringify({ totals: totalsOf(judged), files: rows }, null, 1)}\n`);
}

function closeWithoutExpectation({ files, results }: Run): number {
  const outcomes = [...results.values()].flat().map(({ outcome }) => outcome);
  const crashed = outcomes.filter((outcome) => !outcome.ok && outcome.code === "decoder-stopped").length;
  const decoded = outcomes.filter(({ ok }) => ok).length;
  const refused = outcomes.length - decoded - crashed + files.filter(({ reading }) => reading.kind === "refused").length;
  console.log(`frames: ${decoded} decoded, ${refused} refused, ${crashed} crashed`);
  return crashed === 0 ? 0 : 1;
}

/** The command; its exit code. */
export async function runDecode(args: readonly string[]): Promise<number> {
  const options = readOptions(args);
  if (options === null) {
    console.error(USAGE);
    return 2;
  }
  const missing = [options.folder, options.expect].find((name) => name !== undefined && !fs.existsSync(name));
  if (missing !== undefined) {
    console.error(`There is nothing at ${missing}. Check the path.\n${USAGE}`);
    return 2;
  }
  const expectation = options.expect === undefined ? null : readExpectation(options.expect);
  const files = filesBelow(options.folder).map((file, i) => scanFile(options.folder, file, i + 1, expectation?.get(file)));
  const run: Run = { files, results: resultsByFile(await decodeInChromium(options.folder, files)) };
  for (const file of files) for (const line of frameLines(file, run.results.get(file.seriesId) ?? [])) console.log(line);
  console.log(`files: ${files.length}, not DICOM: ${files.filter(({ reading }) => reading.kind === "not-dicom").length}`);
  const { judged, leftOut } = expectation === null ? { judged: [], leftOut: [] } : judgeAll(run, expectation);
  if (options.json !== undefined) writeJson(options.json, run, judged);
  if (expectation === null) return closeWithoutExpectation(run);
  for (const line of remarkLines(judged)) console.log(line);
  for (const name of leftOut) console.log(`left out: ${name}`);
  const totals = totalsOf(judged);
  console.log(closingLine(totals));
  return holds(totals, leftOut) ? 0 : 1;
}
