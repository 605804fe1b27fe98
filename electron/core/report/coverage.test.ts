import { expect, test } from "vitest";
import { printableRanges } from "#shared/report/printable-ranges.ts";
import { coveredRanges } from "./coverage.ts";

test("M37: the table of what can be printed is the coverage of the embedded fonts", () => {
  const covered = coveredRanges();
  expect(covered.length).toBeGreaterThan(200);
  expect(printableRanges).toEqual(covered);
});
