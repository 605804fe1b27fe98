import type { FrameStatistics } from "#shared/imaging/frame-statistics.ts";
import type { FrameLook, SeriesFrames } from "#shared/imaging/frame-table.ts";
import type { Voi } from "#shared/imaging/voi-lut.ts";
import { firstPreset, voiOfPreset } from "#shared/imaging/window-presets.ts";
import { dragStep, dragWindow, windowOf } from "./tools/window-level.ts";

/** What a grey frame is shown with where nothing can be chosen. */
const PLAIN: Voi = { kind: "window", center: 128, width: 256, shape: "linear", explanation: null };

/** The id of what a presentation state wants, among the presets. */
export const PRESENTED = "presentation";

/** How the reader looks at a series: a preset that each frame fills in by itself, or a window of their own. */
export class WindowChoice {
  private preset: string | null = null;
  /** What the series opens with, and what images that a presentation state does not name keep. */
  private first: string | null = null;
  /** The window on show; null before the first frame, and for colour. */
  private current: Voi | null = null;

  get presetId(): string | null {
    return this.preset;
  }

  /** The same for a frame that no presentation state names: what it is really seen with. */
  presetIdWithout(): string | null {
    return this.preset === PRESENTED ? this.first : this.preset;
  }

  get voi(): Voi | null {
    return this.current;
  }

  reset(series: SeriesFrames | null): void {
    const look = series?.looks[0];
    this.first = series === null || look === undefined ? null : firstPreset(look, series.series.modality);
    this.preset = this.first;
    this.current = null;
  }

  choose(presetId: string): void {
    this.preset = presetId;
    this.current = null;
  }

  /** A window in modality units; false when there is nothing to window, or the numbers are none. */
  set(center: number, width: number): boolean {
    if (this.current === null || !(width > 0) || !Number.isFinite(center)) return false;
    this.preset = null;
    this.current = { ...windowOf(this.current), center, width, explanation: null };
    return true;
  }

  drag(dx: number, dy: number, look: FrameLook, statistics: FrameStatistics): boolean {
    if (this.current === null) return false;
    const start = windowOf(this.current);
    const { center, width } = dragWindow(start, dx, dy, dragStep(look, statistics, start));
    return this.set(center, width);
  }

  /** The window for a frame. The file's own differ from frame to frame; percentiles and ranges are those of the first one shown: no flicker. */
  voiFor(look: FrameLook, statistics: FrameStatistics, presented: Voi | null = null): Voi {
    const wantsState = this.preset === PRESENTED;
    if (wantsState && presented !== null) {
      this.current = presented;
      return presented;
    }
    const preset = wantsState ? this.first : this.preset;
    if (look.pixel.samplesPerPixel === 3 || look.palette !== null) this.current = null;
    else if (preset !== null && (wantsState || this.current === null || preset.startsWith("file-")))
      this.current = voiOfPreset(preset, look, statistics);
    return this.current ?? PLAIN;
  }
}
