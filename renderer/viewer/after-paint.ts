/** A window that is not seen paints nothing: then it is not waited for longer than this. */
const AT_MOST_MS = 60;

/** Calls `then` once what is being drawn now is on the screen, so that it does not compete with it. The returned function takes it back. */
export function afterPaint(then: () => void): () => void {
  let timer = setTimeout(then, AT_MOST_MS);
  const request = requestAnimationFrame(() => {
    clearTimeout(timer);
    // behind the painting of this frame
    timer = setTimeout(then);
  });
  return () => {
    clearTimeout(timer);
    cancelAnimationFrame(request);
  };
}
