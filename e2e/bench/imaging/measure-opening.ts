/**
 * What opening one series cost, as the page itself saw it. Memory: what the page holds more than before, against the decoded
 * bytes; the browser takes its time to say so (it collects garbage first), so it is asked only where it is wanted.
 */
export type Measured = { readonly firstMs: number; readonly allMs: number; readonly memoryRatio: number | null };

/**
 * Runs in the page, alone, with nothing between click and end that speaks to the browser from outside: clicks the series, waits for the frame
 * after its first image is drawn, and until the scroll bar says that every frame is here.
 */
export async function measureOpening({
  seriesId,
  slices,
  withMemory,
}: {
  seriesId: string;
  slices: number;
  withMemory: boolean;
}): Promise<Measured> {
  const frame = (): Promise<number> => new Promise((resolve) => requestAnimationFrame(resolve));
  const memory = async (): Promise<number> => {
    const own = performance as unknown as { measureUserAgentSpecificMemory(): Promise<{ bytes: number }> };
    return (await own.measureUserAgentSpecificMemory()).bytes;
  };
  const viewport = document.querySelector("[data-viewport='0']");
  const isDrawn = (): boolean => viewport?.querySelector(`[data-rendered^='${seriesId}:'][data-rendered$=':ready']`) !== null;
  const isWhole = (): boolean => {
    const runs = viewport?.querySelectorAll<HTMLElement>(".frame-run") ?? [];
    return runs.length === 1 && runs[0]?.classList.contains("frame-ready") === true && isDrawn();
  };
  const idleBytes = withMemory ? await memory() : 0;
  await frame();
  const start = performance.now();
  document.querySelector<HTMLButtonElement>(`button.series-open[data-series='${seriesId}']`)?.click();
  while (!isDrawn()) await frame();
  await frame();
  const firstMs = performance.now() - start;
  while (!isWhole()) await frame();
  const allMs = performance.now() - start;
  return { firstMs, allMs, memoryRatio: withMemory ? ((await memory()) - idleBytes) / (slices * 512 * 512 * 2) : null };
}
