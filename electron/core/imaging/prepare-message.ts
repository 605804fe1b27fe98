import type { FrameLook } from "#shared/imaging/frame-table.ts";
import type { InstanceIndex } from "#shared/imaging/instance-index.ts";
import type { PresentationState } from "#shared/imaging/presentation-state.ts";
import type { WindowNumbers } from "#shared/imaging/voi-lut.ts";
import type { ObjectCode } from "#shared/objects/object-failure.ts";
import type { ObjectValue } from "#shared/objects/object-value.ts";
import type { Result } from "#shared/result/failure.ts";

/** A downloaded instance to be read; `instanceKey` is the id of the file it will be sealed into. */
export type IndexJob = { readonly kind: "index"; readonly bytes: Uint8Array; readonly instanceKey: string };

/** One frame to be drawn: a thumbnail in its first window, or a key image as it was chosen. */
export type PictureJob = {
  readonly kind: "picture";
  readonly bytes: Uint8Array;
  readonly skipBits: number;
  readonly look: FrameLook;
  readonly modality: string;
  readonly maxSide: number;
  readonly window: WindowNumbers | null;
  readonly inverted: boolean;
};

/** One frame to be decoded and written in the form of prepared frames. */
export type PackJob = { readonly kind: "pack"; readonly bytes: Uint8Array; readonly skipBits: number; readonly look: FrameLook };

/** An object without pictures to be read, or the PDF inside one to be taken out. */
export type ObjectJob = { readonly kind: "object" | "pdf"; readonly bytes: Uint8Array };

/** A presentation state to be read. */
export type PresentationJob = { readonly kind: "presentation"; readonly bytes: Uint8Array };

export type PrepareJob = IndexJob | PictureJob | PackJob | ObjectJob | PresentationJob;

/** The worker's first word: it has loaded its code and can begin. */
export const READY = "ready";

export type Refused = { readonly ok: false; readonly code: string; readonly detail: string };

export type IndexReply =
  | {
      readonly ok: true;
      /** The same bytes: they were handed over to the reader, not copied, and come back. */
      readonly bytes: Uint8Array;
      readonly index: InstanceIndex;
      /** First and last frame were decoded; the reason when one could not be. */
      readonly decodeProblem: string | null;
    }
  | Refused;

export type PictureReply = { readonly ok: true; readonly png: Uint8Array } | Refused;

export type PackReply = { readonly ok: true; readonly bytes: Uint8Array } | Refused;

/** What the file itself makes impossible is in `read`; `Refused` is what befell the worker. */
export type ObjectReply = { readonly ok: true; readonly read: Result<ObjectValue, ObjectCode> } | Refused;

export type PdfReply = { readonly ok: true; readonly read: Result<Uint8Array, ObjectCode> } | Refused;

export type PresentationReply = { readonly ok: true; readonly state: PresentationState | null } | Refused;

export type PrepareReply = IndexReply | PictureReply | PackReply | ObjectReply | PdfReply | PresentationReply;
