import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { startApp } from "../../stories/driver/app.ts";
import { ServiceProcess } from "../../stories/driver/service-process.ts";
import { signInAsReader } from "../../stories/driver/service-reader.ts";
import { Steps } from "../../stories/driver/steps.ts";
import { firstRun } from "../../stories/driver/story-parts.ts";
import type { BenchOptions } from "../bench-command.ts";
import type { Figure } from "../figure.ts";
import { untilQuiet } from "../imaging/own-viewer.ts";
import { type Answers, answersOf } from "./answers.ts";
import { readWithCurl } from "./direct-read.ts";
import { type Download, measureDownload } from "./download.ts";
import { longestOf, makeLargeCase, sizeOf } from "./large-case.ts";
import { type MemoryMib, memoryNow, watchMemory } from "./processes.ts";
import { measureReading, type Reading } from "./reading.ts";

type Say = (line: string) => void;

const SLICES = 500;
const SHORT_SLICES = 200;
const PASSPHRASE = "seven bench words stand here";
const ACCOUNT = { user: "demo", password: "demo" };
const MB = 1e6;
/** What curl reads: enough to be a rate, and not the whole of a very large case. */
const MOST_READ = 1_000;

const rateOf = ({ bytes, ms }: { readonly bytes: number; readonly ms: number }): number => bytes / MB / (ms / 1_000);

type Run = {
  readonly images: Answers;
  readonly documents: Answers;
  readonly download: Download;
  readonly packing: MemoryMib;
  readonly reading: Reading;
  readonly after: MemoryMib;
  readonly curlMbPerS: number;
};

async function run(dir: string, slices: number, say: Say): Promise<Run> {
  const { folder } = makeLargeCase(dir, sizeOf(slices));
  const logFile = path.join(dir, "service.log");
  const pictures = path.join(dir, "pictures");
  fs.mkdirSync(pictures);
  const service = new ServiceProcess({ casesDir: folder, stateDir: path.join(dir, "service"), mode: "put", logFile });
  await service.start();
  const app = await startApp({ dataDir: path.join(dir, "data"), configDir: path.join(dir, "config"), demoServiceBase: service.base });
  try {
    const steps = new Steps(pictures, say);
    steps.page = app.page;
    await firstRun(app, service.base, PASSPHRASE, ACCOUNT, steps);
    const download = await measureDownload(app.page, { steps, logFile, slices });
    const [images, documents] = [answersOf(logFile, "images"), answersOf(logFile, "documents")];
    const packs = watchMemory();
    await steps.run("Prepared frames are made", () => untilQuiet(dir));
    const packing = packs.end();
    const reading = await steps.run("Open, scroll", () => measureReading(app.page, longestOf(slices)));
    const after = memoryNow();
    const origin = new URL(service.base).origin;
    const urls = images.paths.slice(0, MOST_READ).map((one) => `${origin}${one}`);
    const curl = await readWithCurl(await signInAsReader(service.base, ACCOUNT), urls, path.join(dir, "curl"));
    return { images, documents, download, packing, reading, after, curlMbPerS: rateOf(curl) };
  } finally {
    await app.close();
    await service.stop();
  }
}

/** The limits are those of row 76 of the fault table and of the goals A7, A9 and T20; memory in MiB. */
function figuresOf({ images, documents, download, packing, reading, after, curlMbPerS }: Run): readonly Figure[] {
  const figure = (name: string, unit: Figure["unit"], value: number, limit: number | null = null): Figure => ({
    name,
    unit,
    rounds: [value],
    limit,
  });
  const mbPerS = rateOf({ bytes: images.bytes, ms: images.lastAt - images.beganAt });
  const minutes = download.wholeMs / 60_000;
  return [
    { ...figure("images, download", "MB/s", mbPerS), atLeast: 60 },
    figure("images, the same URLs with curl", "MB/s", curlMbPerS),
    { ...figure("images, download / curl", "×", mbPerS / curlMbPerS), atLeast: 0.6 },
    figure("documents, download", "/s", documents.count / ((documents.lastAt - documents.beganAt) / 1_000)),
    figure("from acceptance to ready offline", "ms", download.wholeMs),
    figure("processor time meanwhile, an image: core", "ms", download.processor.core / images.count),
    figure("processor time meanwhile, an image: page", "ms", download.processor.renderer / images.count),
    figure("processor time meanwhile, an image: service", "ms", download.processor.service / images.count),
    figure("processor time meanwhile, an image: everything", "ms", download.processor.all / images.count),
    figure("first image, from its last byte to its picture", "ms", download.pictureMs, 2_000),
    figure("long tasks of the page while downloading, a minute", "/s", download.longTasksMs.length / minutes, 0),
    figure("the longest of them", "ms", Math.max(0, ...download.longTasksMs)),
    figure("core while downloading", "MiB", download.memory.core, 400),
    figure("core while frames are prepared", "MiB", packing.core, 400),
    figure("core while reading", "MiB", reading.memory.core, 400),
    figure("core afterwards", "MiB", after.core),
    figure("page while downloading", "MiB", download.memory.renderer, 1_536),
    figure("page while reading", "MiB", reading.memory.renderer, 1_536),
    figure("page afterwards", "MiB", after.renderer),
    figure("case, from the press to its first image", "ms", reading.openMs, 2_000),
    figure("longest series, from the press to its first image", "ms", reading.longest.firstMs, 1_000),
    { ...figure("longest series, scroll", "/s", reading.longest.cached?.perSecond ?? Number.NaN), atLeast: 30 },
    figure("records, from the press to the list", "ms", reading.records.openMs, 1_000),
    figure("records, scroll, 95 % of the frames", "ms", reading.records.p95Ms, 33),
    figure("laboratory, scroll, 95 % of the frames", "ms", reading.labs.p95Ms, 33),
    figure("records, elements of the page", "frames", reading.records.elements),
  ];
}

/** One large case through the real window: its download beside `curl`, its first image, memory, and how it reads afterwards. */
export async function benchSync(say: Say, { short, slices: asked }: BenchOptions): Promise<readonly Figure[]> {
  const slices = asked ?? (short ? SHORT_SLICES : SLICES);
  const { documents, labs } = sizeOf(slices);
  say(`${slices} slices of 512 × 512 × 16 bit, ${documents} documents, ${labs} laboratory values, one round`);
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), "overread-bench-sync-"));
  try {
    return figuresOf(await run(dir, slices, say));
  } finally {
    fs.rmSync(dir, { recursive: true, force: true });
  }
}
