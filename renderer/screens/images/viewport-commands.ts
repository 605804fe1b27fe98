import type { ShownState, Viewport } from "../../viewer/viewer.ts";

/** The nearest frame that is here; null when none is. */
export function nearestReady(state: ShownState): number | null {
  const ready = state.frames.flatMap((frame, index) => (frame === "ready" ? [index] : []));
  return ready.sort((a, b) => Math.abs(a - state.index) - Math.abs(b - state.index))[0] ?? null;
}

/** What commands do to one viewport, the one that is active when they are given; nothing while none is. */
export function viewportCommands(active: () => Viewport | null | undefined) {
  const shown = (): ShownState | null => {
    const state = active()?.getState();
    return state?.phase === "shown" ? state : null;
  };

  function goTo(place: "first" | "last" | "nearest"): void {
    const state = shown();
    if (state === null) return;
    const nearest = place === "nearest" ? nearestReady(state) : null;
    if (place !== "nearest") active()?.scrollTo(place === "first" ? 0 : state.count - 1);
    else if (nearest !== null) active()?.scrollTo(nearest);
  }

  function preset(number: number): void {
    const chosen = shown()?.presets[number - 1];
    if (chosen !== undefined) active()?.choosePreset(chosen.id);
  }

  return {
    goTo,
    preset,
    step: (by: number) => active()?.scrollBy(by),
    nudge: (dx: number, dy: number) => active()?.nudge(dx, dy),
    zoomBy: (factor: number) => active()?.zoomBy(factor),
    oneToOne: () => active()?.oneToOne(),
    fit: () => active()?.fit(),
    toggleCine: () => (shown()?.playing ? active()?.stop() : active()?.play()),
    invert: () => active()?.toggleInvert(),
    rotate: () => active()?.rotate(),
    flip: () => active()?.flip("horizontal"),
    reset: () => active()?.reset(),
  };
}
