import { expect, test } from "vitest";
import { type Figure, isMissed, lineOf } from "./figure.ts";

const figure = (rounds: readonly number[], rest: Partial<Figure> = {}): Figure => ({ name: "x", unit: "×", rounds, limit: null, ...rest });

test.each([
  { what: "at the limit", given: figure([0.3, 0.1, 0.5], { limit: 0.3 }), missed: false },
  { what: "over the limit by its median", given: figure([0.31, 0.1, 0.5], { limit: 0.3 }), missed: true },
  { what: "under what is asked at least", given: figure([54, 60, 50], { atLeast: 55 }), missed: true },
  { what: "as much as is asked at least", given: figure([55], { atLeast: 55 }), missed: false },
  { what: "no limit", given: figure([9]), missed: false },
  { what: "a limit and nothing measured", given: figure([], { limit: 1 }), missed: true },
  { what: "a limit and no number", given: figure([Number.NaN], { limit: 1 }), missed: true },
])("$what: missed $missed", ({ given, missed }) => expect(isMissed(given)).toBe(missed));

test("a line says median, range and limit, and names what is missing", () => {
  expect(lineOf(figure([0.2, 0.5, 0.4], { limit: 0.3 }))).toMatch(/^x +0\.40 × \(0\.20–0\.50\) {2}limit 0\.3 {2}MISSED$/);
  expect(lineOf(figure([], { missing: "no such decoder" }))).toMatch(/– {2}no such decoder$/);
});
