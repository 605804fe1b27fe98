/** What a drag does to the image. */
export type ToolName = "window" | "pan" | "zoom" | "scroll" | "lens" | "cursor";

/** Which button does what (guide §7), and the sense of a window drag; a reader's own setting. */
export type MouseHand = { readonly preset: "A" | "B" | "C"; readonly upIsDarker: boolean };

export const firstHand: MouseHand = { preset: "A", upIsDarker: false };

type Buttons = { readonly left: ToolName | "chosen"; readonly right: ToolName; readonly middle: ToolName };

const BUTTONS: Readonly<Record<MouseHand["preset"], Buttons>> = {
  A: { left: "chosen", right: "zoom", middle: "pan" },
  B: { left: "scroll", right: "window", middle: "pan" },
  C: { left: "chosen", right: "window", middle: "zoom" },
};

/** What a drag or the wheel asks of a viewport. Lengths in CSS pixels since the last event; `x`, `y` within the element. */
export type PointerActions = {
  readonly tool: () => ToolName;
  readonly hand: () => MouseHand;
  readonly windowBy: (dx: number, dy: number) => void;
  readonly panBy: (dx: number, dy: number) => void;
  readonly zoomAt: (factor: number, x: number, y: number) => void;
  readonly scrollBy: (steps: number) => void;
  /** The magnifier is at this place, until the drag ends. */
  readonly lensAt: (x: number, y: number) => void;
  /** A drag has ended: what was shown coarsely may now be shown in full. */
  readonly rest: () => void;
};

const SCROLL_PX = 8;
/** How much a drag by one CSS pixel zooms, as an exponent. */
export const ZOOM_PER_PX = 0.006;
const WHEEL_STEP = 100;
const LINE_PX = 33;

const wheelPixels = (event: WheelEvent): number => (event.deltaMode === WheelEvent.DOM_DELTA_LINE ? event.deltaY * LINE_PX : event.deltaY);

/** The tool of the pressed buttons (bits of `PointerEvent.buttons`); left and right together scroll in every preset. */
export function toolOf(buttons: number, chosen: ToolName, preset: MouseHand["preset"]): ToolName | null {
  const { left, right, middle } = BUTTONS[preset];
  if ((buttons & 3) === 3) return "scroll";
  if ((buttons & 1) === 1) return left === "chosen" ? chosen : left;
  if ((buttons & 2) === 2) return right;
  return (buttons & 4) === 4 ? middle : null;
}

/** Mouse, pen and wheel on a viewport; returns what takes them off again. Keys belong to the screen. */
export function attachPointerTools(element: HTMLElement, actions: PointerActions): () => void {
  let last: { x: number; y: number; pointer: number } | null = null;
  let scrollRest = 0;
  let wheelRest = 0;
  let origin = { x: 0, y: 0 };
  const within = (event: MouseEvent): { x: number; y: number } => {
    const box = element.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  };
  function drag(tool: ToolName, dx: number, dy: number): void {
    if (tool === "window") actions.windowBy(dx, actions.hand().upIsDarker ? -dy : dy);
    if (tool === "pan") actions.panBy(dx, dy);
    if (tool === "zoom") actions.zoomAt(Math.exp(-dy * ZOOM_PER_PX), origin.x, origin.y);
    if (tool !== "scroll") return;
    scrollRest += dy;
    const steps = Math.trunc(scrollRest / SCROLL_PX);
    scrollRest -= steps * SCROLL_PX;
    if (steps !== 0) actions.scrollBy(steps);
  }
  function onDown(event: PointerEvent): void {
    if (last === null) origin = within(event);
    last = { x: event.clientX, y: event.clientY, pointer: event.pointerId };
    scrollRest = 0;
    element.setPointerCapture(event.pointerId);
    if (toolOf(event.buttons, actions.tool(), actions.hand().preset) === "lens") actions.lensAt(origin.x, origin.y);
  }
  function onMove(event: PointerEvent): void {
    if (last === null || event.pointerId !== last.pointer) return;
    const tool = toolOf(event.buttons, actions.tool(), actions.hand().preset);
    if (tool === "lens") actions.lensAt(within(event).x, within(event).y);
    else if (tool !== null) drag(tool, event.clientX - last.x, event.clientY - last.y);
    last = { x: event.clientX, y: event.clientY, pointer: event.pointerId };
  }
  function onUp(event: PointerEvent): void {
    if (event.buttons !== 0) return;
    last = null;
    actions.rest();
  }
  function onWheel(event: WheelEvent): void {
    event.preventDefault();
    if (event.ctrlKey || event.metaKey) {
      const at = within(event);
      actions.zoomAt(Math.exp(-wheelPixels(event) / 400), at.x, at.y);
      return;
    }
    wheelRest += wheelPixels(event);
    // One notch of a wheel is one image whatever its size; a touchpad adds up to one.
    const steps =
      Math.abs(event.deltaY) >= 40 && event.deltaMode === WheelEvent.DOM_DELTA_PIXEL
        ? Math.sign(event.deltaY)
        : Math.trunc(wheelRest / WHEEL_STEP);
    if (steps === 0) return;
    wheelRest = 0;
    actions.scrollBy(steps);
  }
  const onMenu = (event: Event): void => event.preventDefault();
  element.addEventListener("pointerdown", onDown);
  element.addEventListener("pointermove", onMove);
  element.addEventListener("pointerup", onUp);
  element.addEventListener("pointercancel", onUp);
  element.addEventListener("wheel", onWheel, { passive: false });
  element.addEventListener("contextmenu", onMenu);
  return () => {
    element.removeEventListener("pointerdown", onDown);
    element.removeEventListener("pointermove", onMove);
    element.removeEventListener("pointerup", onUp);
    element.removeEventListener("pointercancel", onUp);
    element.removeEventListener("wheel", onWheel);
    element.removeEventListener("contextmenu", onMenu);
  };
}
