// One class on purpose: everything here changes the one state of an image area; what can stand alone (window, tools, drawing, cine) does.
import type { FrameLook, SeriesFrames } from "#shared/imaging/frame-table.ts";
import type { GreyView } from "#shared/imaging/grey-table.ts";
import { type PixelReading, readPixel } from "#shared/imaging/modality-probe.ts";
import type { PresentationState } from "#shared/imaging/presentation-state.ts";
import type { Point } from "#shared/measure/mark.ts";
import type { Ground } from "#shared/measure/measure.ts";
import { CinePlayer } from "./cine-player.ts";
import type { ReadyFrame } from "./decode/decode-pool.ts";
import type { DisplayEngine, DisplaySurface, Picture, Placement } from "./draw/display-engine.ts";
import { ExactRender } from "./draw/exact-render.ts";
import { Lens } from "./draw/lens.ts";
import { createOverlay } from "./draw/overlay-svg.ts";
import { coarseStep } from "./draw/reduced-frame.ts";
import { snapshotOf } from "./draw/snapshot.ts";
import { clampIndex, sameFrame } from "./frame-index.ts";
import type { Direction } from "./prefetch.ts";
import { Presented, type PresentedFrame } from "./presented.ts";
import type { SeenTracker } from "./seen-tracker.ts";
import type { FrameState, SeriesLoader } from "./series-loader.ts";
import { ToldState } from "./told-state.ts";
import { attachMarkHand, type MarkHand, type MarkPointer } from "./tools/mark-hand.ts";
import { flipped, imagePoint, initialPlacement, panned, placedOn, rotated, zoomedAt } from "./tools/pan-zoom.ts";
import { attachPointerTools, type MouseHand, type ToolName, ZOOM_PER_PX } from "./tools/pointer-tools.ts";
import { lookAt, shownState, type ViewportState } from "./viewport-state.ts";
import { PRESENTED, WindowChoice } from "./window-choice.ts";

/** The stored pixel under a point of the screen, and where it is: 0-based column and row. */
export type Probe = PixelReading & { readonly column: number; readonly row: number };

export type ViewportParts = {
  readonly engine: DisplayEngine;
  readonly open: (series: SeriesFrames) => SeriesLoader;
  readonly release: (loader: SeriesLoader) => void;
  readonly seen: SeenTracker;
  /** The reader went to another frame of the series. */
  readonly stepped: () => void;
  readonly hand: () => MouseHand;
  readonly closed: (viewport: Viewport) => void;
};

const EMPTY: ViewportState = { phase: "empty" };

/** A dragged window is shown in full when the mouse has rested this long (`performance.md` §6.5). */
const REST_MS = 100;
/** How near to a mark the hand must be, in CSS pixels. */
const REACH_PX = 8;

/** One image area. It draws and listens to mouse and wheel; words, keys and focus belong to the screen. */
export class Viewport {
  private readonly parts: ViewportParts;
  private readonly element: HTMLElement;
  private readonly surface: DisplaySurface;
  private readonly layer: SVGSVGElement;
  private readonly lens: Lens;
  private readonly render = new ExactRender();
  private readonly detachTools: () => void;
  private readonly detachMarks: () => void;
  private markHand: MarkHand | null = null;
  private loader: SeriesLoader | null = null;
  private unsubscribe: () => void = () => undefined;
  private index = 0;
  private direction: Direction = 1;
  private readonly window = new WindowChoice();
  private readonly cine = new CinePlayer({ loader: () => this.loader, index: () => this.index, show: (index) => this.scrollTo(index) });
  private inverted = false;
  private readonly presented = new Presented();
  private placement: Placement = initialPlacement;
  private fitted = true;
  private tool: ToolName = "window";
  private active = false;
  private shown: ReadyFrame | null = null;
  private drawnState: FrameState | null = null;
  private dragging: ReturnType<typeof setTimeout> | undefined;
  private preview = false;
  private readonly state = new ToldState<ViewportState>(EMPTY, () => this.compute());

  constructor(element: HTMLElement, parts: ViewportParts) {
    this.element = element;
    this.parts = parts;
    this.surface = parts.engine.mount(element, () => this.onResize());
    this.layer = createOverlay(element);
    this.lens = new Lens(element, () => ({ ...this.picture(), pixels: this.render.pixels(), toScreen: this.surface.imageToScreen() }));
    this.detachMarks = attachMarkHand(
      element,
      () => this.markHand,
      (x, y) => this.pointerAt(x, y),
    );
    this.detachTools = attachPointerTools(element, {
      tool: () => this.tool,
      hand: parts.hand,
      windowBy: (dx, dy) => this.windowBy(dx, dy),
      panBy: (dx, dy) => this.panBy(dx, dy),
      zoomAt: (factor, x, y) => this.move(zoomedAt(this.placement, factor, x, y, element.clientWidth, element.clientHeight)),
      scrollBy: (steps) => this.scrollBy(steps),
      lensAt: (x, y) => this.lens.show(x, y),
      rest: () => {
        this.lens.hide();
        this.rest();
      },
    });
  }

