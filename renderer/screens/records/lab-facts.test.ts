import { describe, expect, test } from "vitest";
import type { LabSeries } from "#shared/contract/records.ts";
import { latestOf, nameParts, referenceOf, resultOf, trendBox } from "./lab-facts.ts";

function series(values: readonly (number | null)[], low: number | null, high: number | null, text: string | null = null): LabSeries {
  return {
    key: "k",
    name: "Creatinine",
    unit: "umol/L",
    category: "laboratory",
    referenceLow: low,
    referenceHigh: high,
    referenceText: text,
    values: values.map((value, index) => ({
      recordId: `r${index}`,
      at: 1_000 + index,
      date: "",
      value,
      text: String(value),
      flag: "normal",
    })),
  } as unknown as LabSeries;
}

describe("M17: laboratory values as given", () => {
  test("the latest value is the one with the latest date, not the last in the list", () => {
    const shuffled = series([1, 2, 3], null, null);
    expect(latestOf({ ...shuffled, values: [...shuffled.values].reverse() })?.value).toBe(3);
  });

  test("the service's own words for the range win over its ends", () => {
    expect(referenceOf(series([1], 45, 84, "45–84 (female)"))).toBe("45–84 (female)");
    expect(referenceOf(series([1], 45, 84))).toBe("45 – 84");
    expect(referenceOf(series([1], null, 5))).toBe("< 5");
    expect(referenceOf(series([1], null, null))).toBe("");
  });

  test("a unit that the value repeats is shown once, in its column; nothing is converted", () => {
    const value = { ...series([4], null, null).values[0], text: "4.0 mg/L" } as LabSeries["values"][number];
    expect(resultOf(value, "mg/L")).toBe("4.0");
    expect(resultOf(value, "mmol/L")).toBe("4.0 mg/L");
    expect(referenceOf({ ...series([1], 1, 2, "13.5 g/dL – 17.5 g/dL"), unit: "g/dL" })).toBe("13.5 – 17.5");
  });

  test("the trend lies in its box and the band where the range is", () => {
    const box = trendBox(series([50, 92], 45, 84), 74, 20);
    expect(box?.points).toEqual([
      [2, 20 - 2 - (5 / 47) * 16],
      [72, 2],
    ]);
    expect(box?.band?.[0]).toBeCloseTo(20 - 2 - (39 / 47) * 16);
    expect(box?.band?.[1]).toBe(18);
  });

  test("text values draw no line", () => {
    expect(trendBox(series([null], 1, 2), 74, 20)).toBeNull();
  });
});

// LOINC long common names: what is measured, then property and system (LOINC Users' Guide, "Long common names")
test.each([
  {
    name: "Creatinine [Mass/volume] in Serum or Plasma",
    what: "Creatinine",
    how: "[Mass/volume] in Serum or Plasma",
    where: "Serum or Plasma",
  },
  { name: "Heart rate [Rate]", what: "Heart rate", how: "[Rate]", where: "[Rate]" },
  { name: "Hemoglobin", what: "Hemoglobin", how: "", where: "" },
  { name: "[odd]", what: "[odd]", how: "", where: "" },
])("the name $name keeps every letter in two lines", ({ name, ...parts }) => expect(nameParts(name)).toEqual(parts));
