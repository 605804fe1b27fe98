// One file: building the page and starting the browser takes longer than its tests, which share both.
import type { Page } from "playwright";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { SeriesFrames } from "#shared/imaging/frame-table.ts";
import { type MadeSeries, makeSeries } from "../../imaging/made-series.ts";
import { startViewerPage, type ViewerPage } from "../../support/viewer-page.ts";
import type { Bench } from "./viewer-bench.ts";

/** 256 × 256 pixels that hold every 16-bit value once. */
const everyValue = Int16Array.from({ length: 65536 }, (_, i) => i - 32768);
const flat = (value: number): Int16Array => new Int16Array(64 * 64).fill(value);

const exact = makeSeries(1, [{ number: 1, rows: 256, columns: 256, values: everyValue }]);
/** Frame 2 is cut in its file; frame 3 fails core's check; the greys tell the others apart. */
const stack = makeSeries(
  2,
  [1, 2, 3, 4, 5].map((number) => ({ number, rows: 64, columns: 64, values: flat(1064 - 200 + 80 * number), cut: number === 2 })),
);
const loop = makeSeries(3, [
  {
    number: 1,
    rows: 32,
    columns: 32,
    frames: 4,
    values: Int16Array.from({ length: 4 * 1024 }, (_, i) => 1000 + 20 * Math.floor(i / 1024)),
  },
]);
/** A corner pixel and a side tell how the picture is turned. */
const turned = makeSeries(4, [
  {
    number: 1,
    rows: 64,
    columns: 64,
    values: Int16Array.from({ length: 4096 }, (_, i) => (i % 64 < 32 && i < 2048 ? 2000 : 0)),
    window: [500, 1000],
  },
]);

/** As large as a radiograph: a window cannot be looked up in full at every step of a drag. */
const large = makeSeries(5, [
  { number: 1, rows: 1600, columns: 2000, values: Int16Array.from({ length: 3_200_000 }, (_, i) => 800 + (i % 2000) / 4) },
]);

let viewerPage: ViewerPage;
const openPage: ViewerPage["openPage"] = (factor) => viewerPage.openPage(factor);

beforeAll(async () => {
  viewerPage = await startViewerPage([exact, stack, loop, turned, large], (made, index) =>
    made === stack && index === 2 ? "damaged" : null,
  );
}, 120_000);

afterAll(() => viewerPage.close());

const show = (page: Page, { series }: MadeSeries, index = 0, viewport = 0): Promise<void> =>
  page.evaluate(
    ({ series, index, viewport }) => {
      const bench = window.bench as Bench;
      bench.viewports[viewport]?.showSeries(series as SeriesFrames, index);
    },
    { series, index, viewport },
  );

/** Waits until the n-th viewport has drawn this frame in this state. */
const drawn = (page: Page, { series }: MadeSeries, index: number, state = "ready", viewport = 0): Promise<unknown> =>
  page.waitForSelector(`.viewport:nth-of-type(${viewport + 1})[data-rendered="${series.seriesId}:${index}:${state}"]`);

const middle = async (page: Page, viewport = 0): Promise<number[]> =>
  (await page.evaluate((n) => (window.bench as Bench).pixelsAt(n, [[256, 200]]), viewport))[0] ?? [];

const clamp = (grey: number): number => Math.min(255, Math.max(0, grey));

/** Grey of a flat image under LINEAR 40/400 (PS3.3 C.11.2.1.2.1). */
const greyOf = (stored: number): number => clamp(Math.floor(((stored - 1024 - 39.5) / 399 + 0.5) * 255 + 0.5));