  /** Marks are drawn into it, in CSS pixels of the viewport. */
  get overlay(): SVGSVGElement {
    return this.layer;
  }

  /** Who takes marks in the hand; null: nobody, every press is the tool's. */
  setMarkHand(hand: MarkHand | null): void {
    this.markHand = hand;
  }

  /** What marks on the shown frame lie on; null while no checked frame is shown. */
  ground(): Ground | null {
    const look = this.look();
    return this.shown === null || look === null ? null : { look, frame: this.shown.frame };
  }

  /** The middle of what is seen, as a place on the image. */
  middle(): Point | null {
    const { clientWidth, clientHeight } = this.element;
    return imagePoint(this.surface.imageToScreen(), clientWidth / 2, clientHeight / 2);
  }

  getState(): ViewportState {
    return this.state.get();
  }

  subscribe(listener: () => void): () => void {
    return this.state.subscribe(listener);
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
    this.surface.drawNow();
  }

  clear(): void {
    this.stop();
    this.leave();
    this.window.reset(null);
    this.draw();
  }

  scrollTo(index: number): void {
    if (this.loader === null) return;
    const target = clampIndex(index, this.loader.series);
    if (target === this.index) return;
    this.parts.stepped();
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
    if (!active) this.parts.seen.left(this);
    else this.countAsSeen();
  }

  setTool(tool: ToolName): void {
    this.tool = tool;
    this.lens.hide();
    this.state.changed();
  }

  setWindow({ center, width }: { readonly center: number; readonly width: number }): void {
    if (this.window.set(center, width)) this.draw();
  }

  choosePreset(id: string): void {
    const state = this.getState();
    if (state.phase !== "shown" || !state.presets.some((preset) => preset.id === id)) return;
    this.window.choose(id);
    this.draw();
  }

  /** Shows the images as a presentation state wants them; null as the reader does. Those that it does not name stay as they are. */
  setPresentation(state: PresentationState | null): void {
    const { loader } = this;
    const look = this.look();
    this.presented.choose(state);
    this.inverted = false;
    if (state === null) this.window.reset(loader?.series ?? null);
    else this.window.choose(PRESENTED);
    const turn = this.presented.turn();
    const area = loader === null || look === null ? null : this.presented.area(loader.series, this.index, look);
    if (area === null) {
      this.placement = { ...this.placement, ...turn };
      this.fit();
    } else this.move(placedOn(area, turn, this.element.clientWidth, this.element.clientHeight));
    this.draw();
  }

  /** The chosen tool without a mouse: as if the hand had dragged by these CSS pixels. */
  nudge(dx: number, dy: number): void {
    if (this.tool === "window") this.windowBy(dx, this.parts.hand().upIsDarker ? -dy : dy);
    else if (this.tool === "pan") this.panBy(dx, dy);
    else if (this.tool === "zoom") this.zoomBy(Math.exp(-dy * ZOOM_PER_PX));
    else if (this.tool === "lens") this.lens.moveBy(dx, dy, { x: this.element.clientWidth / 2, y: this.element.clientHeight / 2 });
    else if (this.tool === "scroll") this.scrollBy(Math.sign(dy));
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
    this.cine.play(framesPerSecond ?? null);
    this.state.changed();
  }

  stop(): void {
    this.cine.stop();
    this.state.changed();
  }

  probe(clientX: number, clientY: number): Probe | null {
    const look = this.look();
    if (this.shown === null || look === null) return null;
    const point = this.pointerAt(clientX, clientY)?.point ?? null;
    if (point === null) return null;
    const { columns, rows, samples, values } = this.shown.frame;
    const [column, row] = [Math.floor(point.x), Math.floor(point.y)];
    if (column < 0 || row < 0 || column >= columns || row >= rows) return null;
    const at = (row * columns + column) * samples;
    return { column, row, ...readPixel(look, [...values.subarray(at, at + samples)]) };
  }

  private pointerAt(clientX: number, clientY: number): Omit<MarkPointer, "label"> | null {
    const box = this.element.getBoundingClientRect();
    const point = imagePoint(this.surface.imageToScreen(), clientX - box.left, clientY - box.top);
    return point === null ? null : { point, reach: REACH_PX / this.placement.scale };
  }

