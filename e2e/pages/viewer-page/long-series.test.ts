import type { Page } from "playwright";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { refusalText } from "#shared/imaging/volume-refusal.ts";
import { makeSeries } from "../../imaging/made-series.ts";
import { startViewerPage, type ViewerPage } from "../../support/viewer-page.ts";
import type { Bench } from "./viewer-bench.ts";

/** P22: as many images as a large study has, small ones, with a budget as small to them as the real one is to real images. */
const IMAGES = 3_000;
const SIDE = 32;
const FRAME_BYTES = SIDE * SIDE * 2;
const CACHE_BYTES = 400 * FRAME_BYTES;
/** Node's http server takes 16 KiB of request head. */
const MAX_HEAD_BYTES = 16 * 1024;

const long = makeSeries(
  31,
  Array.from({ length: IMAGES }, (_, index) => ({
    number: index + 1,
    rows: SIDE,
    columns: SIDE,
    values: new Int16Array(SIDE * SIDE).fill(900 + (index % 300)),
  })),
);

let viewerPage: ViewerPage;

beforeAll(async () => {
  viewerPage = await startViewerPage([long], () => null);
}, 120_000);

afterAll(() => viewerPage.close());

const drawn = (page: Page, index: number): Promise<unknown> =>
  page.waitForSelector(`.viewport:nth-of-type(1)[data-rendered="${long.series.seriesId}:${index}:ready"]`);

const readyFrames = (page: Page): Promise<number> =>
  page.evaluate(() => {
    const state = (window.bench as Bench).viewports[0]?.getState();
    return state?.phase === "shown" ? state.frames.filter((frame) => frame === "ready").length : 0;
  });

describe("a series of 3,000 images", () => {
  test("P22: wherever the reader goes the image comes, and no more frames are kept than the budget holds", async () => {
    const page = await viewerPage.openPage();
    await page.evaluate(
      ({ series, bytes }) => {
        const bench = window.bench as Bench;
        bench.openIn(bench.openWithBudget(bytes, bytes), 0).showSeries(series, 0);
      },
      { series: long.series, bytes: CACHE_BYTES },
    );
    const most: number[] = [];
    for (const index of [0, 1_500, 2_999, 10, 2_000, 2_400]) {
      await page.evaluate((to) => (window.bench as Bench).viewports[0]?.scrollTo(to), index);
      await drawn(page, index);
      // its share of the cache, nine tenths, fills around the image
      await page.waitForFunction(
        (enough) => {
          const state = (window.bench as Bench).viewports[0]?.getState();
          return state?.phase === "shown" && state.frames.filter((frame) => frame === "ready").length >= enough;
        },
        Math.floor((0.8 * CACHE_BYTES) / FRAME_BYTES),
      );
      most.push(await readyFrames(page));
    }
    expect(Math.max(...most) * FRAME_BYTES).toBeLessThanOrEqual(CACHE_BYTES);
    await page.close();
  });

  test("P22: where there is room the whole series comes, and no request has a longer address than a server takes", async () => {
    const page = await viewerPage.openPage();
    const before = viewerPage.requests.length;
    await page.evaluate((series) => {
      const bench = window.bench as Bench;
      bench.openIn(bench.openWithBudget(0), 0).showSeries(series, 1_500);
    }, long.series);
    await page.waitForFunction((all) => {
      const state = (window.bench as Bench).viewports[0]?.getState();
      return state?.phase === "shown" && state.frames.filter((frame) => frame === "ready").length === all;
    }, IMAGES);
    const longest = Math.max(...viewerPage.requests.slice(before).map((query) => query.length));
    expect(longest).toBeLessThan(MAX_HEAD_BYTES - 4_096);
    await page.close();
  });

  test("T20: while the reader scrolls the rest comes at the pace of a display, and all of it when he rests", async () => {
    const page = await viewerPage.openPage();
    const whileScrolling = await page.evaluate(async (series) => {
      const bench = window.bench as Bench;
      const viewport = bench.openIn(bench.openWithBudget(0), 0);
      viewport.showSeries(series, 0);
      for (let step = 0; step < 40; step++) {
        await new Promise((resolve) => setTimeout(resolve, 20));
        viewport.scrollBy(1);
      }
      const state = viewport.getState();
      return state.phase === "shown" ? state.frames.filter((frame) => frame === "ready").length : 0;
    }, long.series);
    // by hand: 12 ms a frame are 36 s for all of them, on however quick a machine; the first two steps are not yet a scroll
    expect(whileScrolling).toBeLessThan(IMAGES / 2);
    await drawn(page, 40);
    await page.waitForFunction((all) => {
      const state = (window.bench as Bench).viewports[0]?.getState();
      return state?.phase === "shown" && state.frames.filter((frame) => frame === "ready").length === all;
    }, IMAGES);
    await page.close();
  });

  test("P22: other planes of it are refused in words when its volume is beyond the budget; the images stay", async () => {
    const page = await viewerPage.openPage();
    const failure = await page.evaluate(
      async ({ series, bytes }) => {
        const bench = window.bench as Bench;
        const viewer = bench.openWithBudget(bytes, bytes);
        bench.openIn(viewer, 0).showSeries(series, 7);
        const opened = await viewer.openVolume(series, { signal: new AbortController().signal });
        return opened.ok ? null : opened.failure;
      },
      { series: long.series, bytes: CACHE_BYTES },
    );
    // bytes of the volume by its size: columns × rows × images × 2
    const happened = refusalText({ kind: "too-large", bytes: IMAGES * FRAME_BYTES, budgetBytes: CACHE_BYTES });
    expect(happened).toBe("The volume needs 6 MiB of memory; 1 MiB are free for volumes.");
    expect(failure).toMatchObject({ code: "volume-too-large", happened, safe: "The images of the series can be read as they were taken." });
    await drawn(page, 7);
    await page.close();
  });
});
