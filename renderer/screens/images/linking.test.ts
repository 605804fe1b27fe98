import { expect, test } from "vitest";
import { type Alignment, alignmentOf } from "#shared/imaging/alignment.ts";
import type { SeriesFrames } from "#shared/imaging/frame-table.ts";
import { fail, ok, type Result } from "#shared/result/failure.ts";
import { type CaseId, SeriesId } from "#shared/result/ids.ts";
import type { Calls } from "../../client/client.ts";
import { firstImages, type ImagesState } from "./images-state.ts";
import { createLinking, isLinkedByHand } from "./linking.ts";
import { madeStack } from "./made-stack.ts";
import { withSlot } from "./slots.ts";

const signal = new AbortController().signal;
const idOf = (letter: string): SeriesId => SeriesId.parse(letter.repeat(32));

const stack = (letter: string, reference: string | null, spacingMm: number): SeriesFrames => madeStack(idOf(letter), reference, spacingMm);

const [now, prior] = [stack("a", "1.2", 2.5), stack("b", "9.9", 4)];

/** Core as far as alignments go: what it keeps stays when the window is another one. */
function core() {
  let kept: readonly Alignment[] = [];
  let refusal: ReturnType<typeof fail> | null = null;
  const asked: string[] = [];
  const imaging = {
    alignments: async () => ok([...kept]),
    align: async ({ keep, forget }: { keep: readonly Alignment[]; forget: readonly Alignment[] }): Promise<Result<Alignment[]>> => {
      asked.push(`keep ${keep.length} forget ${forget.length}`);
      if (refusal !== null) return refusal;
      const isNamed = (one: Alignment): boolean => [...keep, ...forget].some(({ from, to }) => from === one.from && to === one.to);
      kept = [...kept.filter((one) => !isNamed(one)), ...keep];
      return ok([...kept]);
    },
  };
  const refuse = () => {
    refusal = fail({ code: "disk-full", happened: "The disk is full.", safe: "", todo: "" });
  };
  return { calls: { imaging } as unknown as Pick<Calls, "imaging">, kept: () => kept, asked, refuse };
}

/** A window over that core, its series in their places without a viewport: as before the images are on the screen. */
async function windowOver({ calls }: ReturnType<typeof core>, ...series: readonly SeriesFrames[]) {
  let state: ImagesState = { ...firstImages, layout: 4 };
  const put = (at: number, change: Partial<ImagesState["slots"][number]>) => {
    state = { ...state, slots: withSlot(state.slots, at, change) };
  };
  const set = (change: Partial<ImagesState>) => {
    state = { ...state, ...change };
  };
  const linking = createLinking({ caseId: "c" as CaseId, calls, get: () => state, set, put });
  const open = (at: number, frames: SeriesFrames) => put(at, { seriesId: frames.seriesId, series: frames, index: 50 });
  for (const [at, frames] of series.entries()) open(at, frames);
  await linking.load(signal);
  const scroll = (at: number, index: number) => {
    put(at, { index });
    linking.moved(at);
  };
  const at = () => state.slots.slice(0, series.length).map(({ index }) => index);
  return { linking, scroll, at, put, open, state: () => state, settled: () => new Promise((resolve) => setTimeout(resolve)) };
}

test("P3: aligned and linked by hand, the shift in mm is kept; another window hangs the pair by it, and 20 mm move both 20 mm", async () => {
  const here = core();
  const first = await windowOver(here, now, prior);
  first.scroll(1, 30);
  first.linking.toggle();
  await first.settled();
  // 30 × 4 − 50 × 2.5
  expect(here.kept()).toEqual([alignmentOf(now.seriesId, prior.seriesId, [0, 0, -5])]);
  const second = await windowOver(here, now, prior);
  second.linking.join(0, 1);
  expect([second.at(), second.state().linked, isLinkedByHand(second.state(), 0), isLinkedByHand(second.state(), 1)]).toEqual([
    [50, 30],
    true,
    true,
    true,
  ]);
  second.scroll(0, 58);
  // 8 × 2.5 = 20 mm = 5 × 4
  expect(second.at()).toEqual([58, 35]);
});

test("P3: without an alignment, and without a common frame of reference, nothing is linked by itself", async () => {
  const { linking, state } = await windowOver(core(), now, prior);
  linking.join(0, 1);
  expect(state().linked).toBe(false);
});

test("P3: in one frame of reference they are linked by it; nothing is kept, and nothing is said to be by hand", async () => {
  const here = core();
  const { linking, state, at } = await windowOver(here, now, stack("b", "1.2", 5));
  linking.join(0, 1);
  linking.toggle();
  linking.toggle();
  expect([state().linked, at(), isLinkedByHand(state(), 0), here.asked]).toEqual([true, [50, 25], false, []]);
});

test("P3: Y takes the link off and forgets it; aligned anew it is another shift", async () => {
  const here = core();
  const { linking, scroll, settled, state, at } = await windowOver(here, now, prior);
  linking.toggle();
  linking.toggle();
  await settled();
  expect([here.kept(), state().linked, isLinkedByHand(state(), 0)]).toEqual([[], false, false]);
  scroll(1, 10);
  expect(at()).toEqual([50, 10]);
  linking.toggle();
  await settled();
  // 10 × 4 − 50 × 2.5
  expect(here.kept()).toEqual([alignmentOf(now.seriesId, prior.seriesId, [0, 0, -85])]);
});

test("P3: off and on again without a move keeps the shift exactly, although the images lie a part of a slice beside it", async () => {
  const here = core();
  const { linking, scroll, settled, at } = await windowOver(here, now, prior);
  linking.toggle();
  await settled();
  const exact = here.kept();
  scroll(0, 51);
  // 75 mm further on lies between 50 × 4 and 51 × 4
  expect(at()).toEqual([51, 51]);
  linking.toggle();
  linking.toggle();
  await settled();
  expect(here.kept()).toEqual(exact);
});

test("P3: a series that is opened beside the one it was aligned with hangs at its place, and the link is there again", async () => {
  const here = core();
  const first = await windowOver(here, now, prior);
  first.scroll(1, 30);
  first.linking.toggle();
  await first.settled();
  const { linking, open, put, at, state } = await windowOver(here, now, stack("c", "7.7", 1));
  expect(state().linked).toBe(false);
  open(1, prior);
  linking.opened(1, false);
  expect([at(), isLinkedByHand(state(), 1)]).toEqual([[50, 30], true]);
  // at a frame that was asked for the others go along: 35 × 4 + 5 = 58 × 2.5
  put(1, { index: 35 });
  linking.opened(1, true);
  expect(at()).toEqual([58, 35]);
});

test("P3: a series that hangs twice is aligned by the first of its viewports, once", async () => {
  const here = core();
  const { linking, settled, put } = await windowOver(here, now, prior, prior);
  put(2, { index: 10 });
  linking.toggle();
  await settled();
  // 50 × 4 − 50 × 2.5
  expect(here.kept()).toEqual([alignmentOf(now.seriesId, prior.seriesId, [0, 0, 75])]);
});

test("P3: what could not be kept is said, and the link holds in this window", async () => {
  const here = core();
  here.refuse();
  const { linking, settled, state } = await windowOver(here, now, prior);
  linking.toggle();
  await settled();
  expect([state().alignmentFailure?.code, isLinkedByHand(state(), 0)]).toEqual(["disk-full", true]);
});