  /** Always in full, also while something is dragged. */
  snapshot(): Promise<Blob | null> {
    this.rest();
    const pixels = this.shown === null ? null : this.render.pixels();
    return pixels === null ? Promise.resolve(null) : snapshotOf(pixels, this.look()?.calibration.pixelAspect ?? 1, this.placement);
  }

  close(): void {
    this.stop();
    this.leave();
    clearTimeout(this.dragging);
    this.state.close();
    this.detachTools();
    this.detachMarks();
    this.layer.remove();
    this.lens.close();
    this.surface.close();
    this.parts.closed(this);
  }

  private leave(): void {
    this.unsubscribe();
    this.unsubscribe = () => undefined;
    this.parts.seen.left(this);
    this.shown = null;
    this.render.clear();
    if (this.loader !== null) this.parts.release(this.loader);
    this.loader = null;
  }

  private resetView(): void {
    this.window.reset(this.loader?.series ?? null);
    this.inverted = false;
    this.presented.choose(null);
    this.placement = initialPlacement;
    this.fitted = true;
  }

  private look(): FrameLook | null {
    return this.loader === null ? null : lookAt(this.loader.series, this.index);
  }

  private presentedFrame(look: FrameLook): PresentedFrame | null {
    return this.loader === null ? null : this.presented.on(this.loader.series, this.index, look);
  }

  private windowBy(dx: number, dy: number): void {
    const look = this.look();
    if (look === null || this.shown === null || !this.window.drag(dx, dy, look, this.shown.statistics)) return;
    clearTimeout(this.dragging);
    this.dragging = setTimeout(() => this.rest(), REST_MS);
    this.draw();
  }

  /** What was drawn coarsely while something moved is drawn in full. */
  private rest(): void {
    clearTimeout(this.dragging);
    this.dragging = undefined;
    if (this.preview) this.draw();
  }

  private move(placement: Placement, fitted = false): void {
    this.placement = placement;
    this.fitted = fitted;
    this.surface.place(placement);
    this.lens.redraw();
    this.state.changed();
  }

  private onResize(): void {
    if (this.fitted) this.fit();
    else this.move(this.placement);
  }

  private onFrames(): void {
    const ready = this.loader?.ready(this.index) ?? null;
    if (ready !== this.shown || this.loader?.states[this.index] !== this.drawnState) this.draw();
    else if (this.loader?.isWhole === true) this.state.changed();
    // frames that are not on the screen only fill the scroll bar: drawing it slows no decoder
    else this.state.changedSoon();
  }

  /** Brings the picture of the current frame to the surface, or black when it is not a checked frame. */
  private draw(): void {
    this.shown = this.loader?.ready(this.index) ?? null;
    this.drawnState = this.loader?.states[this.index] ?? null;
    const look = this.look();
    this.preview = false;
    if (this.shown === null || look === null) this.render.clear();
    else {
      const { frame, statistics } = this.shown;
      const presented = this.presentedFrame(look);
      const drawn = presented?.look ?? look;
      const view: GreyView = {
        voi: this.window.voiFor(drawn, statistics, presented?.voi ?? null),
        inverted: this.inverted,
        presentation: presented?.state.presentationLut ?? null,
      };
      const step = this.dragging === undefined ? 1 : coarseStep(frame, this.placement.scale / this.surface.devicePixel());
      this.preview = step > 1;
      this.render.show(frame, drawn, view, step);
    }
    this.surface.show(this.picture());
    if (this.fitted) this.placement = { ...this.placement, scale: this.surface.fitScale(this.placement) };
    this.surface.place(this.placement);
    this.lens.redraw();
    this.countAsSeen();
    this.state.changed();
  }

  private picture(): Picture {
    const look = this.look();
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
    if (this.shown === null || this.loader === null || this.preview) this.parts.seen.left(this);
    else this.parts.seen.shown(this, this.loader.series, this.index);
  }

  private compute(): ViewportState {
    const { loader, index, placement, fitted, inverted, tool, cine, preview } = this;
    if (loader === null) return EMPTY;
    const { voi } = this.window;
    const look = this.look();
    const presentation = look === null ? null : (this.presentedFrame(look)?.state ?? null);
    const presetId = presentation === null ? this.window.presetIdWithout() : this.window.presetId;
    const { playing, framesPerSecond } = cine;
    const imageToScreen = this.surface.imageToScreen();
    return shownState({
      loader,
      index,
      voi,
      presetId,
      placement,
      imageToScreen,
      fitted,
      inverted,
      playing,
      framesPerSecond,
      tool,
      preview,
      presentation,
    });
  }
}
