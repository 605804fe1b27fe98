import { inPageLanguage } from "../../ui/words.ts";

const en = {
  planes: "Other planes",
  tools: "Tools of the planes",
  names: { axial: "Axial", coronal: "Coronal", sagittal: "Sagittal", oblique: "Oblique" } as const,
  computed: "COMPUTED PLANE",
  lossy: "LOSSY",
  /** The original image that the value under the pointer stands in. */
  voxel: (image: number) => `stored in image ${image}`,
  thin: "Thin",
  slab: (mode: string, mm: number) => `${mode} ${mm} mm`,
  modes: { mean: "Mean", max: "MIP", min: "MinIP" } as const,
  thickness: "Thickness",
  crosshair: "Left button moves the crosshair",
  opening: (done: number, total: number) => `Reading image ${done} of ${total}`,
  openingTitle: "Making the planes",
  back: "Back to the images",
  upright: "Planes upright again",
  help: "Shift and arrows tip a plane. Esc goes back.",
  measureHelp: "Marks are drawn on the stored image, in the last field.",
} as const;

export const planeWords = (): typeof en => inPageLanguage({ en });
