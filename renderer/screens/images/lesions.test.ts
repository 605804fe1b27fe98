import { expect, test } from "vitest";
import type { StudyRow } from "#shared/contract/imaging.ts";
import type { KeptMark } from "#shared/measure/kept-mark.ts";
import { madeMark } from "#shared/measure/made-mark.ts";
import { lesionChange, lesionSum, sameLesion, withoutLesion } from "./lesions.ts";

const study = (studyUid: string, date: string | null): StudyRow => ({ studyUid, date, prior: studyUid !== "now" }) as StudyRow;
const studies = [study("now", "2026-10-12"), study("spring", "2026-04-08"), study("old", "2025-04-08")];

const mark = (id: string, studyUid: string, lengthMm: number, lesion: string | null, unit = "mm"): KeptMark => {
  const { place } = madeMark(id);
  const figures = [{ name: "length" as const, value: lengthMm, unit, text: `${lengthMm.toFixed(1)} ${unit}` }];
  return madeMark(id, { number: 1, letter: studyUid === "now" ? "M" : "P", place: { ...place, studyUid }, lesion, figures });
};

test("P41: growth is told against the newest older mark of the same lesion, in mm and percent of the figures as shown", () => {
  const marks = [mark("a", "now", 17.24, "x"), mark("b", "spring", 11.04, "x"), mark("c", "old", 9, "x")];
  // 17.2 − 11.0 = 6.2; 6.2 / 11.0 = 56.36 %
  expect(lesionChange(marks[0] as KeptMark, marks, studies)).toEqual({ name: "P1", mm: "+6.2 mm", percent: "+56.4 %" });
  expect(lesionChange(marks[1] as KeptMark, marks, studies)).toEqual({ name: "P1", mm: "+2.0 mm", percent: "+22.2 %" });
  expect(lesionChange(marks[2] as KeptMark, marks, studies)).toBeNull();
});

test("P41, T4: no link, no number; pixels, and millimetres of another kind, are compared with nothing", () => {
  const alone = mark("a", "now", 17, null);
  expect(lesionChange(alone, [alone, mark("b", "spring", 11, null)], studies)).toBeNull();
  const pixels = mark("a", "now", 17, "x", "px");
  expect(lesionChange(pixels, [pixels, mark("b", "spring", 11, "x", "px")], studies)).toBeNull();
  const now = mark("a", "now", 17, "x");
  expect(lesionChange(now, [now, mark("b", "spring", 11, "x", "mm at detector")], studies)).toBeNull();
});

test("P41: joining two lesions joins all their marks; of a lesion with one mark left nothing is left", () => {
  const marks = [mark("a", "now", 1, "x"), mark("b", "spring", 1, "x"), mark("c", "old", 1, "y"), mark("d", "now", 1, null)];
  expect(sameLesion(marks[0] as KeptMark, marks[2] as KeptMark, marks).map(({ id, lesion }) => [id, lesion])).toEqual([
    ["a", "y"],
    ["b", "y"],
  ]);
  expect(withoutLesion(marks[0] as KeptMark, marks).map(({ id, lesion }) => [id, lesion])).toEqual([
    ["a", null],
    ["b", null],
  ]);
});

test("T7: the sum of each study adds the figures as they are shown, of followed lesions only", () => {
  const marks = [mark("a", "now", 17.24, "x"), mark("b", "now", 9.26, "y"), mark("c", "now", 50, null), mark("d", "spring", 11, "x")];
  // 17.2 + 9.3
  expect(lesionSum(marks, studies).map(({ study: { studyUid }, mm, count }) => [studyUid, mm, count])).toEqual([
    ["now", "26.5 mm", 2],
    ["spring", "11.0 mm", 1],
  ]);
});
