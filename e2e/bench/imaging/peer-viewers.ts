import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import type { Browser, Page } from "playwright";
import { buildPage } from "../../support/build-page.ts";
import { processorTimeBelow } from "../processor-time.ts";
import { type BenchSeries, expectedSums, OPEN_BEFORE, openBeforeUid, SLICE_BYTES, seriesFiles, studyUid } from "./bench-series.ts";
import type { Opening } from "./compare.ts";
import { measureMemory, type Rate } from "./measure-opening.ts";
import type { Ask, Viewer } from "./own-viewer.ts";
import { makeStaticDicomweb } from "./static-dicomweb.ts";

const peers = path.resolve(import.meta.dirname, "../peers");
const modules = path.join(peers, "node_modules");
/** One study, with the short series on the screen first. */
const OHIF_START = `viewer?StudyInstanceUIDs=${studyUid}&initialSeriesInstanceUID=${openBeforeUid}`;
const GIVE_UP_MS = 120_000;

/** What `peers/pages/bench-page.js` gives. */
type PeerBench = {
  open(urls: readonly string[], scrolling: boolean): Promise<{ firstMs: number; allMs: number; loading: Rate | null }>;
  scroll(count: number, forMs: number): Promise<Rate>;
  sums(): Promise<number[]>;
};
declare const bench: PeerBench;

/** Installs the peers with their own lockfile, once. */
function installPeers(say: (line: string) => void): void {
  const stamp = path.join(modules, ".bench-lockfile");
  const lockfile = fs.readFileSync(path.join(peers, "package-lock.json"), "utf8");
  if (fs.existsSync(stamp) && fs.readFileSync(stamp, "utf8") === lockfile) return;
  say("installing the peers in e2e/bench/peers (npm ci)");
  const done = spawnSync("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"], { cwd: peers, encoding: "utf8" });
  if (done.status !== 0) throw new Error(`The peers could not be installed: ${done.stderr}`);
  fs.writeFileSync(stamp, lockfile);
}

/** Settles as the work does, or throws when it has taken too long. */
async function within<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`nothing within ${GIVE_UP_MS / 1000} s`)), GIVE_UP_MS);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** How many of the frames are none of the wanted ones; the order is the viewer's own. */
function wrongFrames(got: readonly number[], wanted: readonly number[]): number {
  const left = new Map<number, number>();
  for (const sum of wanted) left.set(sum, (left.get(sum) ?? 0) + 1);
  for (const sum of got) left.set(sum, (left.get(sum) ?? 0) - 1);
  return [...left.values()].reduce((count, rest) => count + Math.max(0, rest), 0);
}

type Site = { readonly address: string; readonly start: string; readonly folder: string; readonly sums: readonly number[] };

/** The same questions as to our own page; after the clock has stopped, every frame is compared with the slice it was made from. */
async function openPeer(page: Page, { syntax }: BenchSeries, { address, start, folder, sums }: Site, ask: Ask): Promise<Opening> {
  const urls = (name: string): string[] => seriesFiles(folder, name).map((file) => `${address}series/${encodeURIComponent(name)}/${file}`);
  await page.goto(`${address}${start}`);
  await page.waitForSelector("body[data-ready]", { state: "attached" });
  await page.evaluate((files) => bench.open(files, false), urls(OPEN_BEFORE));
  const idleBytes = ask.withMemory ? await page.evaluate(measureMemory) : 0;
  const before = processorTimeBelow(process.pid);
  const opened = await page.evaluate(({ files, scrolling }) => bench.open(files, scrolling), {
    files: urls(syntax.name),
    scrolling: ask.scrollMs !== null,
  });
  const cpuMs = processorTimeBelow(process.pid) - before;
  const cached =
    ask.scrollMs === null
      ? null
      : await page.evaluate(({ slices, scrollMs }) => bench.scroll(slices, scrollMs), { slices: ask.slices, scrollMs: ask.scrollMs });
  const memoryRatio = ask.withMemory ? ((await page.evaluate(measureMemory)) - idleBytes) / (ask.slices * SLICE_BYTES) : null;
  const wrong = wrongFrames(await page.evaluate(() => bench.sums()), sums);
  if (wrong === sums.length) throw new Error("none of its frames is that of the series");
  return { ...opened, cpuMs, cached, memoryRatio, wrongFrames: wrong };
}

async function peerViewer(name: string, browser: Browser, site: Site): Promise<Viewer> {
  // a context for each opening: a fresh page, closed again, in the browser of the app
  const open: Viewer["open"] = async (series, ask) => {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
    try {
      return await within(openPeer(await context.newPage(), series, site, ask));
    } finally {
      await context.close();
    }
  };
  return { name, open, close: () => Promise.resolve() };
}

const PAGES: Readonly<Record<string, string>> = {
  cornerstone3D: "cornerstone3d",
  "wado-image-loader": "wado-image-loader",
  dwv: "dwv",
};

/** OHIF as it is built, with our own configuration and the clock in its page. */
function ohifSite(dir: string, dicomweb: string, series: string): Record<string, string> {
  const dist = path.join(modules, "@ohif/app/dist");
  const html = fs.readFileSync(path.join(dist, "index.html"), "utf8");
  const viewer = path.join(dir, "pages/ohif");
  fs.mkdirSync(viewer, { recursive: true });
  fs.writeFileSync(
    path.join(viewer, "index.html"),
    html.replace("</head>", '<script type="module" src="/bench/ohif/page.js"></script></head>'),
  );
  const pages = path.join(peers, "pages");
  return {
    "/bench/": pages,
    "/app-config.js": path.join(pages, "ohif/app-config.js"),
    "/dicomweb/": dicomweb,
    "/series/": series,
    "/viewer": viewer,
    "/": dist,
  };
}

async function startServer(
  roots: Readonly<Record<string, Readonly<Record<string, string>>>>,
): Promise<[ChildProcess, Record<string, string>]> {
  const program = path.join(import.meta.dirname, "peer-server.ts");
  const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", program, JSON.stringify(roots)], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const line = await new Promise<string>((resolve) => child.stdout.once("data", (chunk) => resolve(String(chunk))));
  return [child, JSON.parse(line) as Record<string, string>];
}

/** The peers, each with its page in the browser of the app, over one local server. */
export async function startPeerViewers(
  browser: Browser,
  { dir, series, all, say }: { dir: string; series: string; all: readonly BenchSeries[]; say: (line: string) => void },
): Promise<readonly Viewer[]> {
  installPeers(say);
  const roots: Record<string, Record<string, string>> = {};
  for (const [name, page] of Object.entries(PAGES)) {
    const built = await buildPage(`e2e/bench/peers/pages/${page}`, path.join(dir, "pages", page));
    // dwv looks for its workers in a folder of its page
    roots[name] = {
      "/npm/": modules,
      "/series/": series,
      "/assets/workers/": path.join(modules, "dwv/dist/assets/workers"),
      "/": built,
    };
  }
  roots["OHIF"] = ohifSite(dir, makeStaticDicomweb(series, `${series}-dicomweb`, all), series);
  const [server, addresses] = await startServer(roots);
  const sums = expectedSums(series);
  const viewers = await Promise.all(
    Object.entries(addresses).map(([name, address]) =>
      peerViewer(name, browser, { address, start: name === "OHIF" ? OHIF_START : "", folder: series, sums }),
    ),
  );
  const [first, ...rest] = viewers;
  if (first === undefined) throw new Error("no peer is there");
  // the server ends with the first of them
  return [{ ...first, close: async () => void server.stdin?.end() }, ...rest];
}
