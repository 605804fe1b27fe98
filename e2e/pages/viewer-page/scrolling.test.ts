import type { Page } from "playwright";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { roundGrey } from "#shared/imaging/grey-table.ts";
import { windowOutput } from "#shared/imaging/voi-lut.ts";
import { type MadeSeries, makeSeries } from "../../imaging/made-series.ts";
import { startViewerPage, type ViewerPage } from "../../support/viewer-page.ts";
import type { Bench } from "./viewer-bench.ts";

const IMAGES = 240;
const SIDE = 64;
const INTERCEPT = -1024;

/** Each image is of one value, and each value is another grey: what is on the canvas tells which image it is. */
const coded = (id: number, storedOf: (index: number) => number, [center, width]: readonly [number, number]): MadeSeries =>
  makeSeries(
    id,
    Array.from({ length: IMAGES }, (_, index) => ({
      number: index + 1,
      rows: SIDE,
      columns: SIDE,
      values: new Int16Array(SIDE * SIDE).fill(storedOf(index)),
      window: [center, width] as const,
    })),
  );

const up = coded(41, (index) => 1_100 + 4 * index, [560, 1_000]);
const down = coded(42, (index) => 2_100 - 4 * index, [600, 1_000]);

/** The grey of an image by PS3.3 C.11.2.1.2, from the value in its file. */
function greyOf({ frameBytes }: MadeSeries, index: number, [center, width]: readonly [number, number]): number {
  const bytes = frameBytes(index) as Uint8Array;
  const stored = new DataView(bytes.buffer, bytes.byteOffset).getInt16(0, true);
  return roundGrey(windowOutput({ kind: "window", center, width, shape: "linear", explanation: null }, stored + INTERCEPT));
}

/** What stood on the screen: the series, the number of the image, its state, and the grey in the middle. */
type Sight = readonly [series: string, index: number, state: string, grey: number];

/** Goes through both series in bursts, jumps and turns while they come; looks at the canvas in every frame of the display. */
async function wander(page: Page): Promise<readonly Sight[]> {
  return page.evaluate(
    async ({ lists, images }) => {
      const bench = window.bench as Bench;
      const viewport = bench.openIn(bench.openWithBudget(0), 0);
      const element = document.querySelector<HTMLElement>(".viewport");
      const sights: [string, number, string, number][] = [];
      let seed = 7;
      const next = (below: number): number => {
        seed = (Math.imul(seed, 1_103_515_245) + 12_345) & 0x7fffffff;
        return seed % below;
      };
      const look = (): void => {
        const [series = "", index = "", state = ""] = (element?.dataset["rendered"] ?? "").split(":");
        sights.push([series, Number(index), state, bench.pixelsAt(0, [[256, 200]])[0]?.[0] ?? -1]);
      };
      for (let burst = 0; burst < 24; burst++) {
        if (burst % 6 === 0) viewport.showSeries(lists[(burst / 6) % 2] as (typeof lists)[0], next(images));
        if (burst % 4 === 3) viewport.scrollTo(next(images));
        const step = next(2) === 0 ? 1 : -1;
        for (let frame = 0; frame < 12; frame++) {
          viewport.scrollBy(step * (1 + (burst % 3)));
          await new Promise((resolve) => requestAnimationFrame(resolve));
          look();
        }
      }
      return sights;
    },
    { lists: [up.series, down.series], images: IMAGES },
  );
}

let viewerPage: ViewerPage;

beforeAll(async () => {
  viewerPage = await startViewerPage([up, down], () => null);
}, 120_000);

afterAll(() => viewerPage.close());

describe("scrolling through series that are still coming", () => {
  test("T1, T20: in every frame of the display the picture is the image that is named, or black", async () => {
    const page = await viewerPage.openPage();
    const sights = await wander(page);
    const windows = { [up.series.seriesId]: [560, 1_000], [down.series.seriesId]: [600, 1_000] } as const;
    const expected = sights.map(([series, index, state]): Sight => {
      const made = series === up.series.seriesId ? up : down;
      return [series, index, state, state === "ready" ? greyOf(made, index, windows[series] as readonly [number, number]) : 0];
    });
    expect(sights).toEqual(expected);
    // else nothing was seen: of both series many images were on the screen
    for (const { series } of [up, down]) {
      const shown = sights.filter(([seriesId, , state]) => seriesId === series.seriesId && state === "ready");
      expect(new Set(shown.map(([, index]) => index)).size).toBeGreaterThan(20);
    }
    await page.close();
  });
});
