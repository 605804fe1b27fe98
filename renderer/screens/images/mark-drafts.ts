import { createStore } from "zustand/vanilla";
import { type Drawing, movedTo, type Paper, pressed, preview, released } from "#shared/measure/drawing.ts";
import type { KeptMark } from "#shared/measure/kept-mark.ts";
import type { Point, Shape } from "#shared/measure/mark.ts";
import { distanceTo, handlesOf, movedBy, withHandle } from "#shared/measure/shape-handles.ts";
import { farthestOnImage, isOnImage, moveOnImage, ontoImage, ontoPixel } from "#shared/measure/within-image.ts";
import type { MarkHand, MarkPointer } from "../../viewer/viewer.ts";
import type { MarksModel } from "./marks-slice.ts";

/** What of a mark is held: one of its points, all of it, or its label. */
type Grip = { readonly kind: "handle"; readonly handle: number } | { readonly kind: "whole" } | { readonly kind: "label" };

/** What is in the hand at the moment, and in which viewport; nothing of it is kept yet. */
export type MarkDraft =
  | { readonly kind: "drawing"; readonly slot: number; readonly drawing: Drawing }
  | {
      readonly kind: "moving";
      readonly slot: number;
      readonly mark: KeptMark;
      readonly grip: Grip;
      readonly from: Point;
      readonly now: Point;
    };

/** Where the keyboard points (guide §7), and the handle that arrows move. */
export type MarkCursor = { readonly slot: number; readonly at: Point; readonly handle: number | null };

export type DraftState = { readonly draft: MarkDraft | null; readonly cursor: MarkCursor | null };

/** A mark as it would be if the hand let go now. */
export function movedMark({ mark, grip, from, now }: Extract<MarkDraft, { kind: "moving" }>, paper: Paper): KeptMark {
  const wanted = { x: now.x - from.x, y: now.y - from.y };
  const by = grip.kind === "whole" ? moveOnImage(mark.shape, wanted, paper) : wanted;
  if (grip.kind === "label") {
    const start = mark.labelAt ?? from;
    return { ...mark, labelAt: { x: start.x + by.x, y: start.y + by.y } };
  }
  if (grip.kind === "handle") {
    const start = ontoImage(from, paper);
    const way = (share: number) =>
      withHandle(mark.shape, grip.handle, { x: start.x + wanted.x * share, y: start.y + wanted.y * share }, paper.aspect);
    return { ...mark, shape: farthestOnImage(way, paper) };
  }
  const labelAt = mark.labelAt === null ? null : { x: mark.labelAt.x + by.x, y: mark.labelAt.y + by.y };
  return { ...mark, shape: movedBy(mark.shape, by), labelAt };
}

/** What the hand would take hold of: a handle of the chosen mark first, then any handle, then a line. */
export function gripAt(
  marks: readonly KeptMark[],
  selectedId: string | null,
  { point, reach }: MarkPointer,
): { readonly mark: KeptMark; readonly grip: Grip } | null {
  const ordered = [...marks].reverse().sort((a, b) => Number(b.id === selectedId) - Number(a.id === selectedId));
  for (const mark of ordered) {
    const handle = handlesOf(mark.shape).findIndex((at) => Math.hypot(at.x - point.x, at.y - point.y) <= reach);
    if (handle >= 0) return { mark, grip: { kind: "handle", handle } };
  }
  const near = ordered.find((mark) => distanceTo(mark.shape, point) <= reach);
  return near === undefined ? null : { mark: near, grip: { kind: "whole" } };
}

/** Where a point of a new shape lies: on the image, and a probe on one of its pixels. */
const placed = (kind: Shape["kind"], point: Point, paper: Paper): Point =>
  kind === "probe" ? ontoPixel(point, paper) : ontoImage(point, paper);

