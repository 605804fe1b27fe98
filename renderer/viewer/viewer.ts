import { decodedFrameBytes } from "#shared/dicom/frame-size.ts";
import type { SeriesFrames } from "#shared/imaging/frame-table.ts";
import type { Result } from "#shared/result/failure.ts";
import { DecodePool } from "./decode/decode-pool.ts";
import { cornerstoneEngine } from "./draw/cornerstone-engine.ts";
import { DEFAULT_CACHE_BYTES, FrameCache } from "./frame-cache.ts";
import type { FrameSource } from "./frame-source.ts";
import { ReadingPace } from "./reading-pace.ts";
import { PlaneViewport } from "./reslice/plane-viewport.ts";
import type { Volume } from "./reslice/volume.ts";
import { DEFAULT_VOLUME_BYTES, type OpenVolumeOptions, Volumes } from "./reslice/volumes.ts";
import { type OnSeen, SeenTracker } from "./seen-tracker.ts";
import { SeriesLoader } from "./series-loader.ts";
import { firstHand, type MouseHand } from "./tools/pointer-tools.ts";
import { Viewport } from "./viewport.ts";

export { decodeWorkerUrl, makeDecodeWorker } from "./decode/make-decode-worker.ts";
export type { ImageToScreen } from "./draw/display-engine.ts";
export type { FrameSource } from "./frame-source.ts";
export { httpFrameSource } from "./http-frame-source.ts";
export { makeSliceWorker, sliceWorkerUrl } from "./reslice/make-slice-worker.ts";
export type { PlaneState } from "./reslice/plane-state.ts";
export type { PlaneViewport } from "./reslice/plane-viewport.ts";
export type { Volume, VoxelReading } from "./reslice/volume.ts";
export type { FrameState } from "./series-loader.ts";
export { MARK_LABEL, type MarkHand, type MarkPointer } from "./tools/mark-hand.ts";
export type { MouseHand, ToolName } from "./tools/pointer-tools.ts";
export type { Probe, Viewport } from "./viewport.ts";
export type { ShownState, ViewportState } from "./viewport-state.ts";

export type ViewerOptions = {
  readonly source: FrameSource;
  readonly createWorker: () => Worker;
  /** A worker that holds one volume and cuts planes from it. */
  readonly createSliceWorker: () => Worker;
  /** Decode workers; see `defaultWorkers`. */
  readonly workers?: number;
  /** Decoded frames kept in memory, over all series. */
  readonly cacheBytes?: number;
  /** Voxels of all volumes together, beside the frames. */
  readonly volumeBytes?: number;
  readonly onSeen?: OnSeen;
  /** The reader's mouse, asked at each drag. */
  readonly hand?: () => MouseHand;
};

export type Viewer = {
  /** Fills `element`, which is positioned and has a size. */
  readonly openViewport: (element: HTMLElement) => Viewport;
  /** Brings the frame at which a series will open, while nobody waits for it. Does nothing where the series is open, or many are here. */
  readonly fetchAhead: (series: SeriesFrames, index: number) => Promise<void>;
  /** Makes a volume of a series for other planes. Whoever opens it closes it. */
  readonly openVolume: (series: SeriesFrames, options: OpenVolumeOptions) => Promise<Result<Volume>>;
  /** Fills `element` with a plane of a volume. */
  readonly openPlaneViewport: (element: HTMLElement) => PlaneViewport;
  /** Leaves every series and forgets every frame and volume: at lock, and when the case is left. */
  readonly purge: () => void;
  readonly close: () => void;
};

/** Two at least: with two cores one worker decodes while the page draws, and both do while it waits. More than four bring nothing. */
const defaultWorkers = (): number => Math.max(2, Math.min(4, navigator.hardwareConcurrency - 1));

type Open = { readonly loader: SeriesLoader; users: number };

/** Series that were left, or are still to be opened, keep their frames while the cache has room for them. */
const MAX_RESTING = 32;
/** The share of the cache that frames of series which nobody has opened may take. */
const AHEAD_SHARE = 0.125;

