import type { FrameStatistics } from "#shared/imaging/frame-statistics.ts";
import type { FrameLook } from "#shared/imaging/frame-table.ts";
import { modalityRange } from "#shared/imaging/modality-lut.ts";
import type { Voi, VoiWindow } from "#shared/imaging/voi-lut.ts";

/** A full pass over the values of a frame takes this many pixels of mouse travel. */
const TRAVEL_PX = 600;

/** The window that a VOI LUT spans: where a drag begins when a table is in use. */
export function windowOf(voi: Voi): VoiWindow {
  if (voi.kind === "window") return voi;
  const { firstMapped, entries } = voi.table;
  return { kind: "window", center: firstMapped + entries.length / 2, width: entries.length, shape: "linear", explanation: null };
}

/** Modality units per pixel of mouse travel: as fine as the frame's values ask for. */
export function dragStep(look: FrameLook, statistics: FrameStatistics, voi: VoiWindow): number {
  const range = modalityRange(look.modality, statistics.min, statistics.max);
  const span = Math.min(range.max - range.min, 8 * voi.width) || 1;
  return span / TRAVEL_PX;
}

/** Right widens, down raises the level (darker). The width stays above zero; whole units where the values are whole. */
export function dragWindow(start: VoiWindow, dx: number, dy: number, step: number): VoiWindow {
  const least = start.shape === "linear" && step >= 0.05 ? 1 : step / 10;
  const round = (value: number): number => (step >= 0.05 ? Math.round(value) : value);
  return { ...start, explanation: null, width: Math.max(least, round(start.width + dx * step)), center: round(start.center + dy * step) };
}
