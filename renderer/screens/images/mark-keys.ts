import type { KeptMark } from "#shared/measure/kept-mark.ts";
import type { Point } from "#shared/measure/mark.ts";
import { handlesOf } from "#shared/measure/shape-handles.ts";
import { ontoImage, ontoPixel } from "#shared/measure/within-image.ts";
import type { ImageToScreen } from "../../viewer/viewer.ts";
import { type MarkDrafts, movedMark } from "./mark-drafts.ts";
import type { MarksModel } from "./marks-slice.ts";

export type MarkKey = { readonly key: string; readonly shift: boolean };

const ARROWS: Readonly<Record<string, Point>> = {
  ArrowLeft: { x: -1, y: 0 },
  ArrowRight: { x: 1, y: 0 },
  ArrowUp: { x: 0, y: -1 },
  ArrowDown: { x: 0, y: 1 },
};
const FAR_PX = 10;
/** A moved handle is kept when the keys have rested this long: one step for undo, not one per pixel. */
const REST_MS = 400;
/** A point that is set by key is set exactly there. */
const REACH = 0.5;

/** A step of one image pixel towards a side of the screen, whichever way the image lies. */
export function stepOnImage({ a, b, c, d }: ImageToScreen, towards: Point): Point {
  const determinant = a * d - b * c || 1;
  const x = (d * towards.x - c * towards.y) / determinant;
  const y = (a * towards.y - b * towards.x) / determinant;
  const length = Math.hypot(x, y) || 1;
  return { x: Math.round(x / length) + 0, y: Math.round(y / length) + 0 };
}

/** Measuring without a mouse (guide §7): with a tool in the hand arrows move a crosshair and Enter sets points; a chosen mark is moved by its handles. */
export function createMarkKeys(marks: MarksModel, drafts: MarkDrafts) {
  let resting: ReturnType<typeof setTimeout> | undefined;

  /** What was moved by keys is kept now. */
  function settle(): void {
    clearTimeout(resting);
    const { draft } = drafts.store.getState();
    if (draft?.kind !== "moving") return;
    drafts.cancelDraft();
    drafts.keep(draft.slot, movedMark(draft, drafts.paperAt(draft.slot)));
  }

  function cursorAt(slot: number): Point | null {
    const { cursor } = drafts.store.getState();
    if (cursor?.slot === slot && cursor.handle === null) return cursor.at;
    const middle = marks.at(slot)?.middle ?? null;
    // the middle of a pixel, so that a step leads to the middle of the next
    return middle === null ? null : ontoPixel(middle, drafts.paperAt(slot));
  }

  function moveCursor(slot: number, by: Point): void {
    const at = cursorAt(slot);
    if (at === null) return;
    const next = ontoPixel({ x: at.x + by.x, y: at.y + by.y }, drafts.paperAt(slot));
    drafts.setCursor({ slot, at: next, handle: null });
    drafts.hand(slot).move({ point: next, reach: REACH, label: null }, false);
  }

  function withTool(slot: number, key: string, by: Point | null): boolean {
    if (by !== null) moveCursor(slot, by);
    else if (key === "Enter") {
      const at = cursorAt(slot);
      if (at === null) return false;
      drafts.setCursor({ slot, at, handle: null });
      drafts.click(slot, { point: at, reach: REACH, label: null });
    } else if (key === "Escape") {
      if (drafts.store.getState().draft === null) marks.chooseTool(null);
      drafts.cancel();
    } else return false;
    return true;
  }

  function moveHandle(slot: number, mark: KeptMark, handle: number, by: Point): void {
    const { draft } = drafts.store.getState();
    const held = draft?.kind === "moving" ? draft : null;
    const from = held?.from ?? handlesOf(mark.shape)[handle] ?? { x: 0, y: 0 };
    const now = ontoImage({ x: (held?.now ?? from).x + by.x, y: (held?.now ?? from).y + by.y }, drafts.paperAt(slot));
    drafts.setDraft({ kind: "moving", slot, mark, grip: { kind: "handle", handle }, from, now });
    drafts.setCursor({ slot, at: now, handle });
    clearTimeout(resting);
    resting = setTimeout(settle, REST_MS);
  }

  function withMark(slot: number, mark: KeptMark, handle: number, key: string, by: Point | null): boolean {
    if (by !== null) {
      moveHandle(slot, mark, handle, by);
      return true;
    }
    if (key !== "Enter" && key !== "Escape") return false;
    settle();
    const handles = handlesOf(marks.selected()?.shape ?? mark.shape);
    const next = (handle + 1) % Math.max(1, handles.length);
    const at = handles[next];
    if (key === "Enter" && at !== undefined) drafts.setCursor({ slot, at, handle: next });
    else {
      drafts.setCursor(null);
      marks.select(null);
    }
    return true;
  }

  return {
    settle,
    /** True when the key meant a mark. */
    press: (slot: number, { key, shift }: MarkKey): boolean => {
      const here = marks.at(slot);
      if (here === null) return false;
      const arrow = ARROWS[key];
      const step = arrow === undefined ? null : stepOnImage(here.state.imageToScreen, arrow);
      const by = step === null ? null : { x: step.x * (shift ? FAR_PX : 1), y: step.y * (shift ? FAR_PX : 1) };
      if (marks.store.getState().tool !== null) return withTool(slot, key, by);
      const { cursor } = drafts.store.getState();
      const mark = marks.selected();
      return cursor?.handle != null && mark !== null ? withMark(slot, mark, cursor.handle, key, by) : false;
    },
    /** The next or previous mark of the shown frame, its first handle under the arrows; null when the frame has none. */
    step: (slot: number, by: 1 | -1): KeptMark | null => {
      settle();
      const here = marks.at(slot);
      const onFrame = here === null ? [] : marks.onFrame(here.state);
      const now = onFrame.findIndex((mark) => mark.id === marks.store.getState().selectedId);
      // one that was chosen with the mouse comes under the keys first
      const steps = drafts.store.getState().cursor === null ? 0 : by;
      const next = now < 0 ? onFrame.at(by > 0 ? 0 : -1) : onFrame[(now + steps + onFrame.length) % onFrame.length];
      if (next === undefined) return null;
      marks.select(next.id);
      const at = handlesOf(next.shape)[0];
      drafts.setCursor(at === undefined ? null : { slot, at, handle: 0 });
      return next;
    },
  };
}
