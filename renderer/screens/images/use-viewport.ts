import { useCallback, useSyncExternalStore } from "react";
import type { PlaneState, PlaneViewport, Viewport, ViewportState } from "../../viewer/viewer.ts";

const empty: ViewportState = { phase: "empty" };

/** What a viewport shows, drawn again at most once per frame of the display. */
export function useViewportState(viewport: Viewport | null): ViewportState {
  const subscribe = useCallback((listener: () => void) => viewport?.subscribe(listener) ?? (() => undefined), [viewport]);
  return useSyncExternalStore(subscribe, () => viewport?.getState() ?? empty);
}

const noPlane: PlaneState = { phase: "empty" };

/** The same for a plane of a volume. */
export function usePlaneState(viewport: PlaneViewport | null): PlaneState {
  const subscribe = useCallback((listener: () => void) => viewport?.subscribe(listener) ?? (() => undefined), [viewport]);
  return useSyncExternalStore(subscribe, () => viewport?.getState() ?? noPlane);
}