/** The image engine of one case: workers, cache and transfers shared by its viewports. */
export function createViewer({ source, createWorker, createSliceWorker, workers, onSeen, hand, ...budgets }: ViewerOptions): Viewer {
  const budget = budgets.cacheBytes ?? DEFAULT_CACHE_BYTES;
  const pool = new DecodePool(createWorker, workers ?? defaultWorkers());
  const cache = new FrameCache(budget);
  const seen = new SeenTracker(onSeen ?? (() => undefined));
  const open = new Map<SeriesFrames, Open>();
  const pace = new ReadingPace((now) => pool.setPace(now));
  const viewports = new Set<Viewport>();
  const planes = new Set<PlaneViewport>();
  const volumes = new Volumes({
    source,
    pool,
    ready: (series, index) => open.get(series)?.loader.ready(index) ?? null,
    createWorker: createSliceWorker,
    budgetBytes: budgets.volumeBytes ?? DEFAULT_VOLUME_BYTES,
  });

  function openSeries(series: SeriesFrames): SeriesLoader {
    const known = open.get(series);
    if (known !== undefined) {
      known.users++;
      return known.loader;
    }
    const inUse = (): number => Math.max(1, [...open.values()].filter(({ users }) => users > 0).length);
    // A tenth stays free for the frames on the screens of other series.
    const loader = new SeriesLoader(series, { source, pool, cache, prefetchBytes: () => (0.9 * budget) / inUse() });
    open.set(series, { loader, users: 1 });
    return loader;
  }

  let aheadBytes = 0;

  async function fetchAhead(series: SeriesFrames, index: number): Promise<void> {
    const look = series.frames[index]?.look ?? null;
    const pixel = look === null ? undefined : series.looks[look]?.pixel;
    if (pixel === undefined || open.has(series) || open.size >= MAX_RESTING) return;
    const bytes = decodedFrameBytes(pixel);
    if (aheadBytes + bytes > AHEAD_SHARE * budget) return;
    aheadBytes += bytes;
    const loader = openSeries(series);
    release(loader);
    await loader.fetchAhead(index);
  }

  function forget(series: SeriesFrames): void {
    open.get(series)?.loader.close();
    open.delete(series);
  }

  function release(loader: SeriesLoader): void {
    const known = open.get(loader.series);
    if (known === undefined || --known.users > 0) return;
    loader.rest();
    // Behind the others: the first of the map is the one left longest ago.
    open.delete(loader.series);
    open.set(loader.series, known);
    const resting = [...open].filter(([, { users }]) => users === 0);
    for (const [series] of resting.slice(0, Math.max(0, resting.length - MAX_RESTING))) forget(series);
  }

  function openViewport(element: HTMLElement): Viewport {
    const viewport = new Viewport(element, {
      engine: cornerstoneEngine,
      open: openSeries,
      release,
      seen,
      stepped: () => pace.stepped(),
      hand: hand ?? (() => firstHand),
      closed: (gone) => viewports.delete(gone),
    });
    viewports.add(viewport);
    return viewport;
  }

  function openPlaneViewport(element: HTMLElement): PlaneViewport {
    const viewport = new PlaneViewport(element, {
      engine: cornerstoneEngine,
      hand: hand ?? (() => firstHand),
      closed: (gone) => planes.delete(gone),
    });
    planes.add(viewport);
    return viewport;
  }

  function purge(): void {
    for (const viewport of [...viewports, ...planes]) viewport.clear();
    volumes.purge();
    for (const series of [...open.keys()]) forget(series);
    cache.purge();
    aheadBytes = 0;
  }

  function close(): void {
    for (const viewport of [...viewports, ...planes]) viewport.close();
    purge();
    seen.close();
    pace.close();
    pool.close();
  }

  return {
    openViewport,
    fetchAhead,
    openVolume: (series, options) => volumes.openVolume(series, options),
    openPlaneViewport,
    purge,
    close,
  };
}
