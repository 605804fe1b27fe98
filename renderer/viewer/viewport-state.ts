import type { FrameLook, Lossy, SeriesFrames } from "#shared/imaging/frame-table.ts";
import { type EdgeLetters, edgeLetters, imageDirections, isMirrored } from "#shared/imaging/orientation.ts";
import type { PresentationState } from "#shared/imaging/presentation-state.ts";
import { slicePositionMm } from "#shared/imaging/series-order.ts";
import type { Calibration } from "#shared/imaging/spacing.ts";
import type { Voi } from "#shared/imaging/voi-lut.ts";
import { type WindowPreset, windowPresets } from "#shared/imaging/window-presets.ts";
import type { Failure } from "#shared/result/failure.ts";
import type { ImageToScreen, Placement } from "./draw/display-engine.ts";
import type { FrameState, SeriesLoader } from "./series-loader.ts";
import type { ToolName } from "./tools/pointer-tools.ts";
import { PRESENTED } from "./window-choice.ts";

/** What a viewport must say of the truth of its picture (P10, T10). */
export type FrameBadges = {
  readonly lossy: Lossy | null;
  readonly mirrored: boolean;
  readonly preview: boolean;
  readonly burnedIn: boolean;
};

export type ShownState = {
  readonly phase: "shown";
  readonly series: SeriesFrames;
  readonly index: number;
  readonly count: number;
  readonly current: FrameState;
  readonly failure: Failure | null;
  readonly frames: readonly FrameState[];
  readonly failures: ReadonlyMap<number, Failure>;
  readonly window: { readonly center: number; readonly width: number; readonly label: string } | null;
  readonly windowLabel: string;
  readonly presetId: string | null;
  readonly presets: readonly WindowPreset[];
  readonly zoom: number;
  readonly imageToScreen: ImageToScreen;
  readonly fitted: boolean;
  readonly rotation: Placement["rotation"];
  readonly flipHorizontal: boolean;
  readonly flipVertical: boolean;
  readonly inverted: boolean;
  readonly letters: EdgeLetters;
  readonly badges: FrameBadges;
  readonly calibration: Calibration | null;
  readonly sliceMm: number | null;
  readonly thicknessMm: number | null;
  readonly warnings: readonly string[];
  readonly playing: boolean;
  readonly framesPerSecond: number | null;
  readonly tool: ToolName;
  /** What the shown frame is seen through; null for one that no chosen presentation state names. */
  readonly presentation: PresentationState | null;
};

export type ViewportState = { readonly phase: "empty" } | ShownState;

/** The parts a viewport's state is made of. */
export type StateParts = {
  readonly loader: SeriesLoader;
  readonly index: number;
  readonly voi: Voi | null;
  readonly presetId: string | null;
  readonly placement: Placement;
  readonly imageToScreen: ImageToScreen;
  readonly fitted: boolean;
  readonly inverted: boolean;
  readonly playing: boolean;
  readonly framesPerSecond: number | null;
  readonly tool: ToolName;
  /** Not every stored pixel is drawn at the moment. */
  readonly preview: boolean;
  readonly presentation: PresentationState | null;
};

export const lookAt = (series: SeriesFrames, index: number): FrameLook | null => series.looks[series.frames[index]?.look ?? -1] ?? null;

function windowLabel(presetId: string | null, presets: readonly WindowPreset[], voi: Voi | null): string {
  if (voi === null) return "";
  if (presetId === PRESENTED) return "Presentation";
  return presets.find(({ id }) => id === presetId)?.label ?? "Own";
}

type PictureFacts = Pick<ShownState, "letters" | "badges" | "calibration" | "sliceMm" | "thicknessMm" | "warnings">;

function pictureFacts({ loader: { series }, index, placement, preview }: StateParts): PictureFacts {
  const record = series.frames[index];
  const instance = series.instances[record?.instance ?? -1];
  const look = lookAt(series, index);
  const plane = record?.plane ?? null;
  return {
    letters: edgeLetters(imageDirections(plane, instance?.patientOrientation ?? []), placement),
    badges: { lossy: look?.lossy ?? null, mirrored: isMirrored(placement), preview, burnedIn: instance?.burnedIn === "yes" },
    calibration: look?.calibration ?? null,
    sliceMm: plane === null ? null : slicePositionMm(plane),
    thicknessMm: look?.sliceThicknessMm ?? null,
    warnings: [...(look?.warnings ?? []), ...(instance?.warnings ?? [])],
  };
}

/** Everything a screen shows around the picture, from one moment. */
export function shownState(parts: StateParts): ShownState {
  const { loader, index, voi, presetId, placement, fitted, inverted, playing, framesPerSecond, tool, presentation } = parts;
  const { series } = loader;
  const look = lookAt(series, index);
  const presets = look === null ? [] : windowPresets(look, series.series.modality);
  const label = windowLabel(presetId, presets, voi);
  return {
    phase: "shown",
    series,
    index,
    count: series.frames.length,
    current: loader.states[index] ?? "waiting",
    failure: loader.failures.get(index) ?? null,
    frames: [...loader.states],
    failures: new Map(loader.failures),
    window: voi?.kind === "window" ? { center: voi.center, width: voi.width, label } : null,
    windowLabel: label,
    presetId,
    presets,
    zoom: placement.scale,
    imageToScreen: parts.imageToScreen,
    fitted,
    rotation: placement.rotation,
    flipHorizontal: placement.flipHorizontal,
    flipVertical: placement.flipVertical,
    inverted,
    ...pictureFacts(parts),
    playing,
    framesPerSecond,
    tool,
    presentation,
  };
}
