import { expect, test } from "vitest";
import { placeWithin } from "./window-place.ts";

const SMALL = { left: 0, top: 0, width: 1_280, height: 720 };
const SECOND = { left: 1_280, top: 40, width: 1_920, height: 1_040 };

test.each([
  ["larger than the display", { left: 10, top: 10, width: 1_440, height: 900 }, SMALL, SMALL],
  ["over its edge", { left: 400, top: 100, width: 1_000, height: 700 }, SMALL, { left: 280, top: 20, width: 1_000, height: 700 }],
  [
    "under the bar of a second display",
    { left: 1_200, top: 0, width: 1_440, height: 900 },
    SECOND,
    { left: 1_280, top: 40, width: 1_440, height: 900 },
  ],
  ["whole already", { left: 1_300, top: 60, width: 1_440, height: 900 }, SECOND, null],
])("a window %s", (_, window, display, place) => expect(placeWithin(window, display)).toEqual(place));
