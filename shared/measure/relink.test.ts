import { expect, test } from "vitest";
import type { MarkFigure } from "./kept-mark.ts";
import { madeMark } from "./made-mark.ts";
import { relinked } from "./relink.ts";

const figure = (name: MarkFigure["name"], value: number, unit: string, text: string): MarkFigure => ({ name, value, unit, text });
const length = (value: number, unit = "mm") =>
  madeMark("a", { number: 1, figures: [figure("length", value, unit, `${value.toFixed(1)} ${unit}`)] });
const region = (mean: number, area: number) =>
  madeMark("b", {
    letter: "R",
    number: 1,
    figures: [
      figure("area", area, "mm²", `${area.toFixed(1)} mm²`),
      figure("mean", mean, "HU", `${mean.toFixed(0).replace("-", "−")} HU`),
      figure("deviation", 21, "HU", "21 HU"),
    ],
  });

// by hand: 17.2 mm becomes 18.46 mm
test.each([
  ["A nodule, M1 17.2 mm; M11 17.2 mm.", "A nodule, M1 18.5 mm; M11 17.2 mm."],
  ["M1: 17.2 mm", "M1: 18.5 mm"],
  ["M1 (17,2mm)", "M1 (18,5mm)"],
  ["A nodule of 1.7 cm (M1)", "A nodule of 1.8 cm (M1)"],
  ["M1 about 17 mm", "M1 about 18 mm"],
  ["m1 = 17.2 mm", "m1 = 18.5 mm"],
  ["M1 has grown from 12.0 mm to 17.2 mm.", "M1 has grown from 12.0 mm to 18.5 mm."],
  ["M1 17.2 mm, formerly 12.0 mm, M1 17.2 mm", "M1 18.5 mm, formerly 12.0 mm, M1 18.5 mm"],
  ["M1 99.9 mm, and 17.2 mm elsewhere", "M1 99.9 mm, and 17.2 mm elsewhere"],
  ["17.2 mm, see M1.", "18.5 mm, see M1."],
  ["A 17.2 mm nodule (M1) and a 17.2 mm cyst", "A 18.5 mm nodule (M1) and a 17.2 mm cyst"],
  ["M1: 17.2 mm, posterior segment", "M1: 18.5 mm, posterior segment"],
  ["The nodule (17.2 mm, M1)", "The nodule (18.5 mm, M1)"],
])("P15: the text follows the line, as it was written: %j", (text, after) => {
  expect(relinked(text, length(17.2), length(18.46))).toBe(after);
});

test("P15: every number of a region follows, with its sign", () => {
  expect(relinked("R1 −830 HU ± 21, 312.4 mm²", region(-830, 312.4), region(-790, 300))).toBe("R1 −790 HU ± 21, 300.0 mm²");
  expect(relinked("R1 -830 HU; area 3.1 cm²", region(-830, 312.4), region(-790, 300))).toBe("R1 -790 HU; area 3.0 cm²");
});

test("P15, T4: another unit is written where the text has the mark's own words, and left to the check where it has others", () => {
  expect(relinked("M1 17.2 mm", length(17.2), length(40, "px"))).toBe("M1 40.0 px");
  expect(relinked("M1: 17.2 mm", length(17.2), length(40, "px"))).toBe("M1: 17.2 mm");
  expect(relinked("M1 17.2 mm at detector", length(17.2, "mm at detector"), length(20, "mm at detector"))).toBe("M1 20.0 mm at detector");
});

test("P15: an arrow's words follow", () => {
  const arrow = (text: string) => madeMark("t", { letter: "T", number: 1, figures: [], text });
  expect(relinked("T1 fissure, T1 fissured", arrow("fissure"), arrow("cleft"))).toBe("T1 cleft, T1 fissured");
});

test("P15: both axes follow, also in front of the name; half of a statement is never written anew", () => {
  const axes = (long: number, short: number) =>
    madeMark("a", { number: 1, figures: [figure("long", long, "mm", `${long} mm`), figure("short", short, "mm", `${short} mm`)] });
  expect(relinked("A 50.9 × 25.4 mm nodule (M1).", axes(50.9, 25.4), axes(50.9, 12.7))).toBe("A 50.9 × 12.7 mm nodule (M1).");
  expect(relinked("A 50.9-mm nodule (M1)", axes(50.9, 25.4), axes(40.1, 25.4))).toBe("A 40.1-mm nodule (M1)");
  expect(relinked("A 50.9 × 99.9 mm nodule (M1).", axes(50.9, 25.4), axes(20.2, 12.7))).toBe("A 50.9 × 99.9 mm nodule (M1).");
});
