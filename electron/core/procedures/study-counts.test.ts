import { expect, test } from "vitest";
import { usableImages } from "./study-counts.ts";

test("R1d: a series that is shown in two parts is counted once in the report", () => {
  const parts = [
    { seriesUid: "1.2", usable: 2 },
    { seriesUid: "1.2", usable: 2 },
  ];
  expect(usableImages([...parts, { seriesUid: "1.3", usable: 5 }])).toBe(7);
  expect(usableImages([])).toBe(0);
});
