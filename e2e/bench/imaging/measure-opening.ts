/** How a stack scrolled: slices that were drawn in a second, and the 95th percentile of the time between two frames of the display. */
export type Rate = { readonly perSecond: number; readonly p95Ms: number };

/** What opening one series cost, as the page itself saw it; the rates where the page was asked to scroll. */
export type Measured = { readonly firstMs: number; readonly allMs: number; readonly loading: Rate | null; readonly cached: Rate | null };

/**
 * Runs in the page, alone, with nothing between click and end that speaks to the browser from outside: clicks the series, waits for the frame
 * after its first image is drawn, and until the scroll bar says that every frame is here. With `scrollMs` it turns the wheel from the first
 * image on, a notch when the slice before is drawn, and for that time again when every frame is here. `firstOnly`: a series that the page cannot
 * hold as a whole; it scrolls as soon as the first image is drawn.
 */
export async function measureOpening({
  seriesId,
  slices,
  scrollMs,
  firstOnly,
}: {
  seriesId: string;
  slices: number;
  scrollMs: number | null;
  firstOnly: boolean;
}): Promise<Measured> {
  const frame = (): Promise<number> => new Promise((resolve) => requestAnimationFrame(resolve));
  const viewport = document.querySelector("[data-viewport='0']");
  const isDrawn = (): boolean => viewport?.querySelector(`[data-rendered^='${seriesId}:'][data-rendered$=':ready']`) !== null;
  const isWhole = (): boolean => {
    if (firstOnly) return true;
    const runs = viewport?.querySelectorAll<HTMLElement>(".frame-run") ?? [];
    return runs.length === 1 && runs[0]?.classList.contains("frame-ready") === true && isDrawn();
  };
  const picture = viewport?.querySelector<HTMLElement>("[data-rendered]") ?? document.body;

  /** Settles when a slice other than `before` is drawn, or when it is over. */
  async function drawnAfter(before: string, isOver: () => boolean): Promise<void> {
    const isNew = (): boolean => picture.dataset["rendered"] !== before && picture.dataset["rendered"]?.endsWith(":ready") === true;
    await new Promise<void>((resolve) => {
      const observer = new MutationObserver(() => isNew() && done());
      const done = (): void => {
        observer.disconnect();
        resolve();
      };
      observer.observe(picture, { attributes: true, attributeFilter: ["data-rendered"] });
      const wait = (): void => {
        if (isNew() || isOver()) done();
        else requestAnimationFrame(wait);
      };
      wait();
    });
  }

  async function scroll(isOver: () => boolean): Promise<Rate> {
    const intervals: number[] = [];
    const start = performance.now();
    let [last, steps, notch, isRunning] = [start, 0, 100, true];
    // by the clock of the display: when the page gets to it depends on what else it draws in that frame
    const tick = (now: number): void => {
      intervals.push(now - last);
      last = now;
      if (isRunning) requestAnimationFrame(tick);
    };
    requestAnimationFrame(tick);
    while (!isOver()) {
      // the timeline stands still within a frame of the display
      const [before, at] = [picture.dataset["rendered"] ?? "", document.timeline.currentTime];
      // a series opens in its middle: at its ends the wheel turns back
      const index = Number(before.split(":").at(-2));
      if (index + Math.sign(notch) < 0 || index + Math.sign(notch) >= slices) notch = -notch;
      picture.dispatchEvent(new WheelEvent("wheel", { deltaY: notch, bubbles: true, cancelable: true }));
      await drawnAfter(before, isOver);
      if (!isOver()) steps++;
      if (document.timeline.currentTime === at) await frame();
    }
    isRunning = false;
    const sorted = intervals.toSorted((a, b) => a - b);
    return { perSecond: (steps * 1000) / (performance.now() - start), p95Ms: sorted[Math.floor(sorted.length * 0.95)] ?? 0 };
  }

  /** The page that was just loaded has come to rest, as the peers' pages have: a second without a frame that came late. */
  async function settled(): Promise<void> {
    const [LATE_MS, QUIET_MS] = [40, 1_000];
    let [last, since] = [performance.now(), performance.now()];
    while (last - since < QUIET_MS) {
      const now = await frame().then(() => performance.now());
      if (now - last > LATE_MS) since = now;
      last = now;
    }
  }

  await settled();
  const start = performance.now();
  document.querySelector<HTMLButtonElement>(`button.series-open[data-series='${seriesId}']`)?.click();
  while (!isDrawn()) await frame();
  await frame();
  const firstMs = performance.now() - start;
  const loading = scrollMs === null || firstOnly ? null : scroll(isWhole);
  while (!isWhole()) await frame();
  const allMs = performance.now() - start;
  const loaded = await loading;
  const end = performance.now() + (scrollMs ?? 0);
  return { firstMs, allMs, loading: loaded, cached: scrollMs === null ? null : await scroll(() => performance.now() > end) };
}

/** Runs in the page: the bytes that it and its workers hold. The browser takes its time to say so: it collects garbage first. */
export async function measureMemory(): Promise<number> {
  const own = performance as unknown as { measureUserAgentSpecificMemory(): Promise<{ bytes: number }> };
  return (await own.measureUserAgentSpecificMemory()).bytes;
}
