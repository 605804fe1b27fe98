import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { SEEN_MS, SeenTracker } from "./seen-tracker.ts";

const list = { seriesId: "a", revision: "1" } as Parameters<SeenTracker["shown"]>[1];
const viewport = {};
let nowMs = 0;
let focused = true;
let seen: number[] = [];
const page = new EventTarget();

beforeEach(() => {
  [nowMs, focused, seen] = [0, true, []];
  vi.stubGlobal("window", page);
  vi.stubGlobal("document", { hasFocus: () => focused });
});
afterEach(() => vi.unstubAllGlobals());

/** No timer gets its turn here: as in a window that is busy with drawing while keys arrive. */
function looking(steps: (tracker: SeenTracker) => void): number[] {
  const tracker = new SeenTracker(
    (_list, indexes) => seen.push(...indexes),
    () => nowMs,
  );
  steps(tracker);
  tracker.close();
  return seen;
}

function setFocus(to: boolean): void {
  focused = to;
  page.dispatchEvent(new Event(to ? "focus" : "blur"));
}

test("T12: a frame that stood long enough counts, also when the window had no time for its timer; one that went sooner does not", () => {
  expect(
    looking((tracker) => {
      for (const [index, ms] of [SEEN_MS, SEEN_MS - 1, 3 * SEEN_MS, 0].entries()) {
        tracker.shown(viewport, list, index);
        nowMs += ms;
      }
    }),
  ).toEqual([0, 2]);
});

test("T12: a frame that leaves for none, or by another viewport, is judged the same way", () => {
  expect(
    looking((tracker) => {
      tracker.shown(viewport, list, 4);
      nowMs += SEEN_MS;
      tracker.left({});
      tracker.left(viewport);
      nowMs += SEEN_MS;
      tracker.shown({}, list, 5);
      nowMs += SEEN_MS - 1;
    }),
  ).toEqual([4]);
});

test("T12: only time with the focus counts; it begins anew when the focus comes back", () => {
  expect(
    looking((tracker) => {
      tracker.shown(viewport, list, 0);
      nowMs += SEEN_MS - 1;
      setFocus(false);
      nowMs += 5 * SEEN_MS;
      setFocus(true);
      nowMs += SEEN_MS - 1;
      tracker.shown(viewport, list, 1);
      nowMs += SEEN_MS;
      setFocus(false);
      tracker.shown(viewport, list, 2);
      nowMs += 5 * SEEN_MS;
    }),
  ).toEqual([1]);
});

test("T12: the same frame drawn again goes on counting", () => {
  expect(
    looking((tracker) => {
      for (let draw = 0; draw < 4; draw++) {
        tracker.shown(viewport, list, 7);
        nowMs += SEEN_MS / 4;
      }
    }),
  ).toEqual([7]);
});
