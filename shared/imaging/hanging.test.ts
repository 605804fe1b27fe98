import { expect, test } from "vitest";
import { SeriesId } from "../result/ids.ts";
import { bodyRegionsOf, firstSeries, type HangingSeries, type HangingStudy, priorsOf } from "./hanging.ts";

const id = (letter: string) => SeriesId.parse(letter.repeat(32));
const series = (letter: string, more: Partial<HangingSeries> = {}): HangingSeries => ({
  seriesId: id(letter),
  modality: "CT",
  bodyPart: "CHEST",
  description: "Lung 1 mm",
  frames: 200,
  identityConflict: null,
  ...more,
});
const study = (date: string | null, ...all: HangingSeries[]): HangingStudy => ({ studyUid: `${date}`, description: "", date, series: all });

const now = study("2026-11-02", series("a", { frames: 1, description: "Scout" }), series("b"));

test("P2: CT chest 2026 and CT chest 2025 hang together, an MR knee does not", () => {
  const knee = study("2026-01-01", series("c", { modality: "MR", bodyPart: "KNEE", description: "PD sagittal" }));
  const chest = study("2025-10-27", series("d"));
  expect(priorsOf([now, knee, chest], id("b"))).toEqual([id("d")]);
  expect(priorsOf([now, knee], id("b"))).toEqual([]);
});

test("T13: same body part and modality before same body part alone, then the newest; in a study the one of the same name, else the longest", () => {
  const xray = study("2026-06-01", series("c", { modality: "DX", frames: 1, description: "PA" }));
  const older = study("2024-03-03", series("d", { description: "Mediastinum", frames: 300 }), series("e"));
  const newer = study(
    "2025-03-03",
    series("f", { description: "Thorax 5 mm", frames: 60 }),
    series("0", { description: "Scout", frames: 2 }),
  );
  expect(priorsOf([now, xray, older, newer], id("b"))).toEqual([id("f"), id("e"), id("c")]);
});

test("a study without a date, a newer one, one of another patient and one without pictures never hang as a prior", () => {
  const others = [
    study(null, series("c")),
    study("2026-12-01", series("d")),
    study("2025-01-01", series("e", { identityConflict: "another name" })),
    study("2025-02-01", series("f", { frames: 0 })),
  ];
  expect(priorsOf([now, ...others], id("b"))).toEqual([]);
});

test("a body part that no word names hangs only beside a study of the very same description", () => {
  const unnamed = (date: string, letter: string, description: string): HangingStudy => ({
    ...study(date, series(letter, { bodyPart: "", description: "Series" })),
    description,
  });
  const current = unnamed("2026-11-02", "b", "Protocol 7");
  expect(priorsOf([current, unnamed("2025-01-01", "c", "protocol 7"), unnamed("2025-02-01", "d", "Protocol 8")], id("b"))).toEqual([
    id("c"),
  ]);
});

test.each([
  ["CHESTABDPELVIS", "", "chest abdomen pelvis"],
  ["", "CT Thorax/Abdomen", "chest abdomen"],
  ["", "MRT Kopf", "head"],
  ["LSPINE", "", "spine"],
  ["", "Left hip", "hip"],
  ["", "Ship's survey", ""],
])("regions of %j and %j", (bodyPart, description, expected) => {
  expect(bodyRegionsOf(now, series("b", { bodyPart, description }))).toEqual(new Set(expected.split(" ").filter(Boolean)));
});

test("a case opens with the first series of several images", () => {
  expect(firstSeries([now])).toBe(id("b"));
  expect(firstSeries([study("2026-01-01", series("c", { frames: 1 }))])).toBe(id("c"));
  expect(firstSeries([])).toBeNull();
});
