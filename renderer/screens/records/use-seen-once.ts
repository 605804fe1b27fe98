import { useEffect, useRef } from "react";

/** A page without page borders counts as seen after one second on the screen (T12). */
export function useSeenOnce(onSeen: () => void): void {
  const seen = useRef(onSeen);
  seen.current = onSeen;
  useEffect(() => {
    const timer = setTimeout(() => seen.current(), 1_000);
    return () => clearTimeout(timer);
  }, []);
}
