import { frameStatistics } from "./frame-statistics.ts";
import type { FrameLook } from "./frame-table.ts";
import { painterFor, type SampleMeaning, type Samples } from "./paint.ts";
import { firstPreset, voiOfPreset } from "./window-presets.ts";

export type Thumbnail = { readonly width: number; readonly height: number; readonly rgba: Uint8ClampedArray<ArrayBuffer> };

/** What a thumbnail is made from: a decoded frame. */
export type ThumbnailFrame = {
  readonly rows: number;
  readonly columns: number;
  readonly samples: number;
  readonly photometric: SampleMeaning;
  readonly values: Samples;
};

/** Every n-th pixel of every n-th row, samples kept together: a thumbnail shows stored values, not averages of them. */
function pick(frame: ThumbnailFrame, width: number, height: number): number[] {
  const out: number[] = [];
  for (let y = 0; y < height; y++) {
    const row = Math.floor(((y + 0.5) * frame.rows) / height);
    for (let x = 0; x < width; x++) {
      const at = (row * frame.columns + Math.floor(((x + 0.5) * frame.columns) / width)) * frame.samples;
      for (let sample = 0; sample < frame.samples; sample++) out.push(frame.values[at + sample] ?? 0);
    }
  }
  return out;
}

/** A small picture of a frame for the series list, in the window it would open with; pixels are drawn square in mm. */
export function thumbnailOf(frame: ThumbnailFrame, look: FrameLook, modality: string, maxSide: number): Thumbnail {
  const tall = frame.rows * look.calibration.pixelAspect;
  const scale = Math.min(1, maxSide / Math.max(frame.columns, tall));
  const width = Math.max(1, Math.round(frame.columns * scale));
  const height = Math.max(1, Math.round(tall * scale));
  const picked = pick(frame, width, height);
  const voi = voiOfPreset(firstPreset(look, modality), look, frameStatistics(frame.values, look.padding));
  const pixels = new Uint32Array(width * height);
  painterFor(look, frame.photometric, { voi, inverted: false })(picked, pixels.length, pixels);
  return { width, height, rgba: new Uint8ClampedArray(pixels.buffer) };
}
