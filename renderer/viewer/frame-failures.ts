import { dicomFailure } from "#shared/dicom/dicom-failure.ts";
import type { FrameStatus } from "#shared/imaging/frame-stream.ts";
import type { FrameFault } from "#shared/imaging/frame-table.ts";
import type { Failure } from "#shared/result/failure.ts";

const STAYS = "The other images can be opened. Nothing was changed.";

/** There are no bytes of the frame. */
export type NoBytes = Exclude<FrameStatus, "ok" | "prepared">;

const transport: { readonly [status in NoBytes]: Failure } = {
  missing: dicomFailure("frames-missing"),
  notStored: {
    code: "frame-not-stored",
    happened: "This image has not been downloaded yet.",
    safe: STAYS,
    todo: "Go online and wait until the case says that it is ready offline.",
  },
  damaged: {
    code: "frame-damaged",
    happened: "The stored copy of this image fails its check.",
    safe: STAYS,
    todo: "Download the case again.",
  },
  locked: {
    code: "locked",
    happened: "The vault is locked.",
    safe: "Everything saved on this device is still there.",
    todo: "Unlock with your passphrase.",
  },
  other: {
    code: "frame-not-delivered",
    happened: "This image could not be read from this device.",
    safe: STAYS,
    todo: "Leave the image and come back to it.",
  },
  stale: {
    code: "frame-list-changed",
    happened: "The list of images of this series has changed.",
    safe: STAYS,
    todo: "Open the series again.",
  },
};

export const transportFailure = (status: NoBytes): Failure => transport[status];

/** The connection to core broke while the frame was on its way. */
export const connectionFailure: Failure = {
  code: "frame-connection",
  happened: "The connection broke while this image was being read.",
  safe: STAYS,
  todo: "Leave the image and come back to it.",
};

export const faultFailure = (fault: FrameFault): Failure => dicomFailure(fault.code, fault.detail);

/** A decoder that ended or hung; its worker was started anew. */
export const decoderStopped = (detail: string): Failure => ({ ...dicomFailure("corrupt-frame"), code: "decoder-stopped", detail });

/** Another frame's decoder took this one's along: it is asked for once more. */
export const interrupted: Failure = decoderStopped("another image stopped the decoder");
