import { useCallback, useEffect, useRef } from "react";

/** A signal that is aborted when the component leaves the screen: leaving a screen stops what it asked for. */
export function useAbort(): () => AbortSignal {
  const controller = useRef<AbortController | null>(null);
  useEffect(() => () => controller.current?.abort(), []);
  return useCallback(() => {
    if (controller.current === null || controller.current.signal.aborted) controller.current = new AbortController();
    return controller.current.signal;
  }, []);
}
