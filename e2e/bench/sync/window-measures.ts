// Functions that run in the page, alone: they name nothing outside themselves.

/** From now on the page counts its long tasks (over 50 ms); `readLongTasks` answers them. */
export function watchLongTasks(): void {
  const tasks: number[] = [];
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) tasks.push(duration);
  }).observe({ type: "longtask" });
  Object.assign(globalThis, { benchLongTasks: tasks });
}

/** Durations in ms of the long tasks since `watchLongTasks`. */
export const readLongTasks = (): number[] => (globalThis as unknown as { benchLongTasks: number[] }).benchLongTasks;

/** When the first image stood on the screen, in ms since the epoch. */
export async function firstPicture(): Promise<number> {
  const isDrawn = (): boolean => document.querySelector("[data-viewport='0'] [data-rendered$=':ready']") !== null;
  while (!isDrawn()) await new Promise((resolve) => requestAnimationFrame(resolve));
  await new Promise((resolve) => requestAnimationFrame(resolve));
  return performance.timeOrigin + performance.now();
}

/** From a press on the one case of the worklist to its first image, in ms. */
export async function openCase(): Promise<number> {
  const row = document.querySelector<HTMLElement>(".grid-row");
  const start = performance.now();
  row?.click();
  const isDrawn = (): boolean => document.querySelector("[data-viewport='0'] [data-rendered$=':ready']") !== null;
  while (!isDrawn()) await new Promise((resolve) => requestAnimationFrame(resolve));
  await new Promise((resolve) => requestAnimationFrame(resolve));
  return performance.now() - start;
}

/** How a list scrolled: the 95th percentile and the longest of the times between two frames of the display, and the elements of the page. */
export type ListScroll = { readonly openMs: number; readonly p95Ms: number; readonly longestMs: number; readonly elements: number };

/** Opens the records and scrolls the list of that selector down by half a window a frame, and up again at its end. */
export async function scrollRecords({ selector, scrollMs }: { selector: string; scrollMs: number }): Promise<ListScroll> {
  const frame = (): Promise<number> => new Promise((resolve) => requestAnimationFrame(resolve));
  const start = performance.now();
  document.querySelectorAll<HTMLElement>(".case-toolbar [role=tab]")[1]?.click();
  let list: HTMLElement | null = null;
  while (list === null) {
    await frame();
    list = document.querySelector<HTMLElement>(selector);
  }
  await frame();
  await frame();
  const openMs = performance.now() - start;
  const intervals: number[] = [];
  let [last, by] = [performance.now(), list.clientHeight / 2];
  for (const end = last + scrollMs; last < end; ) {
    const before = list.scrollTop;
    list.scrollTop += by;
    if (list.scrollTop === before) by = -by;
    await frame();
    const now = performance.now();
    intervals.push(now - last);
    last = now;
  }
  intervals.sort((a, b) => a - b);
  const p95Ms = intervals[Math.floor(intervals.length * 0.95)] ?? 0;
  return { openMs, p95Ms, longestMs: intervals.at(-1) ?? 0, elements: document.querySelectorAll("*").length };
}
