import { expect, test } from "vitest";
import type { StudyRow } from "#shared/contract/imaging.ts";
import { KeptMark } from "#shared/measure/kept-mark.ts";
import { madeMark } from "#shared/measure/made-mark.ts";
import { targetSums } from "#shared/measure/target-lesions.ts";
import { targetWords } from "./target-words.ts";
import { asTarget, targetMeasures, targetOf } from "./targets.ts";

const study = (studyUid: string, date: string): StudyRow => ({ studyUid, date, prior: studyUid !== "now" }) as StudyRow;
const studies = [study("now", "2026-10-12"), study("spring", "2026-04-08"), study("old", "2025-04-08")];

const figure = (name: "length" | "long" | "short", value: number, unit = "mm") => ({ name, value, unit, text: `${value} ${unit}` });
const mark = (id: string, studyUid: string, more: Partial<KeptMark> = {}): KeptMark =>
  madeMark(id, { place: { ...madeMark(id).place, studyUid }, figures: [figure("length", 20)], sliceMm: 2.5, ...more });
const liver = { organ: "Liver", isNode: false };

test("T8: a lesion is a target as a whole, said once on its oldest mark, and taken back from any of them", () => {
  const marks = [
    mark("a", "now", { lesion: "x" }),
    mark("b", "old", { lesion: "x" }),
    mark("c", "spring", { lesion: "x" }),
    mark("d", "now"),
  ];
  const [first] = marks as [KeptMark];
  const changed = asTarget(first, liver, marks, studies);
  expect(changed.map(({ id, target }) => [id, target])).toEqual([["b", liver]]);
  const after = marks.map((one) => changed.find(({ id }) => id === one.id) ?? one);
  expect(after.map((one) => targetOf(one, after)?.id ?? null)).toEqual(["b", "b", "b", null]);
  expect(asTarget(first, null, after, studies).map(({ id, target }) => [id, target])).toEqual([["b", null]]);
});

test("T8, T4: of a target count the longest diameter and the short axis, in mm of the patient only", () => {
  const node = mark("n", "now", { target: { organ: "Axilla", isNode: true }, figures: [figure("long", 24), figure("short", 16)] });
  const detector = mark("d", "now", { target: liver, figures: [figure("length", 30, "mm at detector")] });
  expect(targetMeasures([node, detector], studies)).toMatchObject([
    { lesion: "n", organ: "Axilla", isNode: true, date: "2026-10-12", longestMm: 24, shortAxisMm: 16, sliceMm: 2.5 },
    { lesion: "d", organ: "Liver", isNode: false, longestMm: null, shortAxisMm: null },
  ]);
});

test("T8: the sums say their days, the baseline and the smallest, and no word for what they mean", () => {
  const marks = [
    mark("a", "old", { lesion: "x", target: liver, figures: [figure("length", 30)] }),
    mark("b", "spring", { lesion: "x", figures: [figure("length", 18)] }),
    mark("c", "now", { lesion: "x", figures: [figure("length", 21.6)] }),
  ];
  const words = targetWords();
  const sums = targetSums(targetMeasures(marks, studies));
  expect(sums.map((sum) => [words.sum(sum), words.since(sum, sum === sums[0], sums[0]?.date ?? "")])).toEqual([
    ["8 Apr 2025: 30.0 mm in 1 target", "Baseline."],
    // −12 of 30
    ["8 Apr 2026: 18.0 mm in 1 target", "−12.0 mm, −40.0 % since the baseline of 8 Apr 2025, the smallest so far."],
    // −8.4 of 30; +3.6 of 18
    ["12 Oct 2026: 21.6 mm in 1 target", "−28.0 % since the baseline of 8 Apr 2025; +3.6 mm, +20.0 % since the smallest of 8 Apr 2026."],
  ]);
});

test("T8: a mark of a version before has no target and no slice thickness, and is read as such", () => {
  const { target, sliceMm, ...before } = madeMark("a");
  expect([target, sliceMm, KeptMark.parse(before)]).toEqual([null, null, madeMark("a")]);
});
