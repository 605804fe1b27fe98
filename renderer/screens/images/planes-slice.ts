import { createStore } from "zustand/vanilla";
import type { SeriesFrames } from "#shared/imaging/frame-table.ts";
import { pointInPatient, type Vector } from "#shared/imaging/image-plane.ts";
import { type Slab, thinSlab } from "#shared/imaging/reslice.ts";
import type { BodyPlane } from "#shared/imaging/reslice-plane.ts";
import type { Failure } from "#shared/result/failure.ts";
import type { PlaneViewport, ShownState, Viewer, Volume } from "../../viewer/viewer.ts";

export const planeNames = ["axial", "coronal", "sagittal"] as const satisfies readonly BodyPlane[];

export type PlanesState =
  | { readonly phase: "off" }
  | { readonly phase: "opening"; readonly done: number; readonly total: number }
  /** Why the series has no other planes, or why an image of it did not come. */
  | { readonly phase: "refused"; readonly failure: Failure }
  | {
      readonly phase: "shown";
      readonly volume: Volume;
      readonly slab: Slab;
      /** The left button moves the crosshair; else it is the chosen tool's. */
      readonly crosshair: boolean;
      readonly viewports: Readonly<Partial<Record<BodyPlane, PlaneViewport>>>;
    };

/** The middle of the shown image, in mm of the patient; null where nothing says where it lies. */
export function imageCentre({ series, index }: ShownState): Vector | null {
  const frame = series.frames[index];
  const look = series.looks[frame?.look ?? -1];
  if (frame?.plane == null || look === undefined) return null;
  const { rowStep, columnStep } = look.calibration;
  return pointInPatient(frame.plane, { rowMm: rowStep, columnMm: columnStep }, (look.pixel.columns - 1) / 2, (look.pixel.rows - 1) / 2);
}

const isSame = (a: Vector, b: Vector): boolean => a.every((mm, axis) => Math.abs(mm - (b[axis] ?? 0)) < 1e-6);

/** Three planes of one series that go through one point of the patient (P4, P27). */
export function createPlanes(viewer: () => Viewer | null) {
  const store = createStore<PlanesState>(() => ({ phase: "off" }));
  let life = new AbortController();
  let point: Vector | null = null;

  function close(): void {
    life.abort();
    const state = store.getState();
    store.setState({ phase: "off" }, true);
    point = null;
    if (state.phase !== "shown") return;
    for (const viewport of Object.values(state.viewports)) viewport.clear();
    state.volume.close();
  }

  async function open(series: SeriesFrames, at: Vector | null): Promise<void> {
    close();
    const engine = viewer();
    if (engine === null) return;
    life = new AbortController();
    const { signal } = life;
    const total = series.frames.length;
    store.setState({ phase: "opening", done: 0, total }, true);
    const result = await engine.openVolume(series, {
      signal,
      onProgress: (done, all) => {
        if (!signal.aborted) store.setState({ phase: "opening", done, total: all }, true);
      },
    });
    if (signal.aborted) {
      if (result.ok) result.value.close();
      return;
    }
    point = at;
    store.setState(
      result.ok
        ? { phase: "shown", volume: result.value, slab: thinSlab, crosshair: true, viewports: {} }
        : { phase: "refused", failure: result.failure },
      true,
    );
  }

  const shown = () => {
    const state = store.getState();
    return state.phase === "shown" ? state : null;
  };

  /** All planes go through the point of the one that was moved. */
  function follow(lead: PlaneViewport): void {
    const state = lead.getState();
    if (state.phase !== "shown" || (point !== null && isSame(point, state.point))) return;
    point = state.point;
    for (const other of Object.values(shown()?.viewports ?? {})) if (other !== lead) other.moveTo(state.point);
  }

  /** Gives an element a plane; the returned function takes it away. */
  function attach(name: BodyPlane, element: HTMLElement): () => void {
    const engine = viewer();
    const state = shown();
    if (engine === null || state === null) return () => undefined;
    const viewport = engine.openPlaneViewport(element);
    viewport.showPlane(state.volume, name, point ?? undefined);
    viewport.setSlab(state.slab);
    store.setState({ ...state, viewports: { ...state.viewports, [name]: viewport } }, true);
    const unsubscribe = viewport.subscribe(() => follow(viewport));
    return () => {
      unsubscribe();
      viewport.close();
    };
  }

  function setSlab(slab: Slab): void {
    const state = shown();
    if (state === null) return;
    store.setState({ ...state, slab }, true);
    for (const viewport of Object.values(state.viewports)) viewport.setSlab(slab);
  }

  return {
    store,
    open,
    close,
    attach,
    setSlab,
    isOn: () => store.getState().phase !== "off",
    /** Along the body's own directions again, through the same point. */
    upright: () => {
      const state = shown();
      if (state === null) return;
      for (const name of planeNames) state.viewports[name]?.showPlane(state.volume, name, point ?? undefined);
    },
    setCrosshair: (crosshair: boolean) => {
      const state = shown();
      if (state !== null) store.setState({ ...state, crosshair }, true);
    },
    each: (work: (viewport: PlaneViewport) => void) => Object.values(shown()?.viewports ?? {}).forEach(work),
  };
}
