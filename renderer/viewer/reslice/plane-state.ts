import type { Lossy, SeriesFrames } from "#shared/imaging/frame-table.ts";
import { dot, normalOf, type Vector } from "#shared/imaging/image-plane.ts";
import { type EdgeLetters, edgeLetters, imageDirections, unturned } from "#shared/imaging/orientation.ts";
import type { Slab } from "#shared/imaging/reslice.ts";
import { type BodyPlane, depthReach, type ReslicePlane } from "#shared/imaging/reslice-plane.ts";
import { type WindowPreset, windowPresets } from "#shared/imaging/window-presets.ts";
import type { Failure } from "#shared/result/failure.ts";
import type { Placement } from "../draw/display-engine.ts";
import type { ToolName } from "../tools/pointer-tools.ts";
import type { WindowChoice } from "../window-choice.ts";
import { type PlaneView, stepMm } from "./plane-view.ts";
import type { Volume } from "./volume.ts";

/** What is drawn at the moment: letters, positions and distances are those of the picture, not of the one that is on its way. */
export type DrawnPlane = { readonly view: PlaneView; readonly plane: ReslicePlane; readonly slab: Slab };

export type ShownPlane = {
  readonly phase: "shown";
  readonly series: SeriesFrames;
  readonly name: BodyPlane | "oblique";
  /** The crosshair, in mm of the patient (LPS). */
  readonly point: Vector;
  /** Null until the first picture has come. */
  readonly plane: ReslicePlane | null;
  /** Of the picture, and from where to where there is something to see, along its normal; and one step of the wheel. */
  readonly depthMm: number;
  readonly reach: { readonly fromMm: number; readonly toMm: number };
  readonly stepMm: number;
  readonly slab: Slab;
  /** Another picture is on its way. */
  readonly waiting: boolean;
  readonly failure: Failure | null;
  readonly letters: EdgeLetters;
  readonly window: { readonly center: number; readonly width: number } | null;
  readonly windowLabel: string;
  readonly presetId: string | null;
  readonly presets: readonly WindowPreset[];
  readonly zoom: number;
  readonly fitted: boolean;
  readonly inverted: boolean;
  readonly lossy: Lossy | null;
  readonly warnings: readonly string[];
  readonly tool: ToolName;
};

export type PlaneState = { readonly phase: "empty" } | ShownPlane;

export type PlaneStateParts = {
  readonly volume: Volume;
  readonly wanted: PlaneView;
  readonly slab: Slab;
  readonly drawn: DrawnPlane | null;
  readonly waiting: boolean;
  readonly failure: Failure | null;
  readonly window: WindowChoice;
  readonly placement: Placement;
  readonly fitted: boolean;
  readonly inverted: boolean;
  readonly tool: ToolName;
};

/** Everything a screen shows around a plane, from one moment. */
export function planeState({ volume, wanted, drawn, window, placement, ...rest }: PlaneStateParts): ShownPlane {
  const { series, grid, form } = volume;
  const view = drawn?.view ?? wanted;
  const { voi, presetId } = window;
  const presets = windowPresets(form.look, series.series.modality);
  const { waiting, failure, fitted, inverted, tool } = rest;
  return {
    phase: "shown",
    series,
    name: view.name,
    point: wanted.point,
    plane: drawn?.plane ?? null,
    depthMm: dot(view.point, normalOf(view.directions)),
    reach: depthReach(grid, view.directions),
    stepMm: stepMm(grid, view),
    slab: drawn?.slab ?? rest.slab,
    waiting,
    failure,
    letters: edgeLetters(imageDirections(view.directions, []), unturned),
    window: voi?.kind === "window" ? { center: voi.center, width: voi.width } : null,
    windowLabel: voi === null ? "" : (presets.find(({ id }) => id === presetId)?.label ?? "Own"),
    presetId,
    presets,
    zoom: placement.scale,
    fitted,
    inverted,
    lossy: form.look.lossy,
    warnings: form.look.warnings,
    tool,
  };
}
