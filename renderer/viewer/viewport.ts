import type { SeriesFrames } from "#shared/imaging/frame-table.ts";
import type { GreyView } from "#shared/imaging/grey-table.ts";
import { type PixelReading, readPixel } from "#shared/imaging/modality-probe.ts";
import type { Voi } from "#shared/imaging/voi-lut.ts";
import { firstPreset, voiOfPreset } from "#shared/imaging/window-presets.ts";
import { durationsOf, frameAt } from "./cine.ts";
import type { ReadyFrame } from "./decode/decode-pool.ts";
import type { DisplayEngine, DisplaySurface, Picture, Placement } from "./draw/display-engine.ts";
import { ExactRender } from "./draw/exact-render.ts";
import { createOverlay, type Overlay } from "./draw/overlay-svg.ts";
import { snapshotOf } from "./draw/snapshot.ts";
import type { Direction } from "./prefetch.ts";
import type { SeenTracker } from "./seen-tracker.ts";
import type { FrameState, SeriesLoader } from "./series-loader.ts";
import { flipped, imagePoint, initialPlacement, panned, rotated, zoomedAt } from "./tools/pan-zoom.ts";
import { attachPointerTools, type ToolName } from "./tools/pointer-tools.ts";
import { dragStep, dragWindow, windowOf } from "./tools/window-level.ts";
import { lookAt, shownState, type ViewportState } from "./viewport-state.ts";

/** The stored pixel under a point of the screen, and where it is: 0-based column and row. */
export type Probe = PixelReading & { readonly column: number; readonly row: number };

export type ViewportParts = {
  readonly engine: DisplayEngine;
  readonly open: (series: SeriesFrames) => SeriesLoader;
  readonly release: (loader: SeriesLoader) => void;
  readonly seen: SeenTracker;
  readonly closed: (viewport: Viewport) => void;
};

const EMPTY: ViewportState = { phase: "empty" };

/** How the reader chose to look: a preset that each frame fills in by itself, or a window of their own. */
type Looking = { readonly presetId: string } | { readonly own: Voi };

/** One image area. It draws and listens to mouse and wheel; words, keys and focus belong to the screen. */
export class Viewport {
  private readonly parts: ViewportParts;
  private readonly element: HTMLElement;
  private readonly surface: DisplaySurface;
  private readonly layer: Overlay;
  private readonly render = new ExactRender();
  private readonly listeners = new Set<() => void>();
  private readonly detachTools: () => void;
  private loader: SeriesLoader | null = null;
  private unsubscribe: () => void = () => undefined;
  private index = 0;
  private direction: Direction = 1;
  private looking: Looking | null = null;
  private voi: Voi | null = null;
  private inverted = false;
  private placement: Placement = initialPlacement;
  private fitted = true;
  private tool: ToolName = "window";
  private active = false;
  private shown: ReadyFrame | null = null;
  private drawnState: FrameState | null = null;
  private cine: { readonly rate: number | null; since: number } | null = null;
  private state: ViewportState = EMPTY;
  private dirty = false;
  private frameRequest = 0;

  constructor(element: HTMLElement, parts: ViewportParts) {
    this.element = element;
    this.parts = parts;
    this.surface = parts.engine.mount(element, () => this.onResize());
    this.layer = createOverlay(element);
    this.detachTools = attachPointerTools(element, {
      tool: () => this.tool,
      windowBy: (dx, dy) => this.windowBy(dx, dy),
      panBy: (dx, dy) => this.panBy(dx, dy),
      zoomAt: (factor, x, y) => this.move(zoomedAt(this.placement, factor, x, y, element.clientWidth, element.clientHeight)),
      scrollBy: (steps) => this.scrollBy(steps),
      rest: () => undefined,
    });
  }

  get overlay(): SVGSVGElement {
    return this.layer.svg;
  }

  getState(): ViewportState {
    if (this.dirty) {
      this.dirty = false;
      this.state = this.compute();
    }
    return this.state;
  }

