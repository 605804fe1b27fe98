import type { StoredValues } from "#shared/decode/decoded-frame.ts";
import type { PixelFacts } from "#shared/dicom/pixel-facts.ts";
import type { PlaneValues, Slab } from "#shared/imaging/reslice.ts";
import type { ReslicePlane } from "#shared/imaging/reslice-plane.ts";
import type { Triple, VolumeGrid } from "#shared/imaging/volume-grid.ts";
import type { VoxelRules } from "#shared/imaging/voxel-rules.ts";

export type SliceRequest =
  /** Comes first: memory for the voxels. `facts` say which kind of numbers. */
  | { readonly kind: "begin"; readonly grid: VolumeGrid; readonly facts: PixelFacts; readonly rules: VoxelRules }
  /** Stored values of one image of the volume. */
  | { readonly kind: "image"; readonly image: number; readonly values: StoredValues }
  /** `facts`, `padding`: the kind of numbers of the answer, and what stands outside the volume (`PlaneForm`). */
  | {
      readonly kind: "cut";
      readonly id: number;
      readonly plane: ReslicePlane;
      readonly slab: Slab;
      readonly facts: PixelFacts;
      readonly padding: number;
    }
  /** The stored value of a voxel: column, row, image. */
  | { readonly kind: "read"; readonly id: number; readonly voxel: Triple };

export type SliceReply =
  | { readonly kind: "plane"; readonly id: number; readonly values: PlaneValues }
  | { readonly kind: "voxel"; readonly id: number; readonly stored: number }
  /** The machine has not the memory that the budget allows. */
  | { readonly kind: "no-memory" };
