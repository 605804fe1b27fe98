import { describe, expect, test } from "vitest";
import { madeLook } from "./made-look.ts";
import { readPixel } from "./modality-probe.ts";
import { type SuvFacts, suvOf } from "./suv.ts";

/** 370 MBq of fluorine-18 an hour before the scan, 70 kg. */
const facts: SuvFacts = {
  modality: "PT",
  units: "BQML",
  correctedImage: ["NORM", "DECY", "ATTN", "SCAT"],
  decayCorrection: "START",
  weightKg: 70,
  doseBq: 370e6,
  halfLifeSeconds: 6586.2,
  startDateTime: null,
  startTime: "100000",
  seriesDate: "20260110",
  seriesTime: "110000.00",
  acquisitionDate: "20260110",
  acquisitionTime: "110412",
};
const factor = (more: Partial<SuvFacts>): number | string => {
  const suv = suvOf({ ...facts, ...more });
  return suv === null ? "none" : suv.kind === "refused" ? suv.refused : suv.factor;
};

describe("T6, P7: SUV by body weight", () => {
  test("corrected to the start of the scan: 70,000 g over the dose that was left then", () => {
    // by hand: 370 MBq × 2^(−3600 / 6586.2) = 253.314 MBq
    expect(factor({})).toBeCloseTo(2.763367e-4, 9);
    expect(factor({ startDateTime: "20260110100000.000000+0100" })).toBeCloseTo(2.763367e-4, 9);
  });

  test("corrected to the injection: the whole dose", () => {
    expect(factor({ decayCorrection: "ADMIN", seriesTime: null })).toBeCloseTo(70_000 / 370e6, 12);
  });

  test("an injection before midnight, of which only the clock time is known", () => {
    // 23:30 → 01:00 are 5,400 s
    const over = { startTime: "233000", seriesTime: "010000", acquisitionTime: "010000" };
    expect(factor(over)).toBeCloseTo(3.339717e-4, 9);
  });

  test.each<readonly [string, Partial<SuvFacts>, string]>([
    ["no weight", { weightKg: null }, "weight"],
    ["weight 0", { weightKg: 0 }, "weight"],
    ["no dose", { doseBq: null }, "dose is not stated"],
    ["a dose in megabecquerel", { doseBq: 370 }, "too small"],
    ["no half-life", { halfLifeSeconds: 0 }, "half-life"],
    ["not corrected for attenuation", { correctedImage: ["DECY"] }, "attenuation"],
    ["not corrected for decay", { correctedImage: ["ATTN"] }, "decay"],
    ["decay correction NONE", { decayCorrection: "NONE" }, "to which time"],
    ["no time of the injection", { startTime: null }, "injection is not stated"],
    ["no time of the scan", { seriesTime: null }, "scan is not stated"],
    ["a series made anew after the scan", { seriesTime: "150000" }, "later than its images"],
    ["an injection after the scan", { startDateTime: "20260110120000" }, "later than the scan"],
    ["the wrong day", { startDateTime: "20260108100000" }, "too far apart"],
  ])("%s: no number, and the reason", (_, more, reason) => expect(factor(more)).toContain(reason));

  test("counts, SUV already, and everything that is no PET: nothing is said", () => {
    expect([factor({ units: "CNTS" }), factor({ units: "GML" }), factor({ modality: "NM" })]).toEqual(["none", "none", "none"]);
  });

  test("the cursor says both, or why there is no SUV; the stored unit always stands", () => {
    const quantity = { name: "activity concentration", unit: "Bq/ml" };
    const read = (suv: ReturnType<typeof suvOf>): string =>
      readPixel(madeLook({ quantity, ...(suv === null ? {} : { suv }) }), [10_000]).text;
    expect(read(suvOf(facts))).toBe("10000 Bq/ml · SUVbw 2.76");
    expect(read(suvOf({ ...facts, weightKg: 0 }))).toBe("10000 Bq/ml · no SUV: the patient's weight is not stated");
    expect(read(null)).toBe("10000 Bq/ml");
  });
});
