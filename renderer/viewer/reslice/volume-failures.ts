import type { Failure } from "#shared/result/failure.ts";

const SAFE = "The images of the series can be read as they were taken.";

/** One image did not come: the volume would have a hole. `image` counts from 1; what to do is what that image's own failure says. */
export const imageLost = (image: number, cause: Failure): Failure => ({
  code: "volume-unreadable",
  happened: `Other planes cannot be made, because of image ${image}: ${cause.happened}`,
  safe: SAFE,
  todo: cause.todo,
  detail: cause.code,
});

/** The stream ended before this image; counted from 1. */
export const connectionBroke = (image: number): Failure => ({
  code: "volume-connection",
  happened: `The connection broke before image ${image} of the volume was read.`,
  safe: SAFE,
  todo: "Open the planes again.",
});

export const noMemory: Failure = {
  code: "volume-no-memory",
  happened: "This computer has not enough free memory for the volume.",
  safe: SAFE,
  todo: "Close other programs, then open the planes again; or read the series image by image.",
};

export const workerStopped: Failure = {
  code: "volume-stopped",
  happened: "The part of Overread that makes other planes stopped.",
  safe: SAFE,
  todo: "Open the planes again.",
};
