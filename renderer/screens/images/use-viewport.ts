import { useCallback, useSyncExternalStore } from "react";
import type { PlaneState, PlaneViewport, Viewport, ViewportState } from "../../viewer/viewer.ts";

const empty: ViewportState = { phase: "empty" };

/** What a viewport shows, drawn again at most once per frame of the display. */
export function useViewportState(viewport: Viewport | null): ViewportState {
  const subscribe = useCallback((listener: () => void) => viewport?.subscribe(listener) ?? (() => undefined), [viewport]);
  return useSyncExternalStore(subscribe, () => viewport?.getState() ?? empty);
}

/**
 * One fact of what a viewport shows. Who asks for it is drawn again only when it has become another one: a slice that scrolls by draws no
 * tool anew.
 */
export function useViewportFact<Fact extends string | boolean>(viewport: Viewport | null, read: (state: ViewportState) => Fact): Fact {
  const subscribe = useCallback((listener: () => void) => viewport?.subscribe(listener) ?? (() => undefined), [viewport]);
  return useSyncExternalStore(subscribe, () => read(viewport?.getState() ?? empty));
}

const noPlane: PlaneState = { phase: "empty" };

/** The same for a plane of a volume. */
export function usePlaneState(viewport: PlaneViewport | null): PlaneState {
  const subscribe = useCallback((listener: () => void) => viewport?.subscribe(listener) ?? (() => undefined), [viewport]);
  return useSyncExternalStore(subscribe, () => viewport?.getState() ?? noPlane);
}
