import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { chromium, type Page } from "playwright";
import { type FrameStatus, frameHeader } from "#shared/imaging/frame-stream.ts";
import type { MadeSeries } from "../imaging/made-series.ts";
import { buildPage } from "./build-page.ts";
import { findChromium } from "./chromium.ts";
import { PAGE_HEADERS, type PageRoute, startPageServer } from "./page-server.ts";

/** `e2e/pages/viewer-page` in Chromium. `requests`: the queries for frames so far. */
export type ViewerPage = {
  readonly openPage: (deviceScaleFactor?: number) => Promise<Page>;
  readonly requests: readonly string[];
  readonly close: () => Promise<void>;
};

/** What stands in the way of a frame, or null. */
export type FaultOf = (made: MadeSeries, index: number) => FrameStatus | null;

function framesRoute(all: readonly MadeSeries[], faultOf: FaultOf, requests: string[]): PageRoute {
  const statusOf = (made: MadeSeries | undefined, index: number, revision: string | null): FrameStatus => {
    if (made === undefined) return "notStored";
    if (revision !== made.series.revision) return "stale";
    return faultOf(made, index) ?? (made.frameBytes(index) === null ? "missing" : "ok");
  };
  return async (url, _request, response) => {
    const [, first, , seriesId = ""] = url.pathname.split("/");
    if (first !== "frames") return false;
    requests.push(url.search);
    const made = all.find(({ series }) => series.seriesId === seriesId);
    response.writeHead(200, { ...PAGE_HEADERS, "Content-Type": "application/octet-stream" });
    for (const index of (url.searchParams.get("order") ?? "").split(",").map(Number)) {
      const status = statusOf(made, index, url.searchParams.get("revision"));
      const bytes = status === "ok" ? (made?.frameBytes(index) ?? new Uint8Array(0)) : new Uint8Array(0);
      response.write(frameHeader({ index, status, length: bytes.length }));
      response.write(bytes);
    }
    response.end();
    return true;
  };
}

/** Builds the page and serves it with the frames of these series under the product's policy. */
export async function startViewerPage(all: readonly MadeSeries[], faultOf: FaultOf): Promise<ViewerPage> {
  const requests: string[] = [];
  const temporary = fs.mkdtempSync(path.join(os.tmpdir(), "overread-viewer-"));
  const built = await buildPage("e2e/pages/viewer-page", path.join(temporary, "page"));
  const server = await startPageServer(built, framesRoute(all, faultOf, requests));
  const browser = await chromium.launch({
    executablePath: findChromium(),
    args: ["--no-sandbox", "--disable-gpu"],
    env: { ...process.env, LANG: "en_US.UTF-8" },
  });

  async function openPage(deviceScaleFactor = 1): Promise<Page> {
    const page = await browser.newPage({ viewport: { width: 1100, height: 500 }, deviceScaleFactor });
    page.on("pageerror", (error) => {
      throw error;
    });
    await page.goto(server.address);
    await page.waitForSelector("body[data-ready]", { state: "attached" });
    return page;
  }

  async function close(): Promise<void> {
    await browser.close();
    server.close();
    fs.rmSync(temporary, { recursive: true, force: true });
  }

  return { openPage, requests, close };
}
