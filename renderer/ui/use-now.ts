import { useEffect, useState } from "react";

/** The page's clock for relative times; it moves once in `everyMs`, so that "in 8 h 18 min" stays true. */
export function useNow(everyMs = 30_000): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return now;
}
