import type { SeriesFrames } from "#shared/imaging/frame-table.ts";
import type { Failure } from "#shared/result/failure.ts";
import {
  createViewer,
  httpFrameSource,
  type PlaneViewport,
  type Viewer,
  type Viewport,
  type Volume,
} from "../../../renderer/viewer/viewer.ts";
import { createDecodeWorker, createOtherWorker, createSliceWorker } from "../worker-policy.ts";
import brokenUrl from "./broken-worker.ts?worker&url";
import stuckStreamUrl from "./stuck-stream-worker.ts?worker&url";
import stuckUrl from "./stuck-worker.ts?worker&url";

const failing = { stuck: stuckUrl, broken: brokenUrl, "stuck in a stream": stuckStreamUrl } as const;

/** What tests use of the page, under `window.bench`. */
export type Bench = {
  readonly viewer: Viewer;
  readonly viewports: readonly Viewport[];
  readonly seen: [seriesId: string, index: number][];
  /** Opens a viewport in the n-th element anew. */
  readonly reopen: (element: number) => Viewport;
  /** A viewport of a viewer of its own whose first decoder hangs or breaks. */
  readonly openWithFailing: (element: number, kind: keyof typeof failing) => Viewport;
  /** Grey or colour of canvas pixels as drawn: [x, y] in device pixels of the n-th viewport. */
  readonly pixelsAt: (viewport: number, places: readonly (readonly [number, number])[]) => number[][];
  /** The first channel of the whole picture at its own resolution. */
  readonly greys: (viewport: number) => Promise<number[]>;
  /** The same of the plane. */
  readonly planeGreys: () => Promise<number[]>;
  /** Makes a volume of a series, anew each time; null when it is there. */
  readonly openVolume: (series: SeriesFrames, progress?: [done: number, total: number][]) => Promise<Failure | null>;
  /** A viewer of its own with little memory for volumes, or for frames. */
  readonly openWithBudget: (volumeBytes: number, cacheBytes?: number) => Viewer;
  /** A viewport of that viewer in the n-th element. */
  readonly openIn: (viewer: Viewer, element: number) => Viewport;
  /** The volume opened last, and a plane of it in the second element. */
  volume: Volume | null;
  plane: PlaneViewport | null;
};

declare global {
  interface Window {
    bench: Bench;
  }
}

const elements = [...document.querySelectorAll<HTMLElement>(".viewport")];
const seen: Bench["seen"] = [];
const viewer = createViewer({
  source: httpFrameSource("case"),
  createWorker: createDecodeWorker,
  createSliceWorker,
  workers: 2,
  onSeen: ({ seriesId }, indexes) => seen.push(...indexes.map((index): [string, number] => [seriesId, index])),
});
const viewports = elements.map((element) => viewer.openViewport(element));

function reopen(element: number): Viewport {
  viewports[element]?.close();
  const viewport = viewer.openViewport(elements[element] as HTMLElement);
  viewports[element] = viewport;
  return viewport;
}

function openWithFailing(element: number, kind: keyof typeof failing): Viewport {
  viewports[element]?.close();
  let first = true;
  const createWorker = (): Worker => {
    const isFirst = first;
    first = false;
    return isFirst ? createOtherWorker(failing[kind]) : createDecodeWorker();
  };
  const own = createViewer({ source: httpFrameSource("case"), createWorker, createSliceWorker, workers: 1 });
  const viewport = own.openViewport(elements[element] as HTMLElement);
  viewports[element] = viewport;
  return viewport;
}

function pixelsAt(viewport: number, places: readonly (readonly [number, number])[]): number[][] {
  const context = elements[viewport]?.querySelector("canvas")?.getContext("2d");
  return places.map(([x, y]) => [...(context?.getImageData(x, y, 1, 1).data ?? [])]);
}

const openWithBudget = (volumeBytes: number, cacheBytes?: number): Viewer =>
  createViewer({
    source: httpFrameSource("case"),
    createWorker: createDecodeWorker,
    createSliceWorker,
    workers: 1,
    volumeBytes,
    ...(cacheBytes === undefined ? {} : { cacheBytes }),
  });

function openIn(own: Viewer, element: number): Viewport {
  viewports[element]?.close();
  const viewport = own.openViewport(elements[element] as HTMLElement);
  viewports[element] = viewport;
  return viewport;
}

async function openVolume(series: SeriesFrames, progress?: [number, number][]): Promise<Failure | null> {
  bench.volume?.close();
  const onProgress = (done: number, total: number): void => void progress?.push([done, total]);
  const opened = await viewer.openVolume(series, { signal: new AbortController().signal, onProgress });
  bench.volume = opened.ok ? opened.value : null;
  if (!opened.ok) return opened.failure;
  viewports[1]?.close();
  bench.plane ??= viewer.openPlaneViewport(elements[1] as HTMLElement);
  return null;
}

async function greysOf(snapshot: Promise<Blob | null> | undefined): Promise<number[]> {
  const blob = await snapshot;
  if (blob === null || blob === undefined) return [];
  const picture = await createImageBitmap(blob);
  const canvas = new OffscreenCanvas(picture.width, picture.height);
  const context = canvas.getContext("2d");
  context?.drawImage(picture, 0, 0);
  const data = context?.getImageData(0, 0, picture.width, picture.height).data ?? new Uint8ClampedArray(0);
  return Array.from({ length: data.length / 4 }, (_, i) => data[4 * i] ?? 0);
}

const bench: Bench = {
  viewer,
  viewports,
  seen,
  reopen,
  openWithFailing,
  pixelsAt,
  greys: (viewport) => greysOf(viewports[viewport]?.snapshot()),
  planeGreys: () => greysOf(bench.plane?.snapshot()),
  openVolume,
  openWithBudget,
  openIn,
  volume: null,
  plane: null,
};

window.bench = bench;
