import { describe, expect, test } from "vitest";
import { brokenRules, type TargetMeasure, targetSums } from "./target-lesions.ts";

// Expected values counted by hand from RECIST 1.1 (Eisenhauer et al., Eur J Cancer 45 (2009) 228–247), mission T8.

const measure = (lesion: string, more: Partial<TargetMeasure> = {}): TargetMeasure => ({
  lesion,
  organ: `organ of ${lesion}`,
  isNode: false,
  date: "2026-01-10",
  longestMm: 20,
  shortAxisMm: null,
  sliceMm: 2.5,
  ...more,
});

const rulesOf = (...measures: readonly TargetMeasure[]) => Object.fromEntries(brokenRules(measures));

describe("T8: which rules a chosen target breaks, by its baseline", () => {
  test.each([
    // 3.1.1: longest diameter of at least 10 mm, slices of at most 5 mm; as shown with one decimal (T7)
    { longestMm: 10, sliceMm: 5, rules: undefined },
    { longestMm: 9.96, sliceMm: 5, rules: undefined },
    { longestMm: 9.94, sliceMm: 5, rules: [{ rule: "too-short", leastMm: 10, sliceMm: null }] },
    // appendix II: above 5 mm the least is twice the slice
    { longestMm: 13.9, sliceMm: 7, rules: [{ rule: "too-short", leastMm: 14, sliceMm: 7 }] },
    { longestMm: 14, sliceMm: 7, rules: undefined },
    { longestMm: 30, sliceMm: null, rules: [{ rule: "slice-unknown" }] },
    { longestMm: null, sliceMm: 2.5, rules: [{ rule: "no-length" }] },
  ] as const)("a lesion of $longestMm mm in slices of $sliceMm mm", ({ rules, ...facts }) =>
    expect(rulesOf(measure("a", facts))["a"]).toEqual(rules),
  );

  test.each([
    // 3.1.1, 4.2: short axis of 15 mm and more a target, 10 to below 15 mm non-target, below 10 mm normal
    { shortAxisMm: 15, rules: undefined },
    { shortAxisMm: 14.9, rules: [{ rule: "node-non-target" }] },
    { shortAxisMm: 10, rules: [{ rule: "node-non-target" }] },
    { shortAxisMm: 9.9, rules: [{ rule: "node-normal" }] },
    { shortAxisMm: null, rules: [{ rule: "no-short-axis" }] },
  ] as const)("a node of $shortAxisMm mm across, whatever its length", ({ shortAxisMm, rules }) =>
    expect(rulesOf(measure("n", { isNode: true, longestMm: 40, shortAxisMm }))["n"]).toEqual(rules),
  );

  test("a node in slices above 5 mm is named as such", () =>
    expect(rulesOf(measure("n", { isNode: true, shortAxisMm: 18, sliceMm: 8 }))).toEqual({ n: [{ rule: "thick-slices", sliceMm: 8 }] }));

  test("4.2: the sixth target is one too many, and the third of an organ, however the organ is spelled", () => {
    const five = ["a", "b", "c", "d", "e"].map((lesion) => measure(lesion));
    expect(rulesOf(...five)).toEqual({});
    expect(rulesOf(...five, measure("f"))).toEqual({ f: [{ rule: "more-than-five", place: 6 }] });
    const liver = ["Liver", "liver ", "LIVER"].map((organ, index) => measure(`l${index}`, { organ }));
    expect(rulesOf(...liver)).toEqual({ l2: [{ rule: "more-than-two", organ: "LIVER", place: 3 }] });
  });

  test("organs that nobody has named are not counted as one; that they are missing is said, and a missing date too", () => {
    const unnamed = ["a", "b", "c"].map((lesion) => measure(lesion, { organ: " " }));
    expect(rulesOf(...unnamed)).toEqual({ a: [{ rule: "no-organ" }], b: [{ rule: "no-organ" }], c: [{ rule: "no-organ" }] });
    expect(rulesOf(measure("a", { date: null }))).toEqual({ a: [{ rule: "no-date" }] });
  });

  test("what became small later was a target all the same", () =>
    expect(rulesOf(measure("a", { date: "2026-06-01", longestMm: 6 }), measure("a", { longestMm: 20 }))).toEqual({}));
});

describe("T8, T7: sums of the targets", () => {
  const day = (date: string, ...lengthsMm: readonly (number | null)[]) =>
    lengthsMm.map((longestMm, index) => measure(`l${index}`, { date, longestMm }));

  test("per cent since baseline, mm and per cent since the smallest sum, whose day is named", () => {
    const measures = [
      ...day("2026-09-01", 20.04, 25),
      ...day("2026-01-10", 30, 20),
      ...day("2026-05-01", 20, 15),
      ...day("2026-12-01", 22, 20.3),
    ];
    const sums = targetSums(measures).map(({ date, sumMm, sinceBaseline, sinceSmallest }) => [date, sumMm, sinceBaseline, sinceSmallest]);
    expect(sums).toEqual([
      ["2026-01-10", 50, null, null],
      // 35 of 50: −15 mm, −30 %
      ["2026-05-01", 35, { mm: -15, percent: -30 }, { mm: -15, percent: -30, date: "2026-01-10" }],
      // 20.0 + 25.0 as shown; −5 of 50; +10 of 35 = 28.57 %
      ["2026-09-01", 45, { mm: -5, percent: -10 }, { mm: 10, percent: 28.6, date: "2026-05-01" }],
      // 42.3: −7.7 of 50 = −15.4 %; +7.3 of 35 = 20.86 %; the smallest is still that of May
      ["2026-12-01", 42.3, { mm: -7.7, percent: -15.4 }, { mm: 7.3, percent: 20.9, date: "2026-05-01" }],
    ]);
  });

  test("4.2: nodes count by their short axis, beside the longest diameters of the others", () => {
    const node = measure("n", { isNode: true, longestMm: 40, shortAxisMm: 16 });
    expect(targetSums([node, measure("a", { longestMm: 24 })])[0]).toMatchObject({ sumMm: 40, count: 2, of: 2 });
  });

  test("where a target is missing the sum is said to be a part, and is compared with nothing", () => {
    const [first, second, third] = targetSums([...day("2026-01-10", 30, 20), ...day("2026-05-01", 20, null), ...day("2026-09-01", 15, 10)]);
    expect(first).toMatchObject({ sumMm: 50, count: 2, of: 2 });
    expect(second).toMatchObject({ sumMm: 20, count: 1, of: 2, sinceBaseline: null, sinceSmallest: null });
    // 25 of 50; the 20 mm of a part are no smallest sum
    expect(third).toMatchObject({ sinceBaseline: { mm: -25, percent: -50 }, sinceSmallest: { date: "2026-01-10" } });
  });

  test("nothing is left: a sum of nothing is a whole sum, −100 %", () =>
    expect(targetSums([...day("2026-01-10", 30), ...day("2026-05-01", 0)])[1]).toMatchObject({
      sumMm: 0,
      sinceBaseline: { percent: -100 },
    }));
});