describe("the viewer in Chromium, under the product's policy", () => {
  test("T20: a frame that was fetched ahead is drawn without being asked for again; the others come once it is seen", async () => {
    const page = await openPage();
    const before = viewerPage.requests.length;
    const asked = (): string[] => viewerPage.requests.slice(before).map((query) => new URLSearchParams(query).get("order") ?? "");
    const inThePage = await page.evaluateHandle((series) => series as SeriesFrames, stack.series);
    await inThePage.evaluate((series) => (window.bench as Bench).viewer.fetchAhead(series, 3));
    expect(asked()).toEqual(["3"]);
    await inThePage.evaluate((series) => (window.bench as Bench).viewports[0]?.showSeries(series, 3));
    await drawn(page, stack, 3);
    expect((await middle(page))[0]).toBe(greyOf(1064 - 200 + 80 * 4));
    // each of the others once; the one that core found damaged is not asked for
    const others = (): number[] => asked().slice(1).join(",").split(",").map(Number).toSorted();
    await expect.poll(others).toEqual([0, 1, 2, 4].filter((index) => stack.series.frames[index]?.fault === null));
    // a series that is open is left alone
    await inThePage.evaluate((series) => (window.bench as Bench).viewer.fetchAhead(series, 0));
    expect(others()).not.toContain(3);
  });

  test("I9: every one of 65,536 stored values has the grey of the formula on the canvas", async () => {
    const page = await openPage();
    await show(page, exact);
    await drawn(page, exact, 0);
    for (const [center, width] of [
      [40, 400],
      [-600, 1500],
      [300, 1],
    ] as const) {
      await page.evaluate(([c, w]) => (window.bench as Bench).viewports[0]?.setWindow({ center: c, width: w }), [center, width] as const);
      const greys = await page.evaluate(() => (window.bench as Bench).greys(0));
      expect(greys).toHaveLength(65536);
      let worst = 0;
      everyValue.forEach((stored, i) => {
        const x = stored - 1024;
        const [low, high] = [center - 0.5 - (width - 1) / 2, center - 0.5 + (width - 1) / 2];
        const real = x <= low ? 0 : x > high ? 255 : ((x - (center - 0.5)) / (width - 1) + 0.5) * 255;
        worst = Math.max(worst, Math.abs((greys[i] ?? Number.NaN) - real));
      });
      expect(worst).toBeLessThanOrEqual(0.5);
    }
    // On the screen at 1:1 the same pixels stand, not only in the picture before it.
    await page.evaluate(() => {
      const viewport = (window.bench as Bench).viewports[0];
      viewport?.setWindow({ center: 0, width: 60000 });
      viewport?.oneToOne();
      return new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    });
    const places = [0, 100, 255].map((n): [number, number] => [128 + n, 72 + n]);
    const onScreen = await page.evaluate((at) => (window.bench as Bench).pixelsAt(0, at), places);
    const expected = [0, 100, 255].map((n) => clamp(Math.floor((((everyValue[n * 256 + n] ?? 0) - 1024 + 0.5) / 59999 + 0.5) * 255 + 0.5)));
    expect(onScreen.map(([grey]) => grey)).toEqual(expected);
    await page.close();
  });

  test("T15: a frame that is cut, and one that fails its check, leave black and a named failure; the others are shown", async () => {
    const page = await openPage();
    await show(page, stack);
    await drawn(page, stack, 0);
    expect((await middle(page))[0]).toBe(greyOf(944));
    for (const [index, code] of [
      [1, "frames-missing"],
      [2, "frame-damaged"],
    ] as const) {
      await page.evaluate((n) => (window.bench as Bench).viewports[0]?.scrollTo(n), index);
      await drawn(page, stack, index, "failed");
      expect(await middle(page)).toEqual([0, 0, 0, 255]);
      expect(await page.evaluate(() => (window.bench as Bench).viewports[0]?.probe(256, 200))).toBeNull();
      const state = await page.evaluate(() => {
        const now = (window.bench as Bench).viewports[0]?.getState();
        return now?.phase === "shown" ? { current: now.current, code: now.failure?.code } : null;
      });
      expect(state).toEqual({ current: "failed", code });
    }
    await page.evaluate(() => (window.bench as Bench).viewports[0]?.scrollTo(4));
    await drawn(page, stack, 4);
    expect((await middle(page))[0]).toBe(greyOf(1264));
    await page.waitForFunction(() => {
      const now = (window.bench as Bench).viewports[0]?.getState();
      return now?.phase === "shown" && now.frames.join() === "ready,failed,failed,ready,ready";
    });
    await page.close();
  });

  test.each(["stuck", "broken"] as const)(
    "row 55: a decoder that is %s is ended and started anew; its frame is named, the next one is shown",
    async (kind) => {
      const page = await openPage();
      await page.evaluate((which) => void (window.bench as Bench).openWithFailing(0, which), kind);
      await show(page, stack, 0);
      await drawn(page, stack, 0, "failed");
      const code = await page.evaluate(() => {
        const now = (window.bench as Bench).viewports[0]?.getState();
        return now?.phase === "shown" ? now.failure?.code : null;
      });
      expect(code).toBe("decoder-stopped");
      await page.evaluate(() => (window.bench as Bench).viewports[0]?.scrollTo(3));
      await drawn(page, stack, 3);
      await page.close();
    },
  );

  test("row 55: a frame of a stream at which the decoder hangs is named; the frame on the screen and the rest of the stream come all the same", async () => {
    const page = await openPage();
    await page.evaluate(() => void (window.bench as Bench).openWithFailing(0, "stuck in a stream"));
    await show(page, stack, 0);
    await drawn(page, stack, 0);
    await page.waitForFunction(() => {
      const now = (window.bench as Bench).viewports[0]?.getState();
      // frame 2 is the first of the stream; it is also cut in its file, and what it is named by here is the decoder
      return now?.phase === "shown" && now.frames.join() === "ready,failed,failed,ready,ready";
    });
    await page.evaluate(() => (window.bench as Bench).viewports[0]?.scrollTo(3));
    await drawn(page, stack, 3);
    await page.close();
  });

  test("another list under the same id is never read with old indexes", async () => {
    const page = await openPage();
    const stale = { ...stack, series: { ...stack.series, revision: "ffff" } };
    await show(page, stale, 3);
    await drawn(page, stack, 3, "failed");
    expect(await middle(page)).toEqual([0, 0, 0, 255]);
    await show(page, stack, 3);
    await drawn(page, stack, 3);
    await page.close();
  });

  test("P9: letters and picture turn together; reset brings both back", async () => {
    const page = await openPage();
    await show(page, turned);
    await drawn(page, turned, 0);
    // The bright quarter lies at the upper left of the file: towards the patient's right and front.
    const quarters = async (): Promise<string> => {
      await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
      const pixels = await page.evaluate(() =>
        (window.bench as Bench).pixelsAt(0, [
          [156, 100],
          [356, 100],
          [356, 300],
          [156, 300],
        ]),
      );
      return ["top left", "top right", "bottom right", "bottom left"][pixels.findIndex(([grey = 0]) => grey > 200)] ?? "";
    };
    const letters = (): Promise<string> =>
      page.evaluate(() => {
        const now = (window.bench as Bench).viewports[0]?.getState();
        return now?.phase === "shown" ? Object.values({ ...now.letters }).join(" ") + (now.badges.mirrored ? " mirrored" : "") : "";
      });
    const act = (what: "rotate" | "flip" | "reset"): Promise<void> =>
      page.evaluate((action) => {
        const viewport = (window.bench as Bench).viewports[0];
        if (action === "flip") viewport?.flip("horizontal");
        else viewport?.[action]();
      }, what);
    expect([await quarters(), await letters()]).toEqual(["top left", "L P R A"]);
    await act("rotate");
    expect([await quarters(), await letters()]).toEqual(["top right", "A L P R"]);
    await act("flip");
    expect([await quarters(), await letters()]).toEqual(["top left", "P L A R mirrored"]);
    await act("reset");
    expect([await quarters(), await letters()]).toEqual(["top left", "L P R A"]);
    await page.close();
  });

  test("T3: the cursor reads the stored pixel under it, at every zoom and on a screen of two device pixels each", async () => {
    const page = await openPage(2);
    await show(page, exact);
    await drawn(page, exact, 0);
    const canvas = await page.evaluate(() => {
      const box = document.querySelector(".viewport canvas")?.getBoundingClientRect();
      return { width: document.querySelector("canvas")?.width, shown: box?.width };
    });
    expect(canvas).toEqual({ width: 1024, shown: 512 });
    const probe = (x: number, y: number) =>
      page.evaluate(([px, py]) => (window.bench as Bench).viewports[0]?.probe(px, py), [x, y] as const);
    // Fitted: 256 pixels over 400 CSS pixels, 56 pixels of margin at each side.
    expect(await probe(56 + 400 * (100.5 / 256), 400 * (20.5 / 256))).toMatchObject({
      column: 100,
      row: 20,
      stored: [20 * 256 + 100 - 32768],
      unit: "HU",
    });
    expect(await probe(30, 200)).toBeNull();
    await page.evaluate(() => (window.bench as Bench).viewports[0]?.oneToOne());
    // 1:1 on this screen: half a CSS pixel each, so 128 wide around the middle.
    expect(await probe(256 - 64 + 5.25, 200 - 64 + 7.25)).toMatchObject({ column: 10, row: 14 });
    await page.close();
  });

  test("mouse: drag sets window and pan, wheel scrolls, Ctrl wheel zooms at the pointer", async () => {
    const page = await openPage();
    await show(page, stack);
    await drawn(page, stack, 0);
    const state = () =>
      page.evaluate(() => {
        const now = (window.bench as Bench).viewports[0]?.getState();
        return now?.phase === "shown"
          ? { index: now.index, center: now.window?.center ?? 0, width: now.window?.width ?? 0, zoom: now.zoom, label: now.windowLabel }
          : null;
      });
    const before = await state();
    await page.mouse.move(250, 200);
    await page.mouse.down();
    await page.mouse.move(300, 260, { steps: 5 });
    await page.mouse.up();
    const after = await state();
    expect(after?.width).toBeGreaterThan(before?.width ?? Number.NaN);
    expect(after?.center).toBeGreaterThan(before?.center ?? Number.NaN);
    expect(after?.label).toBe("Own");
    await page.mouse.wheel(0, 100);
    expect((await state())?.index).toBe(1);
    await page.keyboard.down("Control");
    const under = await page.evaluate(() => (window.bench as Bench).viewports[0]?.scrollTo(0));
    expect(under).toBeUndefined();
    await drawn(page, stack, 0);
    const pixel = () => page.evaluate(() => (window.bench as Bench).viewports[0]?.probe(300, 260));
    const at = await pixel();
    await page.mouse.wheel(0, -200);
    await page.keyboard.up("Control");
    expect((await state())?.zoom).toBeGreaterThan(before?.zoom ?? Number.NaN);
    expect(await pixel()).toMatchObject({ column: at?.column, row: at?.row });
    await page.close();
  });

  test("P10: a large image is a named preview while its window is dragged, and whole when the mouse rests", async () => {
    const page = await openPage();
    await show(page, large);
    await drawn(page, large, 0);
    const preview = () =>
      page.evaluate(() => {
        const now = (window.bench as Bench).viewports[0]?.getState();
        return now?.phase === "shown" && now.badges.preview;
      });
    await page.mouse.move(250, 200);
    await page.mouse.down();
    // The preview ends 100 ms after the last move: move until it was seen, however slow this machine is.
    let seen = false;
    for (let x = 251; !seen && x < 400; x++) {
      await page.mouse.move(x, 200);
      seen = await preview();
    }
    expect(seen).toBe(true);
    await page.waitForFunction(() => {
      const now = (window.bench as Bench).viewports[0]?.getState();
      return now?.phase === "shown" && !now.badges.preview;
    });
    await page.mouse.up();
    const greys = await page.evaluate(async () => (await (window.bench as Bench).greys(0)).slice(2000, 4000));
    const shownWindow = await page.evaluate(() => {
      const now = (window.bench as Bench).viewports[0]?.getState();
      return now?.phase === "shown" ? now.window : null;
    });
    const { center, width } = shownWindow ?? { center: 0, width: 1 };
    const expected = Array.from({ length: 2000 }, (_, i) => {
      const x = Math.trunc(800 + i / 4) - 1024;
      return clamp(Math.floor(((x - (center - 0.5)) / (width - 1) + 0.5) * 255 + 0.5));
    });
    expect(greys).toEqual(expected);
    await page.close();
  });

  test("a loop runs through its frames in the file's times, and stops", async () => {
    const page = await openPage();
    await show(page, loop);
    await drawn(page, loop, 0);
    const visited = await page.evaluate(async () => {
      const viewport = (window.bench as Bench).viewports[0];
      const indexes = new Set<number>();
      viewport?.play();
      const begin = performance.now();
      while (indexes.size < 4 && performance.now() - begin < 10_000) {
        const now = viewport?.getState();
        if (now?.phase === "shown") indexes.add(now.index);
        await new Promise(requestAnimationFrame);
      }
      viewport?.stop();
      const end = viewport?.getState();
      return { count: indexes.size, playing: end?.phase === "shown" && end.playing };
    });
    expect(visited).toEqual({ count: 4, playing: false });
    await page.close();
  });

  test("T12: frames count as seen in the active viewport only", async () => {
    const page = await openPage();
    await page.bringToFront();
    await page.evaluate(() => (window.bench as Bench).viewports[0]?.setActive(true));
    await show(page, stack, 0, 0);
    await show(page, stack, 4, 1);
    await drawn(page, stack, 0, "ready", 0);
    await drawn(page, stack, 4, "ready", 1);
    await page.waitForFunction(() => (window.bench as Bench).seen.length > 0);
    expect(await page.evaluate(() => (window.bench as Bench).seen)).toEqual([[stack.series.seriesId, 0]]);
    // The other one becomes active first, then this one stops being it: what counts is what is looked at now.
    await page.evaluate(() => {
      const [first, second] = (window.bench as Bench).viewports;
      second?.setActive(true);
      first?.setActive(false);
    });
    await page.waitForFunction(() => (window.bench as Bench).seen.length > 1);
    expect(await page.evaluate(() => (window.bench as Bench).seen)).toEqual([
      [stack.series.seriesId, 0],
      [stack.series.seriesId, 4],
    ]);
    await page.close();
  });

  test("on lock nothing is left: no picture, no frame, no animation; a viewport can be opened again", async () => {
    const page = await openPage();
    await show(page, stack);
    await drawn(page, stack, 0);
    /** Of the magnifier: how many pixels its canvas holds. */
    const magnified = () => page.evaluate(() => document.querySelector<HTMLCanvasElement>("[data-lens]")?.width);
    await page.evaluate(() => {
      const [viewport] = (window.bench as Bench).viewports;
      viewport?.setTool("lens");
      viewport?.nudge(10, 0);
    });
    expect(await magnified()).toBeGreaterThan(0);
    await page.evaluate(() => (window.bench as Bench).viewer.purge());
    await page.waitForSelector('.viewport[data-rendered="empty"]');
    expect([await middle(page), await magnified()]).toEqual([[0, 0, 0, 255], 0]);
    const before = viewerPage.requests.length;
    await page.evaluate(() => (window.bench as Bench).reopen(0));
    expect(await page.evaluate(() => document.querySelectorAll(".viewport:first-of-type canvas:not([data-lens])").length)).toBe(1);
    await show(page, stack);
    await drawn(page, stack, 0);
    expect(viewerPage.requests.length).toBeGreaterThan(before);
    await page.close();
  });
});
