import type { FrameLook, SeriesFrames } from "#shared/imaging/frame-table.ts";
import { unturned, type ViewTurn } from "#shared/imaging/orientation.ts";
import { appliesToImage, type ImageName, type PresentationState, partFor } from "#shared/imaging/presentation-state.ts";
import { presentedLook, presentedTurn, presentedVoi } from "#shared/imaging/presented-look.ts";
import type { Voi } from "#shared/imaging/voi-lut.ts";
import type { ImageArea } from "./tools/pan-zoom.ts";

/** What a presentation state makes of one frame. */
export type PresentedFrame = { readonly state: PresentationState; readonly look: FrameLook; readonly voi: Voi };

/** A frame by its file; null where the list has none. */
function nameOf(series: SeriesFrames, index: number): ImageName | null {
  const record = series.frames[index];
  const instance = series.instances[record?.instance ?? -1];
  return record === undefined || instance === undefined
    ? null
    : { sopInstanceUid: instance.sopInstanceUid, frameNumber: record.frameNumber };
}

/** The presentation state that a viewport sees its images through: only those that the state names (PS3.3 A.33.1). */
export class Presented {
  private state: PresentationState | null = null;
  /** Made once for each look, so that the table of greys is kept from frame to frame. */
  private made: { readonly look: FrameLook; readonly presented: FrameLook } | null = null;

  choose(state: PresentationState | null): void {
    this.state = state;
    this.made = null;
  }

  on(series: SeriesFrames, index: number, look: FrameLook): PresentedFrame | null {
    const { state } = this;
    const name = nameOf(series, index);
    if (state === null || name === null || !appliesToImage(state, name)) return null;
    if (this.made?.look !== look) this.made = { look, presented: presentedLook(look, state) };
    return { state, look: this.made.presented, voi: presentedVoi(look, state, name) };
  }

  /** How the state turns its images. */
  turn(): ViewTurn {
    return this.state === null ? unturned : presentedTurn(this.state);
  }

  /** What of a frame the state wants to be seen; null: all of it. */
  area(series: SeriesFrames, index: number, { pixel, calibration }: FrameLook): ImageArea | null {
    const name = nameOf(series, index);
    const area = this.state === null || name === null ? null : partFor(this.state.areas, name);
    return area === null ? null : { ...area, columns: pixel.columns, rows: pixel.rows, pixelAspect: calibration.pixelAspect };
  }
}
