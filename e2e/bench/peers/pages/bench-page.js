/**
 * The clock of every peer's page. An adapter tells how its viewer works:
 * - `open(urls)`: shows the first file of a series; settles when it has been drawn.
 * - `loadRest()`: settles when every frame is decoded and kept; rejects where the viewer cannot.
 * - `show(index)`: asks for a slice; `drawn()` of `installBench` is to be called with each picture that has been drawn.
 * - `values()`: the stored values of every frame, in any order.
 */
const nextFrame = () => new Promise((resolve) => requestAnimationFrame(resolve));

let waiting = [];
export const drawn = () => {
  const now = waiting;
  waiting = [];
  for (const resolve of now) resolve();
};
export const nextDrawn = () => new Promise((resolve) => waiting.push(resolve));

/** Steps from slice to slice until told to stop: a step when the one before has been drawn, at most one in a frame of the display. */
async function scroll(adapter, count, isOver) {
  const intervals = [];
  let last = performance.now();
  let running = true;
  // by the clock of the display, as in our own page
  const tick = (now) => {
    intervals.push(now - last);
    last = now;
    if (running) requestAnimationFrame(tick);
  };
  requestAnimationFrame(tick);
  const start = performance.now();
  let steps = 0;
  for (let index = 1; !isOver(); index = (index + 1) % count) {
    // the timeline stands still within a frame of the display
    const before = document.timeline.currentTime;
    const done = nextDrawn();
    adapter.show(index);
    await Promise.race([done, stopped(isOver)]);
    if (isOver()) break;
    steps++;
    if (document.timeline.currentTime === before) await nextFrame();
  }
  running = false;
  const sorted = intervals.toSorted((a, b) => a - b);
  return { perSecond: (steps * 1000) / (performance.now() - start), p95Ms: sorted[Math.floor(sorted.length * 0.95)] ?? 0 };
}

/** A slice that never comes must not hold the end back. */
const stopped = async (isOver) => {
  while (!isOver()) await nextFrame();
};

/** Sum of one frame: values weighted by their place, so that an exchanged or shifted pixel shows. */
function sumOf(values) {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum = (Math.imul(sum, 31) + values[i]) | 0;
  return sum;
}

export function installBench(adapter) {
  window.bench = {
    async open(urls, scrolling) {
      await nextFrame();
      const start = performance.now();
      await adapter.open(urls);
      await nextFrame();
      const firstMs = performance.now() - start;
      let whole = false;
      const rest = adapter.loadRest().finally(() => {
        whole = true;
      });
      const rate = scrolling ? scroll(adapter, urls.length, () => whole) : null;
      await rest;
      const allMs = performance.now() - start;
      return { firstMs, allMs, loading: await rate };
    },
    scroll: (count, forMs) => {
      const start = performance.now();
      return scroll(adapter, count, () => performance.now() - start > forMs);
    },
    memory: async () => (await performance.measureUserAgentSpecificMemory()).bytes,
    sums: async () => (await adapter.values()).map(sumOf),
  };
  document.body.dataset.ready = "";
}
