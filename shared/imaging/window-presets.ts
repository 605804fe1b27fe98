import type { FrameStatistics } from "./frame-statistics.ts";
import type { FrameLook } from "./frame-table.ts";
import { modalityRange } from "./modality-lut.ts";
import type { Voi } from "./voi-lut.ts";

/** One entry of the preset list, in the order of the number keys. */
export type WindowPreset = { readonly id: string; readonly label: string };

type Named = WindowPreset & { readonly width: number; readonly center: number };

const fixed = (id: string, label: string, width: number, center: number): Named => ({ id, label, width, center });

/** T17. */
const ctPresets: readonly Named[] = [
  fixed("ct-lung", "Lung", 1500, -600),
  fixed("ct-soft-tissue", "Soft tissue", 400, 40),
  fixed("ct-bone", "Bone", 1800, 400),
  fixed("ct-angio", "Angio", 600, 200),
  fixed("ct-liver", "Liver", 150, 30),
  fixed("ct-brain", "Brain", 80, 40),
];

const suvPresets: readonly Named[] = [fixed("suv-7", "SUV 0–7", 7, 3.5), fixed("suv-10", "SUV 0–10", 10, 5)];

const allFixed: readonly Named[] = [...ctPresets, ...suvPresets];

const percentilePreset: WindowPreset = { id: "percentile", label: "1–99 %" };
const fullPreset: WindowPreset = { id: "full", label: "Full range" };

function filePresets(look: FrameLook): readonly WindowPreset[] {
  return look.voi.map((voi, i): WindowPreset => {
    const kind = voi.kind === "table" ? "VOI LUT" : "File window";
    const name = voi.explanation ?? (look.voi.length > 1 ? String(i + 1) : null);
    return { id: `file-${i}`, label: name === null ? kind : `${kind}: ${name}` };
  });
}

/** The presets of a frame: those of the modality, what the file offers, and the full range. Colour has none. */
export function windowPresets(look: FrameLook, modality: string): readonly WindowPreset[] {
  if (look.pixel.samplesPerPixel === 3 || look.palette !== null) return [];
  const own = filePresets(look);
  if (modality === "CT" && look.quantity.unit === "HU") return [...ctPresets, ...own, fullPreset];
  if (modality === "PT" && look.quantity.name === "SUV") return [...suvPresets, ...own, fullPreset];
  return [...own, percentilePreset, fullPreset];
}

/** What a viewport shows first: the file's own first choice, else percentiles for MR, else the full range (T17). */
export const firstPreset = (look: FrameLook, modality: string): string =>
  look.voi.length > 0 ? "file-0" : modality === "MR" ? "percentile" : "full";

function spanning(from: number, to: number): Voi {
  const whole = Number.isInteger(from) && Number.isInteger(to);
  // Over whole numbers LINEAR with the width of their count is the identity (C.11.2.1.2.1, note 4).
  if (whole) return { kind: "window", center: (from + to + 1) / 2, width: to - from + 1, shape: "linear", explanation: null };
  return {
    kind: "window",
    center: (from + to) / 2,
    width: Math.max(to - from, Number.MIN_VALUE),
    shape: "linear-exact",
    explanation: null,
  };
}

/** The window of a preset for one frame; a file's window that this frame does not have falls back to the full range. */
export function voiOfPreset(id: string, look: FrameLook, statistics: FrameStatistics): Voi {
  const named = allFixed.find((preset) => preset.id === id);
  if (named !== undefined) {
    const shape = id.startsWith("suv") ? ("linear-exact" as const) : ("linear" as const);
    return { kind: "window", center: named.center, width: named.width, shape, explanation: null };
  }
  const own = id.startsWith("file-") ? look.voi[Number(id.slice(5))] : undefined;
  if (own !== undefined) return own;
  const percentile = id === "percentile";
  const range = modalityRange(
    look.modality,
    percentile ? statistics.percentile1 : statistics.min,
    percentile ? statistics.percentile99 : statistics.max,
  );
  return spanning(range.min, range.max);
}
