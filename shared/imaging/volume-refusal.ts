import type { Failure } from "../result/failure.ts";
import type { StackFacts } from "./frame-table.ts";

/** Why no other plane may be cut from a series (T5, P12). Images are counted from 1, as a viewport counts them. */
export type VolumeRefusal =
  /** Nothing says where the images lie, or they lie in different directions. `why`: a clause. */
  | { readonly kind: "no-geometry"; readonly why: string }
  | { readonly kind: "few"; readonly images: number; readonly least: number }
  | { readonly kind: "tilt"; readonly degrees: number }
  | { readonly kind: "gap"; readonly gaps: StackFacts["gaps"]; readonly usualMm: number }
  | { readonly kind: "uneven"; readonly image: number | null }
  | { readonly kind: "phases"; readonly phases: number }
  | { readonly kind: "mixed"; readonly what: "sizes" | "stacks" | "pixel spacings" | "kinds of values" }
  | { readonly kind: "colour" }
  | { readonly kind: "unreadable"; readonly image: number }
  | { readonly kind: "too-large"; readonly bytes: number; readonly budgetBytes: number };

const mib = (bytes: number): string => `${Math.ceil(bytes / 2 ** 20)} MiB`;

const plural = (count: number, one: string, many: string): string => (count === 1 ? one : `${count} ${many}`);

function gapText(gaps: StackFacts["gaps"], usualMm: number): string {
  const [first] = gaps;
  if (first === undefined) return "Images are missing in the stack.";
  const where = `between images ${first.after + 1} and ${first.after + 2} lie ${first.mm.toFixed(1)} mm instead of ${usualMm.toFixed(1)} mm`;
  return gaps.length === 1 ? `Images are missing: ${where}.` : `Images are missing in ${gaps.length} places: ${where}.`;
}

/** The reason in one sentence for a radiologist. */
export function refusalText(refusal: VolumeRefusal): string {
  switch (refusal.kind) {
    case "no-geometry":
      return `Other planes need to know where each image lies in the patient, but ${refusal.why}.`;
    case "few":
      return `The series has only ${plural(refusal.images, "one position", "positions")}; other planes need at least ${refusal.least}.`;
    case "tilt":
      return `The gantry was tilted by ${refusal.degrees.toFixed(1)}°: other planes would be slanted.`;
    case "gap":
      return gapText(refusal.gaps, refusal.usualMm);
    case "uneven":
      return refusal.image === null
        ? "The distances between the images are uneven."
        : `Image ${refusal.image} does not lie where the regular distances of the series would put it.`;
    case "phases":
      return `Positions were taken up to ${refusal.phases} times: the series is not one volume.`;
    case "mixed":
      return `The images of this series have different ${refusal.what}: they are not one volume.`;
    case "colour":
      return "Other planes are made of grey values; these images are in colour.";
    case "unreadable":
      return `Image ${refusal.image} cannot be read, so a slice of the volume is missing.`;
    case "too-large":
      return `The volume needs ${mib(refusal.bytes)} of memory; ${mib(refusal.budgetBytes)} are free for volumes.`;
  }
}

/** The refusal as an expected failure. */
export const volumeFailure = (refusal: VolumeRefusal): Failure => ({
  code: `volume-${refusal.kind}`,
  happened: refusalText(refusal),
  safe: "The images of the series can be read as they were taken.",
  todo:
    refusal.kind === "too-large"
      ? "Close other planes that are open, then try again; or read the series image by image."
      : "Read the series image by image.",
});
