import { expect, test } from "vitest";
import type { SeriesFrames } from "#shared/imaging/frame-table.ts";
import { madeLook } from "#shared/imaging/made-look.ts";
import { PRESENTED, WindowChoice } from "./window-choice.ts";

const look = (center: number) => madeLook({ voi: [{ kind: "window", center, width: 100, shape: "linear", explanation: null }] });
const statistics = { min: 0, max: 1000, percentile1: 0, percentile99: 1000 };
const seriesOf = (...looks: ReturnType<typeof madeLook>[]) => ({ looks, series: { modality: "MR" } }) as unknown as SeriesFrames;

test("each frame has its own window while the file's is chosen; the reader's own holds for all", () => {
  const choice = new WindowChoice();
  choice.reset(seriesOf(look(10), look(20)));
  expect(choice.voiFor(look(10), statistics)).toMatchObject({ center: 10 });
  expect(choice.voiFor(look(20), statistics)).toMatchObject({ center: 20 });
  expect(choice.set(55, 66)).toBe(true);
  expect(choice.voiFor(look(10), statistics)).toMatchObject({ center: 55, width: 66, shape: "linear" });
  expect(choice.presetId).toBeNull();
});

test("percentiles are taken from the first frame and kept: a stack does not flicker", () => {
  const choice = new WindowChoice();
  choice.reset(seriesOf(madeLook()));
  const first = choice.voiFor(madeLook(), statistics);
  expect(choice.voiFor(madeLook(), { ...statistics, percentile99: 5 })).toBe(first);
});

test("a window without width, and any window on colour, is refused", () => {
  const choice = new WindowChoice();
  expect(choice.set(1, 1)).toBe(false);
  choice.reset(seriesOf(look(10)));
  choice.voiFor(look(10), statistics);
  expect(choice.set(1, 0)).toBe(false);
  choice.voiFor(madeLook({ pixel: { samplesPerPixel: 3 } }), statistics);
  expect(choice.set(1, 1)).toBe(false);
});

test("P8: a VOI LUT can be left for a window that begins where the table lies", () => {
  const table = { firstMapped: 100, bits: 8, entries: new Array<number>(200).fill(0) };
  const choice = new WindowChoice();
  const withTable = madeLook({ voi: [{ kind: "table", table, explanation: null }] });
  choice.reset(seriesOf(withTable));
  expect(choice.voiFor(withTable, statistics).kind).toBe("table");
  expect(choice.drag(0, 0, withTable, statistics)).toBe(true);
  expect(choice.voiFor(withTable, statistics)).toMatchObject({ kind: "window", center: 200, width: 200 });
});

test("P29: images that a presentation state names are seen as it says, the others as before; the reader's own window holds for all", () => {
  const choice = new WindowChoice();
  choice.reset(seriesOf(look(10)));
  choice.voiFor(look(10), statistics);
  choice.choose(PRESENTED);
  const presented = { kind: "window", center: -600, width: 1500, shape: "linear", explanation: null } as const;
  expect(choice.voiFor(look(10), statistics, presented)).toBe(presented);
  expect(choice.voiFor(look(20), statistics)).toMatchObject({ center: 20 });
  expect(choice.presetIdWithout()).toBe("file-0");
  expect(choice.voiFor(look(10), statistics, presented)).toBe(presented);
  choice.set(55, 66);
  expect(choice.voiFor(look(10), statistics, presented)).toMatchObject({ center: 55 });
});
