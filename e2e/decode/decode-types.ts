import type { DecodedPhotometric } from "#shared/decode/decoded-frame.ts";
import type { PixelFacts } from "#shared/dicom/pixel-facts.ts";

/** One frame to decode, as the page gets it. */
export type FrameJob = {
  readonly index: number;
  readonly frame: number;
  readonly pixel: PixelFacts;
  readonly padding: { readonly from: number; readonly to: number } | null;
  readonly skipBits: number;
  /** Places whose samples are asked for: [row, column]. */
  readonly probes: readonly (readonly [row: number, column: number])[];
};

export type FileJob = { readonly seriesId: string; readonly revision: string; readonly frames: readonly FrameJob[] };

/** What the page says of one frame. */
export type FrameResult = {
  readonly seriesId: string;
  readonly index: number;
  readonly outcome:
    | {
        readonly ok: true;
        readonly rows: number;
        readonly columns: number;
        readonly samples: number;
        readonly photometric: DecodedPhotometric;
        readonly container: string;
        readonly min: number;
        readonly max: number;
        readonly mean: number;
        readonly sha256: string;
        /** Edge tiles of a slide only: the same samples poured into the frame without heed to the width of the part. */
        readonly pouredSha256?: string;
        readonly probes: readonly (readonly number[])[];
      }
    | { readonly ok: false; readonly code: string; readonly detail: string };
};

/** One file of the folder after reading its structure. */
export type ScannedFile = {
  readonly file: string;
  readonly seriesId: string;
  readonly reading:
    | { readonly kind: "not-dicom" }
    | { readonly kind: "refused"; readonly code: string; readonly detail: string }
    | { readonly kind: "no-picture" }
    | { readonly kind: "pictures"; readonly announced: number; readonly missing: number };
  readonly job: FileJob | null;
  /** The runs of each frame in `plain`; read when the page asks. */
  readonly runs: ReadonlyMap<number, readonly (readonly [number, number])[]>;
};
