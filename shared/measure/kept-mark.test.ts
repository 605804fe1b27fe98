import { expect, test } from "vitest";
import { letterFor, type MarkFigure, markInText, markSummary } from "./kept-mark.ts";
import { madeMark } from "./made-mark.ts";

const figure = (name: MarkFigure["name"], text: string): MarkFigure => ({ name, value: 0, unit: "", text });

// the wording of the pictures in the guide: "17.2 × 14.1 mm", "204 HU ± 21"
test.each([
  ["a length", [figure("length", "23.4 mm")], "23.4 mm"],
  ["a length at the detector", [figure("length", "23.4 mm at detector")], "23.4 mm at detector"],
  ["two axes", [figure("long", "17.2 mm"), figure("short", "14.1 mm")], "17.2 × 14.1 mm"],
  ["two axes, estimated", [figure("long", "17.2 mm (estimated)"), figure("short", "14.1 mm (estimated)")], "17.2 × 14.1 mm (estimated)"],
  ["a region", [figure("area", "312.4 mm²"), figure("mean", "204 HU"), figure("deviation", "21 HU")], "204 HU ± 21, 312.4 mm²"],
  ["a region of air", [figure("area", "312.4 mm²"), figure("mean", "−830 HU"), figure("deviation", "21 HU")], "−830 HU ± 21, 312.4 mm²"],
  ["a region of one pixel", [figure("area", "0.4 mm²"), figure("mean", "204 HU")], "204 HU, 0.4 mm²"],
  ["a region without pixels", [figure("area", "312.4 mm²")], "312.4 mm²"],
  ["an angle", [figure("angle", "34.5°")], "34.5°"],
  ["a probe", [figure("value", "−34 HU")], "−34 HU"],
  ["an arrow", [], ""],
] as const)("P15: what %s says in one line", (_, figures, text) => {
  expect(markSummary(figures)).toBe(text);
});

test("P15: a mark stands in a text by its name and what it measured; an arrow by its words", () => {
  expect(markInText(madeMark("a", { number: 3 }))).toBe("M3 23.4 mm");
  expect(markInText(madeMark("a", { letter: "T", number: 1, figures: [], text: "fissure" }))).toBe("T1 fissure");
});

test("guide §5: measurements are M, regions R, arrows T; what is measured on a prior is P", () => {
  expect(["length", "cobb", "ellipse", "arrow"].map((kind) => letterFor(kind as "length", false))).toEqual(["M", "M", "R", "T"]);
  expect(["length", "freehand", "arrow"].map((kind) => letterFor(kind as "length", true))).toEqual(["P", "P", "T"]);
});
