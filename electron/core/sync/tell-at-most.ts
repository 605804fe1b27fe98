/** Calls `tell` now, or, when it was called within `everyMs`, not: whoever ends the work tells once more. */
export function tellAtMost(everyMs: number, tell: () => void): () => void {
  let lastMs = Number.NEGATIVE_INFINITY;
  return () => {
    const nowMs = performance.now();
    if (nowMs - lastMs < everyMs) return;
    lastMs = nowMs;
    tell();
  };
}