  subscribe(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Opens a series at a frame. The same series in a newer list keeps the view, and the frame where no other is asked for. */
  showSeries(series: SeriesFrames, startIndex?: number): void {
    const before = this.loader?.series;
    if (before === series && startIndex === undefined) return;
    const again = before !== undefined && before.seriesId === series.seriesId;
    const start = startIndex ?? (again ? sameFrame(before, this.index, series) : 0);
    this.stop();
    this.leave();
    this.loader = this.parts.open(series);
    this.unsubscribe = this.loader.subscribe(() => this.onFrames());
    if (!again) this.resetView();
    this.index = clampIndex(start, series);
    this.direction = 1;
    this.loader.want(this.index, 1);
    this.draw();
    if (!again) this.fit();
  }

  clear(): void {
    this.stop();
    this.leave();
    this.looking = null;
    this.voi = null;
    this.draw();
  }

  scrollTo(index: number): void {
    if (this.loader === null) return;
    const target = clampIndex(index, this.loader.series);
    if (target === this.index) return;
    this.direction = target > this.index ? 1 : -1;
    this.index = target;
    this.loader.want(target, this.direction);
    this.draw();
  }

  scrollBy(steps: number): void {
    this.scrollTo(this.index + steps);
  }

  setActive(active: boolean): void {
    this.active = active;
    if (!active) this.parts.seen.left();
    else this.countAsSeen();
  }

  setTool(tool: ToolName): void {
    this.tool = tool;
    this.changed();
  }

  setWindow({ center, width }: { readonly center: number; readonly width: number }): void {
    if (this.voi === null || !(width > 0) || !Number.isFinite(center)) return;
    this.look({ own: { ...windowOf(this.voi), center, width, explanation: null } });
  }

  choosePreset(id: string): void {
    const state = this.getState();
    if (state.phase === "shown" && state.presets.some((preset) => preset.id === id)) this.look({ presetId: id });
  }

  zoomBy(factor: number): void {
    const { clientWidth, clientHeight } = this.element;
    this.move(zoomedAt(this.placement, factor, clientWidth / 2, clientHeight / 2, clientWidth, clientHeight));
  }

  panBy(dx: number, dy: number): void {
    this.move(panned(this.placement, dx, dy));
  }

  fit(): void {
    this.move({ ...this.placement, scale: this.surface.fitScale(this.placement), pan: { x: 0, y: 0 } }, true);
  }

  oneToOne(): void {
    this.move({ ...this.placement, scale: this.surface.devicePixel(), pan: { x: 0, y: 0 } });
  }

  toggleInvert(): void {
    this.inverted = !this.inverted;
    this.draw();
  }

  rotate(): void {
    this.move(rotated(this.placement), this.fitted);
    if (this.fitted) this.fit();
  }

  flip(axis: "horizontal" | "vertical"): void {
    this.move(flipped(this.placement, axis), this.fitted);
  }

  reset(): void {
    this.resetView();
    this.draw();
    this.fit();
  }

  play(framesPerSecond?: number): void {
    if (this.loader === null || this.loader.series.frames.length < 2) return;
    this.cine = { rate: framesPerSecond ?? null, since: performance.now() };
    this.changed();
    this.tick();
  }

  stop(): void {
    if (this.cine === null) return;
    this.cine = null;
    this.changed();
  }

  probe(clientX: number, clientY: number): Probe | null {
    const { loader, shown } = this;
    const look = loader === null ? null : lookAt(loader.series, this.index);
    if (shown === null || look === null) return null;
    const box = this.element.getBoundingClientRect();
    const point = imagePoint(this.surface.imageToScreen(), clientX - box.left, clientY - box.top);
    if (point === null) return null;
    const { columns, rows, samples, values } = shown.frame;
    const [column, row] = [Math.floor(point.x), Math.floor(point.y)];
    if (column < 0 || row < 0 || column >= columns || row >= rows) return null;
    const at = (row * columns + column) * samples;
    return { column, row, ...readPixel(look, [...values.subarray(at, at + samples)]) };
  }

  snapshot(): Promise<Blob | null> {
    const pixels = this.shown === null ? null : this.render.pixels();
    const aspect = this.loader === null ? 1 : (lookAt(this.loader.series, this.index)?.calibration.pixelAspect ?? 1);
    return pixels === null ? Promise.resolve(null) : snapshotOf(pixels, aspect, this.placement);
  }

  close(): void {
    this.stop();
    this.leave();
    cancelAnimationFrame(this.frameRequest);
    this.detachTools();
    this.layer.close();
    this.surface.close();
    this.listeners.clear();
    this.parts.closed(this);
  }

  private leave(): void {
    this.unsubscribe();
    this.unsubscribe = () => undefined;
    this.parts.seen.left();
    this.shown = null;
    this.render.clear();
    if (this.loader !== null) this.parts.release(this.loader);
    this.loader = null;
  }

  private resetView(): void {
    const { loader } = this;
    const look = loader === null ? null : (loader.series.looks[0] ?? null);
    this.looking = look === null || loader === null ? null : { presetId: firstPreset(look, loader.series.series.modality) };
    this.voi = null;
    this.inverted = false;
    this.placement = initialPlacement;
    this.fitted = true;
  }

  private look(looking: Looking): void {
    this.looking = looking;
    this.voi = null;
    this.draw();
  }

  private windowBy(dx: number, dy: number): void {
    const { loader, shown, voi } = this;
    const look = loader === null ? null : lookAt(loader.series, this.index);
    if (look === null || shown === null || voi === null) return;
    const start = windowOf(voi);
    this.look({ own: dragWindow(start, dx, dy, dragStep(look, shown.statistics, start)) });
  }

  private move(placement: Placement, fitted = false): void {
    this.placement = placement;
    this.fitted = fitted;
    this.surface.place(placement);
    this.layer.follow(this.surface.imageToScreen());
    this.changed();
  }

  private onResize(): void {
    if (this.fitted) this.fit();
    else this.move(this.placement);
  }

  private onFrames(): void {
    const ready = this.loader?.ready(this.index) ?? null;
    if (ready !== this.shown || this.loader?.states[this.index] !== this.drawnState) this.draw();
    else this.changed();
  }

  /** The window for the frame on show. Percentiles and ranges are taken from the first frame shown and then kept: no flicker in a stack. */
  private voiFor(ready: ReadyFrame): Voi | null {
    const look = this.loader === null ? null : lookAt(this.loader.series, this.index);
    if (look === null || this.looking === null || ready.frame.samples === 3 || look.palette !== null) return null;
    if ("own" in this.looking) return this.looking.own;
    const { presetId } = this.looking;
    if (!presetId.startsWith("file-") && this.voi !== null) return this.voi;
    return voiOfPreset(presetId, look, ready.statistics);
  }

  /** Brings the picture of the current frame to the surface, or black when it is not a checked frame. */
  private draw(): void {
    const { loader } = this;
    this.shown = loader?.ready(this.index) ?? null;
    this.drawnState = loader?.states[this.index] ?? null;
    const look = loader === null ? null : lookAt(loader.series, this.index);
    if (this.shown === null || look === null) this.render.clear();
    else {
      this.voi = this.voiFor(this.shown);
      const view: GreyView = { voi: this.voi ?? NO_VOI, inverted: this.inverted };
      this.render.show(this.shown.frame, look, view);
    }
    this.surface.show(this.picture());
    if (this.fitted) this.placement = { ...this.placement, scale: this.surface.fitScale(this.placement) };
    this.surface.place(this.placement);
    this.layer.follow(this.surface.imageToScreen());
    this.countAsSeen();
    this.changed();
  }

  private picture(): Picture {
    const look = this.loader === null ? null : lookAt(this.loader.series, this.index);
    const name = this.loader === null ? "empty" : `${this.loader.series.seriesId}:${this.index}:${this.loader.states[this.index]}`;
    return {
      columns: look?.pixel.columns ?? 1,
      rows: look?.pixel.rows ?? 1,
      pixelAspect: look?.calibration.pixelAspect ?? 1,
      pixels: () => this.render.pixels(),
      drawn: () => {
        this.element.dataset["rendered"] = name;
      },
    };
  }

  private countAsSeen(): void {
    if (!this.active) return;
    if (this.shown === null || this.loader === null) this.parts.seen.left();
    else this.parts.seen.shown(this.loader.series.seriesId, this.index);
  }

  private tick(): void {
    const { cine, loader } = this;
    if (cine === null || loader === null) return;
    const { frames } = loader.series;
    const durations = durationsOf(
      frames.map(({ durationMs }) => durationMs),
      cine.rate,
    );
    const next = frameAt(this.index, cine.since, performance.now(), frames.length, durations);
    const come = loader.states[next.index] === "ready" || loader.states[next.index] === "failed";
    // A frame that has not come yet is waited for: a loop neither skips it nor shows black for it.
    if (!come) loader.want(next.index, 1);
    cine.since = come ? next.sinceMs : performance.now();
    if (come && next.index !== this.index) this.scrollTo(next.index);
    requestAnimationFrame(() => this.tick());
  }

  private compute(): ViewportState {
    const { loader, index, voi, placement, fitted, inverted, tool, cine, looking } = this;
    if (loader === null) return EMPTY;
    const presetId = looking !== null && "presetId" in looking ? looking.presetId : null;
    return shownState({
      loader,
      index,
      voi,
      presetId,
      placement,
      fitted,
      inverted,
      playing: cine !== null,
      framesPerSecond: cine?.rate ?? null,
      tool,
    });
  }

  /** Tells listeners once per animation frame, however much has changed. */
  private changed(): void {
    this.dirty = true;
    if (this.frameRequest !== 0) return;
    this.frameRequest = requestAnimationFrame(() => {
      this.frameRequest = 0;
      for (const listener of this.listeners) listener();
    });
  }
}

const NO_VOI: Voi = { kind: "window", center: 128, width: 256, shape: "linear", explanation: null };

const clampIndex = (index: number, series: SeriesFrames): number => Math.max(0, Math.min(series.frames.length - 1, Math.trunc(index)));

/** Where a frame of one list stands in another list of the same series; its index when it is not there. */
function sameFrame(before: SeriesFrames, index: number, after: SeriesFrames): number {
  const frame = before.frames[index];
  const key = frame === undefined ? undefined : before.instances[frame.instance]?.instanceKey;
  const found = after.frames.findIndex(
    (other) => other.frameNumber === frame?.frameNumber && after.instances[other.instance]?.instanceKey === key,
  );
  return found < 0 ? index : found;
}
