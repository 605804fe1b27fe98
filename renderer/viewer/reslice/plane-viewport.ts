// One class, as its neighbour `viewport.ts`: everything here changes the one state of an image area.
import type { DecodedFrame } from "#shared/decode/decoded-frame.ts";
import type { FrameLook } from "#shared/imaging/frame-table.ts";
import type { Vector } from "#shared/imaging/image-plane.ts";
import { type Slab, thinSlab } from "#shared/imaging/reslice.ts";
import type { BodyPlane, ReslicePlane } from "#shared/imaging/reslice-plane.ts";
import type { Failure } from "#shared/result/failure.ts";
import type { DisplayEngine, DisplaySurface, Placement } from "../draw/display-engine.ts";
import { ExactRender } from "../draw/exact-render.ts";
import { createOverlay } from "../draw/overlay-svg.ts";
import { snapshotOf } from "../draw/snapshot.ts";
import { imagePoint, initialPlacement, panned, zoomedAt } from "../tools/pan-zoom.ts";
import { attachPointerTools, type MouseHand, type ToolName } from "../tools/pointer-tools.ts";
import { WindowChoice } from "../window-choice.ts";
import { type DrawnPlane, type PlaneState, planeState } from "./plane-state.ts";
import {
  bodyView,
  movedView,
  type PlaneView,
  placeIn,
  planeOfView,
  pointUnder,
  samePlane,
  scrolledView,
  stepMm,
  type TurnAxis,
  turnedView,
} from "./plane-view.ts";
import type { Volume, VoxelReading } from "./volume.ts";

export type PlaneViewportParts = {
  readonly engine: DisplayEngine;
  readonly hand: () => MouseHand;
  readonly closed: (viewport: PlaneViewport) => void;
};

const EMPTY: PlaneState = { phase: "empty" };

/** One image area that shows a plane of a volume. Like `Viewport` it draws and listens to mouse and wheel; words, keys and focus belong to the screen. */
export class PlaneViewport {
  private readonly parts: PlaneViewportParts;
  private readonly element: HTMLElement;
  private readonly surface: DisplaySurface;
  private readonly layer: SVGSVGElement;
  private readonly render = new ExactRender();
  private readonly window = new WindowChoice();
  private readonly listeners = new Set<() => void>();
  private readonly detachTools: () => void;
  private volume: Volume | null = null;
  private wanted: PlaneView | null = null;
  private slab: Slab = thinSlab;
  private drawn: DrawnPlane | null = null;
  private frame: DecodedFrame | null = null;
  private look: FrameLook | null = null;
  private cutting = false;
  private failure: Failure | null = null;
  private placement: Placement = initialPlacement;
  private fitted = true;
  private inverted = false;
  private tool: ToolName = "window";
  private state: PlaneState = EMPTY;
  private dirty = false;
  private frameRequest = 0;

  constructor(element: HTMLElement, parts: PlaneViewportParts) {
    this.element = element;
    this.parts = parts;
    this.surface = parts.engine.mount(element, () => (this.fitted ? this.fit() : this.move(this.placement)));
    this.layer = createOverlay(element);
    this.detachTools = attachPointerTools(element, {
      tool: () => this.tool,
      hand: parts.hand,
      windowBy: (dx, dy) => this.windowBy(dx, dy),
      panBy: (dx, dy) => this.panBy(dx, dy),
      zoomAt: (factor, x, y) => this.move(zoomedAt(this.placement, factor, x, y, element.clientWidth, element.clientHeight)),
      scrollBy: (steps) => this.scrollBy(steps),
      rest: () => undefined,
    });
  }

  /** Above the picture; its group's units are pixels of the plane. */
  get overlay(): SVGSVGElement {
    return this.layer;
  }

