import type { Point } from "#shared/measure/mark.ts";

/** Where the hand is on the image; `reach`: how many image pixels a finger's width (8 CSS pixels) is there. */
export type MarkPointer = { readonly point: Point; readonly reach: number; readonly label: string | null };

/** What takes marks in the hand. `press` says whether it took the press; then move and release are its own, and no other tool hears of them. */
export type MarkHand = {
  readonly press: (pointer: MarkPointer) => boolean;
  readonly move: (pointer: MarkPointer, isDown: boolean) => void;
  readonly release: (pointer: MarkPointer) => void;
  readonly cancel: () => void;
  /** Something follows the hand also while no button is down. */
  readonly follows: () => boolean;
};

/** Elements with this attribute are the label of the mark that it names. */
export const MARK_LABEL = "data-mark-label";

const labelUnder = (event: Event): string | null =>
  event.target instanceof Element ? (event.target.closest(`[${MARK_LABEL}]`)?.getAttribute(MARK_LABEL) ?? null) : null;

/** The left button on marks, before the tools of the image hear of it; returns what takes it off again. */
export function attachMarkHand(
  element: HTMLElement,
  hand: () => MarkHand | null,
  pointerAt: (clientX: number, clientY: number) => Omit<MarkPointer, "label"> | null,
): () => void {
  let taken: number | null = null;
  const pointerOf = (event: PointerEvent): MarkPointer | null => {
    const at = pointerAt(event.clientX, event.clientY);
    return at === null ? null : { ...at, label: labelUnder(event) };
  };
  function onDown(event: PointerEvent): void {
    const pointer = event.button === 0 && event.buttons === 1 ? pointerOf(event) : null;
    if (pointer === null || hand()?.press(pointer) !== true) return;
    taken = event.pointerId;
    element.setPointerCapture(event.pointerId);
    event.stopImmediatePropagation();
    // the focus still comes to the image: its own listener does not hear of this press
    element.parentElement?.focus({ preventScroll: true });
  }
  function onMove(event: PointerEvent): void {
    const current = hand();
    if (current === null || (taken !== event.pointerId && !current.follows())) return;
    const pointer = pointerOf(event);
    if (pointer !== null) current.move(pointer, taken === event.pointerId);
    if (taken === event.pointerId) event.stopImmediatePropagation();
  }
  function onUp(event: PointerEvent): void {
    if (taken !== event.pointerId) return;
    taken = null;
    event.stopImmediatePropagation();
    const pointer = pointerOf(event);
    if (pointer === null || event.type === "pointercancel") hand()?.cancel();
    else hand()?.release(pointer);
  }
  const capture = { capture: true };
  element.addEventListener("pointerdown", onDown, capture);
  element.addEventListener("pointermove", onMove, capture);
  element.addEventListener("pointerup", onUp, capture);
  element.addEventListener("pointercancel", onUp, capture);
  return () => {
    element.removeEventListener("pointerdown", onDown, capture);
    element.removeEventListener("pointermove", onMove, capture);
    element.removeEventListener("pointerup", onUp, capture);
    element.removeEventListener("pointercancel", onUp, capture);
  };
}
