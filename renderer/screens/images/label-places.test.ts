import { expect, test } from "vitest";
import { madeMark } from "#shared/measure/made-mark.ts";
import { LABEL_HEIGHT_PX, labelPlaces } from "./label-places.ts";

const size = { clientWidth: 600, clientHeight: 400 };
const line = (id: string, number: number, y: number, labelAt: { x: number; y: number } | null = null) =>
  madeMark(id, {
    number,
    labelAt,
    shape: {
      kind: "length",
      points: [
        { x: 100, y },
        { x: 140, y },
      ],
    },
  });
const places = (...marks: ReturnType<typeof line>[]) => [...labelPlaces(marks, (point) => point, size).entries()];

test("a label stands up and to the right of its shape, whole within the viewport", () => {
  expect(places(line("a", 1, 200))).toEqual([["a", { text: "M1 23.4 mm", x: 156, y: 186, width: 73 }]]);
  // below the texts of the corner, beside the scroll bar
  const right = labelPlaces([line("a", 1, 2)], ({ x, y }) => ({ x: x * 10, y }), size).get("a");
  expect([right?.x, (right?.y ?? 0) - LABEL_HEIGHT_PX / 2 >= 66]).toEqual([600 - 73 - 28, true]);
});

test("no label covers another one; one that was put by hand stays where it was put", () => {
  const found = places(line("a", 1, 200), line("b", 2, 204), line("c", 3, 197), line("d", 4, 100, { x: 156, y: 190 }));
  expect(new Map(found).get("d")).toMatchObject({ x: 156, y: 190 });
  const heights = found.map(([, { y }]) => y).sort((one, other) => one - other);
  for (const [at, y] of heights.slice(1).entries()) expect(y - (heights[at] ?? 0)).toBeGreaterThanOrEqual(LABEL_HEIGHT_PX);
});

test("P9: the letter of a side stays legible: a label that would cover it goes beside it", () => {
  // the letter of the left side is in the middle of the left edge
  const over = labelPlaces([line("a", 1, 214)], ({ x, y }) => ({ x: x - 150, y }), size).get("a");
  expect(Math.abs((over?.y ?? 200) - 200)).toBeGreaterThanOrEqual(LABEL_HEIGHT_PX / 2 + 13);
});