  getState(): PlaneState {
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

  /** Shows a plane of the body through a point (the middle of the volume, when nothing is said). Another plane of the same volume keeps window and slab. */
  showPlane(volume: Volume, name: BodyPlane, point?: Vector): void {
    if (this.volume !== volume) {
      this.leave();
      this.window.reset(volume.series);
      this.slab = thinSlab;
      this.inverted = false;
    }
    this.volume = volume;
    this.fitted = true;
    const view = bodyView(volume.grid, name);
    this.want(point === undefined ? view : movedView(volume.grid, view, point));
  }

  clear(): void {
    this.leave();
    this.window.reset(null);
    this.draw();
  }

  /** Moves the crosshair; the picture changes when it leaves the plane. */
  moveTo(point: Vector): void {
    if (this.volume !== null && this.wanted !== null) this.want(movedView(this.volume.grid, this.wanted, point));
  }

  /** Along the plane's normal. */
  scrollByMm(mm: number): void {
    if (this.volume !== null && this.wanted !== null) this.want(scrolledView(this.volume.grid, this.wanted, mm));
  }

  scrollBy(steps: number): void {
    if (this.volume !== null && this.wanted !== null) this.scrollByMm(steps * stepMm(this.volume.grid, this.wanted));
  }

  /** Makes the plane oblique: turned around its point by the right hand. */
  turn(around: TurnAxis, degrees: number): void {
    if (this.wanted !== null) this.want(turnedView(this.wanted, around, degrees));
  }

  setSlab(slab: Slab): void {
    if (!(slab.thicknessMm >= 0)) return;
    this.slab = slab;
    void this.cut();
  }

  setTool(tool: ToolName): void {
    this.tool = tool;
    this.changed();
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

  toggleInvert(): void {
    this.inverted = !this.inverted;
    this.draw();
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

  /** The place in the patient under a point of the screen, in mm; null beside the picture. */
  pointAt(clientX: number, clientY: number): Vector | null {
    if (this.drawn === null) return null;
    const { plane } = this.drawn;
    const box = this.element.getBoundingClientRect();
    const at = imagePoint(this.surface.imageToScreen(), clientX - box.left, clientY - box.top);
    if (at === null || at.x < 0 || at.y < 0 || at.x >= plane.columns || at.y >= plane.rows) return null;
    return pointUnder(plane, at);
  }

  /** Where a place of the patient lies in the picture, in pixels of the picture; null before there is one. */
  placeOf(point: Vector): { readonly x: number; readonly y: number; readonly distanceMm: number } | null {
    return this.drawn === null ? null : placeIn(this.drawn.plane, point);
  }

  /** The stored voxel nearest to a point of the screen: the picture's own values are interpolated, and are never told (T3). */
  probe(clientX: number, clientY: number): Promise<VoxelReading | null> {
    const point = this.pointAt(clientX, clientY);
    return point === null || this.volume === null ? Promise.resolve(null) : this.volume.read(point);
  }

  snapshot(): Promise<Blob | null> {
    const pixels = this.render.pixels();
    return pixels === null ? Promise.resolve(null) : snapshotOf(pixels, 1, this.placement);
  }

  close(): void {
    this.leave();
    cancelAnimationFrame(this.frameRequest);
    this.detachTools();
    this.layer.remove();
    this.surface.close();
    this.listeners.clear();
    this.parts.closed(this);
  }

  private leave(): void {
    this.volume = null;
    this.wanted = null;
    this.drawn = null;
    this.frame = null;
    this.look = null;
    this.failure = null;
    this.render.clear();
  }

  private want(view: PlaneView): void {
    const before = this.wanted;
    this.wanted = view;
    if (before === null || !samePlane(before, view)) void this.cut();
    else this.changed();
  }

  /** One cut at a time: while one is on its way only the newest wish is kept. */
  private async cut(): Promise<void> {
    this.changed();
    if (this.cutting) return;
    this.cutting = true;
    for (;;) {
      const { volume, wanted: view, slab } = this;
      if (volume === null || view === null) break;
      const plane = planeOfView(volume.grid, view);
      const cut = await volume.cut(plane, slab);
      if (this.volume !== volume) continue;
      if (cut !== null) this.take({ view, plane, slab }, cut.ok ? cut.value : null, cut.ok ? null : cut.failure);
      if (cut === null || this.isDrawn(view, slab)) break;
    }
    this.cutting = false;
    this.changed();
  }

  private isDrawn(view: PlaneView, slab: Slab): boolean {
    return this.wanted !== null && samePlane(this.wanted, view) && this.slab === slab;
  }

  private take(drawn: DrawnPlane, frame: DecodedFrame | null, failure: Failure | null): void {
    this.drawn = frame === null ? null : drawn;
    this.frame = frame;
    this.failure = failure;
    this.draw();
  }

  /** One object as long as it says the same, so that the table of greys is kept from plane to plane. */
  private lookFor(volume: Volume, { columns, rows, pixelMm }: ReslicePlane, { thicknessMm }: Slab): FrameLook {
    const { look } = volume.form;
    const sliceThicknessMm = thicknessMm === 0 ? null : thicknessMm;
    const before = this.look;
    const same = before?.pixel.columns === columns && before.pixel.rows === rows && before.calibration.columnStep === pixelMm;
    if (before !== null && same && before.sliceThicknessMm === sliceThicknessMm) return before;
    const calibration = { ...look.calibration, rowStep: pixelMm, columnStep: pixelMm, pixelAspect: 1 };
    return { ...look, pixel: { ...look.pixel, columns, rows }, calibration, sliceThicknessMm };
  }

  private draw(): void {
    const { volume, drawn, frame } = this;
    if (volume === null || drawn === null || frame === null) this.render.clear();
    else {
      this.look = this.lookFor(volume, drawn.plane, drawn.slab);
      const view = { voi: this.window.voiFor(this.look, volume.form.statistics), inverted: this.inverted };
      this.render.show(frame, this.look, view, 1);
    }
    const name =
      drawn === null
        ? "empty"
        : `${drawn.view.name}:${drawn.plane.position.map((mm) => mm.toFixed(2)).join(",")}:${drawn.slab.mode}${drawn.slab.thicknessMm}`;
    this.surface.show({
      columns: drawn?.plane.columns ?? 1,
      rows: drawn?.plane.rows ?? 1,
      pixelAspect: 1,
      pixels: () => this.render.pixels(),
      drawn: () => {
        this.element.dataset["rendered"] = name;
      },
    });
    if (this.fitted) this.fit();
    else this.move(this.placement);
  }

  private windowBy(dx: number, dy: number): void {
    if (this.volume !== null && this.look !== null && this.window.drag(dx, dy, this.look, this.volume.form.statistics)) this.draw();
  }

  private move(placement: Placement, fitted = false): void {
    this.placement = placement;
    this.fitted = fitted;
    this.surface.place(placement);
    this.changed();
  }

  private compute(): PlaneState {
    const { volume, wanted, slab, drawn, cutting: waiting, failure, window, placement, fitted, inverted, tool } = this;
    if (volume === null || wanted === null) return EMPTY;
    return planeState({ volume, wanted, slab, drawn, waiting, failure, window, placement, fitted, inverted, tool });
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