/** Drawing and moving marks with the mouse, per viewport. */
export function createMarkDrafts(marks: MarksModel) {
  const store = createStore<DraftState>(() => ({ draft: null, cursor: null }));
  function paperAt(slot: number): Paper {
    const look = marks.at(slot)?.ground?.look;
    return { aspect: look?.calibration.pixelAspect ?? 1, columns: look?.pixel.columns ?? 0, rows: look?.pixel.rows ?? 0 };
  }
  const set = (draft: MarkDraft | null) => store.setState({ draft });

  function finish(slot: number, next: Drawing | Shape): void {
    if ("live" in next) set({ kind: "drawing", slot, drawing: next });
    else {
      set(null);
      marks.add(slot, next);
    }
  }

  function press(slot: number, pointer: MarkPointer): boolean {
    const here = marks.at(slot);
    if (here?.ground == null) return false;
    const { draft } = store.getState();
    const { tool, selectedId } = marks.store.getState();
    const going = draft?.kind === "drawing" && draft.slot === slot ? draft.drawing : null;
    const onFrame = marks.onFrame(here.state);
    const labelled = onFrame.find((mark) => mark.id === pointer.label);
    const held = labelled !== undefined ? ({ mark: labelled, grip: { kind: "label" } } as const) : gripAt(onFrame, selectedId, pointer);
    // with a tool in the hand only the chosen mark can be seized: new lines may begin on old ones
    if (going === null && held !== null && (tool === null || held.mark.id === selectedId || held.grip.kind === "label")) {
      marks.select(held.mark.id);
      set({ kind: "moving", slot, mark: held.mark, grip: held.grip, from: pointer.point, now: pointer.point });
      return true;
    }
    if (tool === null) {
      if (selectedId !== null) marks.select(null);
      return false;
    }
    // beside the image there is nothing to measure; a line that is being drawn ends at its edge
    const paper = paperAt(slot);
    if (going === null && !isOnImage(pointer.point, paper)) return true;
    set({ kind: "drawing", slot, drawing: pressed(going, tool, placed(tool, pointer.point, paper)) });
    return true;
  }

  function release(slot: number, { point, reach }: MarkPointer): void {
    const { draft } = store.getState();
    if (draft === null || draft.slot !== slot) return;
    if (draft.kind === "drawing") {
      const paper = paperAt(slot);
      finish(slot, released(draft.drawing, placed(draft.drawing.kind, point, paper), reach, paper));
      return;
    }
    set(null);
    const hasMoved = draft.now.x !== draft.from.x || draft.now.y !== draft.from.y;
    if (hasMoved) keep(slot, movedMark(draft, paperAt(slot)));
  }

  /** Counted again where it lies now, and kept. */
  function keep(slot: number, mark: KeptMark): void {
    const ground = marks.at(slot)?.ground ?? null;
    if (ground !== null) marks.put(marks.recount(mark, ground));
  }

  const cancel = () => store.setState({ draft: null, cursor: null });

  function hand(slot: number): MarkHand {
    return {
      press: (pointer) => press(slot, pointer),
      release: (pointer) => release(slot, pointer),
      cancel,
      follows: () => store.getState().draft?.slot === slot,
      move: ({ point }, isDown) => {
        const { draft } = store.getState();
        if (draft === null || draft.slot !== slot) return;
        if (draft.kind === "moving") set({ ...draft, now: point });
        else set({ ...draft, drawing: movedTo(draft.drawing, placed(draft.drawing.kind, point, paperAt(slot)), isDown) });
      },
    };
  }

  return {
    store,
    hand,
    cancel,
    setDraft: set,
    cancelDraft: () => set(null),
    keep,
    paperAt,
    setCursor: (cursor: MarkCursor | null) => store.setState({ cursor }),
    /** Enter at the cursor: as a click there. */
    click: (slot: number, pointer: MarkPointer): void => {
      if (store.getState().draft === null) marks.select(null);
      if (press(slot, pointer)) release(slot, pointer);
    },
    /** The shape that is being drawn in a viewport, as it would be with the hand where it is. */
    previewIn: (draft: MarkDraft | null, slot: number): Shape | null =>
      draft?.kind === "drawing" && draft.slot === slot ? preview(draft.drawing, paperAt(slot)) : null,
  };
}

export type MarkDrafts = ReturnType<typeof createMarkDrafts>;
