import { expect, test } from "vitest";
import type { SeriesFrames } from "#shared/imaging/frame-table.ts";
import type { Vector } from "#shared/imaging/image-plane.ts";
import { LinkedScroll, type LinkedView } from "./linked-scroll.ts";
import { madeStack } from "./made-stack.ts";

/** Viewports that only know where they stand, and tell as the real ones do: after they were moved, too. `keptMm`: aligned by hand, along z. */
function viewports(series: readonly SeriesFrames[], keptMm: number | null = null) {
  const at = series.map(() => 50);
  const views = (): LinkedView[] => series.map((entry, place) => ({ at: place, state: { series: entry, index: at[place] ?? 0 } }));
  let on = false;
  const keptShift = (from: SeriesFrames): Vector | null => (keptMm === null ? null : [0, 0, from === series[0] ? keptMm : -keptMm]);
  const link = new LinkedScroll({ isOn: () => on, views, scrollTo: (place, index) => scroll(place, index), keptShift });
  const turn = (to: boolean): void => {
    on = to;
    if (on) link.begin(0);
  };
  function scroll(place: number, index: number): void {
    at[place] = index;
    link.moved(place);
  }
  link.stand();
  return { link, at, scroll, turn };
}

test("P3: not linked, each moves alone; linked, whoever is moved leads, and nobody is moved twice", () => {
  const { at, scroll, turn } = viewports([madeStack("a", "1.2", 2.5), madeStack("b", "1.2", 5)]);
  scroll(0, 60);
  expect(at).toEqual([60, 50]);
  turn(true);
  // 60 × 2.5 = 150 mm = 30 × 5
  expect(at).toEqual([60, 30]);
  scroll(1, 20);
  expect(at).toEqual([40, 20]);
  turn(false);
  scroll(0, 10);
  expect(at).toEqual([10, 20]);
});

test("P3: without a common frame of reference they keep the distance at which they were linked", () => {
  const { at, scroll, turn } = viewports([madeStack("a", "1.2", 2.5), madeStack("b", "9.9", 4)]);
  scroll(1, 30);
  turn(true);
  expect(at).toEqual([50, 30]);
  scroll(0, 58);
  // 8 × 2.5 = 20 mm = 5 × 4
  expect(at).toEqual([58, 35]);
  scroll(1, 30);
  expect(at).toEqual([50, 30]);
});

test("P3: by a shift that was aligned before they go where it says, wherever they stood", () => {
  const { at, scroll, turn } = viewports([madeStack("a", "1.2", 2.5), madeStack("b", "9.9", 4)], -20);
  turn(true);
  // 50 × 2.5 − 20 = 105 mm; 26 × 4 = 104 lies nearest
  expect(at).toEqual([50, 26]);
  scroll(0, 40);
  // 100 − 20 = 80 mm = 20 × 4; nothing of the rounding before is left
  expect(at).toEqual([40, 20]);
  scroll(1, 25);
  // 100 + 20 = 120 mm = 48 × 2.5: 20 mm in both
  expect(at).toEqual([48, 25]);
});

test("P3: a third viewport that was linked where it stood follows whoever moved along", () => {
  const { at, scroll, turn } = viewports([madeStack("a", "1.2", 2.5), madeStack("b", "1.2", 5), madeStack("c", "9.9", 4)]);
  turn(true);
  // 50 × 2.5 = 125 mm = 25 × 5
  expect(at).toEqual([50, 25, 50]);
  scroll(2, 55);
  // 5 × 4 = 20 mm = 8 × 2.5 = 4 × 5
  expect(at).toEqual([58, 29, 55]);
});

test("a change that is none of the frame moves nobody", () => {
  const { link, at, turn } = viewports([madeStack("a", "1.2", 2.5), madeStack("b", "1.2", 2.5)]);
  turn(true);
  at[1] = 70;
  link.moved(0);
  expect(at).toEqual([50, 70]);
});
