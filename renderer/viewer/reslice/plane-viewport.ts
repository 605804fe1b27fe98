import type { Vector } from "#shared/imaging/image-plane.ts";
import { type Slab, thinSlab } from "#shared/imaging/reslice.ts";
import type { BodyPlane } from "#shared/imaging/reslice-plane.ts";
import type { Failure } from "#shared/result/failure.ts";
import type { DisplayEngine, DisplaySurface, Placement } from "../draw/display-engine.ts";
import { Lens } from "../draw/lens.ts";
import { createOverlay } from "../draw/overlay-svg.ts";
import { snapshotOf } from "../draw/snapshot.ts";
import { ToldState } from "../told-state.ts";
import { imagePoint, initialPlacement, panned, zoomedAt } from "../tools/pan-zoom.ts";
import { attachPointerTools, type MouseHand, type ToolName } from "../tools/pointer-tools.ts";
import { type CutOutcome, NewestCut } from "./newest-cut.ts";
import { PlanePicture } from "./plane-picture.ts";
import { type PlaneState, planeState } from "./plane-state.ts";
import {
  bodyView,
  movedView,
  type PlaneView,
  placeIn,
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

/** The volume that is shown, and the plane of it that is wanted. */
type Subject = { readonly volume: Volume; readonly view: PlaneView };

const EMPTY: PlaneState = { phase: "empty" };

/** One image area that shows a plane of a volume. Like `Viewport` it draws and listens to mouse and wheel; words, keys and focus belong to the screen. */
export class PlaneViewport {
  private readonly parts: PlaneViewportParts;
  private readonly element: HTMLElement;
  private readonly surface: DisplaySurface;
  private readonly layer: SVGSVGElement;
  private readonly lens: Lens;
  private readonly picture = new PlanePicture();
  private readonly cut = new NewestCut((outcome) => this.take(outcome));
  private readonly detachTools: () => void;
  private subject: Subject | null = null;
  private slab: Slab = thinSlab;
  private failure: Failure | null = null;
  private placement: Placement = initialPlacement;
  private fitted = true;
  private tool: ToolName = "window";
  private readonly state = new ToldState<PlaneState>(EMPTY, () => this.compute());

  constructor(element: HTMLElement, parts: PlaneViewportParts) {
    this.element = element;
    this.parts = parts;
    this.surface = parts.engine.mount(element, () => this.place());
    this.layer = createOverlay(element);
    this.lens = new Lens(element, () => {
      const { columns = 1, rows = 1 } = this.picture.shown?.plane ?? {};
      return { columns, rows, pixels: this.picture.pixels(), toScreen: this.surface.imageToScreen() };
    });
    this.detachTools = attachPointerTools(element, {
      tool: () => this.tool,
      hand: parts.hand,
      windowBy: (dx, dy) => this.picture.dragWindow(dx, dy) && this.draw(),
      panBy: (dx, dy) => this.panBy(dx, dy),
      zoomAt: (factor, x, y) => this.move(zoomedAt(this.placement, factor, x, y, element.clientWidth, element.clientHeight)),
      scrollBy: (steps) => this.scrollBy(steps),
      lensAt: (x, y) => this.lens.show(x, y),
      rest: () => this.lens.hide(),
    });
  }

  /** Above the picture, in CSS pixels of the viewport. */
  get overlay(): SVGSVGElement {
    return this.layer;
  }

  getState(): PlaneState {
    return this.state.get();
  }

  subscribe(listener: () => void): () => void {
    return this.state.subscribe(listener);
  }

  /** Shows a plane of the body through a point: the middle of the volume, when none is given. Window and slab stay from plane to plane of a volume. */
  showPlane(volume: Volume, name: BodyPlane, point?: Vector): void {
    if (this.subject?.volume !== volume) {
      this.leave();
      this.picture.reset(volume);
      this.slab = thinSlab;
    }
    this.fitted = true;
    const view = bodyView(volume.grid, name);
    this.want({ volume, view: point === undefined ? view : movedView(volume.grid, view, point) });
  }

  clear(): void {
    this.leave();
    this.picture.reset(null);
    this.draw();
  }

  /** Moves the crosshair; the picture changes when it leaves the plane. */
  moveTo(point: Vector): void {
    this.change((view, { grid }) => movedView(grid, view, point));
  }

  /** Along the plane's normal. */
  scrollByMm(mm: number): void {
    this.change((view, { grid }) => scrolledView(grid, view, mm));
  }

  scrollBy(steps: number): void {
    this.change((view, { grid }) => scrolledView(grid, view, steps * stepMm(grid, view)));
  }

  /** Makes the plane oblique: turned around its point by the right hand. */
  turn(around: TurnAxis, degrees: number): void {
    this.change((view) => turnedView(view, around, degrees));
  }

  setSlab(slab: Slab): void {
    if (!(slab.thicknessMm >= 0) || this.subject === null) return;
    this.slab = slab;
    this.cut.want({ ...this.subject, slab });
    this.state.changed();
  }

  setTool(tool: ToolName): void {
    this.tool = tool;
    this.lens.hide();
    this.state.changed();
  }

  setWindow({ center, width }: { readonly center: number; readonly width: number }): void {
    if (this.picture.window.set(center, width)) this.draw();
  }

  choosePreset(id: string): void {
    const state = this.getState();
    if (state.phase !== "shown" || !state.presets.some((preset) => preset.id === id)) return;
    this.picture.window.choose(id);
    this.draw();
  }

  toggleInvert(): void {
    this.picture.inverted = !this.picture.inverted;
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
    this.fitted = true;
    this.place();
  }

  /** The place in the patient under a point of the screen, in mm; null beside the picture. */
  pointAt(clientX: number, clientY: number): Vector | null {
    const plane = this.picture.shown?.plane;
    if (plane === undefined) return null;
    const box = this.element.getBoundingClientRect();
    const at = imagePoint(this.surface.imageToScreen(), clientX - box.left, clientY - box.top);
    if (at === null || at.x < 0 || at.y < 0 || at.x >= plane.columns || at.y >= plane.rows) return null;
    return pointUnder(plane, at);
  }

  /** Where a place of the patient lies in the picture, in pixels of the picture; null before there is one. */
  placeOf(point: Vector): { readonly x: number; readonly y: number; readonly distanceMm: number } | null {
    const { shown } = this.picture;
    return shown === null ? null : placeIn(shown.plane, point);
  }

  /** The same in CSS pixels of the viewport. */
  screenOf(point: Vector): { readonly x: number; readonly y: number } | null {
    const at = this.placeOf(point);
    const { a, b, c, d, e, f } = this.surface.imageToScreen();
    return at === null ? null : { x: a * at.x + c * at.y + e, y: b * at.x + d * at.y + f };
  }

  /** The stored voxel nearest to a point of the screen: the picture's own values are interpolated, and are never told (T3). */
  probe(clientX: number, clientY: number): Promise<VoxelReading | null> {
    const point = this.pointAt(clientX, clientY);
    return point === null || this.subject === null ? Promise.resolve(null) : this.subject.volume.read(point);
  }

  snapshot(): Promise<Blob | null> {
    const pixels = this.picture.pixels();
    return pixels === null ? Promise.resolve(null) : snapshotOf(pixels, 1, this.placement);
  }

  close(): void {
    this.leave();
    this.state.close();
    this.detachTools();
    this.layer.remove();
    this.lens.close();
    this.surface.close();
    this.parts.closed(this);
  }

  private leave(): void {
    this.cut.forget();
    this.subject = null;
    this.failure = null;
    this.picture.clear();
  }

  private change(next: (view: PlaneView, volume: Volume) => PlaneView): void {
    if (this.subject !== null) this.want({ ...this.subject, view: next(this.subject.view, this.subject.volume) });
  }

  private want(subject: Subject): void {
    const before = this.subject;
    this.subject = subject;
    if (before?.volume !== subject.volume || !samePlane(before.view, subject.view)) this.cut.want({ ...subject, slab: this.slab });
    this.state.changed();
  }

  private take(outcome: CutOutcome): void {
    this.failure = outcome.ok ? null : outcome.failure;
    if (outcome.ok) this.picture.set(outcome.drawn, outcome.frame);
    else this.picture.clear();
    this.draw();
  }

  private draw(): void {
    this.surface.show(
      this.picture.picture((name) => {
        this.element.dataset["rendered"] = name;
      }),
    );
    this.place();
  }

  /** Where the picture lies: the whole of it, or where the reader put it. */
  private place(): void {
    const { placement, fitted } = this;
    this.move(fitted ? { ...placement, scale: this.surface.fitScale(placement), pan: { x: 0, y: 0 } } : placement, fitted);
  }

  private move(placement: Placement, fitted = false): void {
    this.placement = placement;
    this.fitted = fitted;
    this.surface.place(placement);
    this.state.changed();
  }

  private compute(): PlaneState {
    const { subject, slab, failure, placement, fitted, tool, picture } = this;
    if (subject === null) return EMPTY;
    const { window, inverted, shown: drawn } = picture;
    const { volume, view: wanted } = subject;
    const { waiting } = this.cut;
    return planeState({ volume, wanted, slab, drawn, waiting, failure, window, placement, fitted, inverted, tool });
  }
}
