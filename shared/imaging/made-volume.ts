import type { SeriesId } from "../result/ids.ts";
import { buildSeries } from "./build-series.ts";
import type { FrameLook, SeriesFrames } from "./frame-table.ts";
import type { ImagePlane, Vector } from "./image-plane.ts";
import type { InstanceIndex } from "./instance-index.ts";
import { madeLook } from "./made-look.ts";
import type { Voxels } from "./reslice.ts";
import { pointOfVoxel, type VolumeGrid } from "./volume-grid.ts";
import { type VoxelRules, voxelRules } from "./voxel-rules.ts";

/** One image of a made series; a look that is not given is that of `madeLook`. */
export type MadeFrame = { readonly plane: ImagePlane | null; readonly look?: FrameLook; readonly stack?: string; readonly damaged?: true };

/** Nobody's study, for made images. */
export const madeStudy: Pick<InstanceIndex, "patient" | "study"> = {
  patient: { id: "1", issuer: "", name: "Doe^Jane", birthDate: "19600101", sex: "F" },
  study: {
    studyInstanceUid: "2.1",
    date: "",
    time: "",
    description: "",
    accessionNumber: "",
    studyId: "",
    referringPhysician: "",
    patientAge: "",
  },
};

const noSeries = { number: 1, description: "", protocol: "", bodyPart: "", laterality: "", date: "", time: "", contrast: "" };

function indexOf({ plane, look = madeLook(), stack = "", damaged }: MadeFrame, i: number): InstanceIndex {
  const none = { durationMs: null, temporalPosition: null, triggerTimeMs: null, fault: null, frameNumber: 1 };
  return {
    objectKind: "image",
    objectName: "image",
    ...madeStudy,
    series: { ...noSeries, seriesInstanceUid: "2.1.1", modality: "CT" },
    frameOfReferenceUid: "2.2",
    instance: {
      instanceKey: `key-${i}`,
      sopInstanceUid: `2.1.1.${i}`,
      sopClassUid: "",
      number: i + 1,
      imageType: ["ORIGINAL"],
      viewPosition: "",
      laterality: "",
      patientOrientation: [],
      acquisitionTime: "",
      contentTime: "",
      burnedIn: "unknown",
      announcedFrames: 1,
      warnings: [],
    },
    fault: damaged === true ? { code: "cut-off", detail: "" } : null,
    hasPictures: true,
    looks: [look],
    frames: [{ ...none, look: 0, place: { runs: [[0, 8]], skipBits: 0, inflated: false }, plane, stack }],
    preambleInUse: false,
    transferSyntaxUid: "1.2.840.10008.1.2.1",
  };
}

/** The parts of a made series, as core would build them from files. For tests. */
export const madeParts = (frames: readonly MadeFrame[]): readonly SeriesFrames[] =>
  buildSeries(frames.map(indexOf), { idOf: (key) => key.length.toString(16).padStart(32, "0") as SeriesId, patient: null }).series;

/** The planes of a grid's images, in their order. */
export const planesOf = ({ dims, directions, ...grid }: VolumeGrid): ImagePlane[] =>
  Array.from({ length: dims[2] }, (_, image) => {
    const position = pointOfVoxel({ dims, directions, ...grid }, [0, 0, image]);
    return { position, row: directions[0], column: directions[1] };
  });

const plainRules = (images: number): VoxelRules => voxelRules({ frames: Array.from({ length: images }), looks: [] } as never);

/** Voxels whose value is a function of their place in mm, or of their index. For tests. */
export function madeVoxels(grid: VolumeGrid, valueAt: (point: Vector, index: Vector) => number, more: Partial<Voxels> = {}): Voxels {
  const [columns, rows, images] = grid.dims;
  const values = new Float32Array(columns * rows * images);
  let at = 0;
  for (let k = 0; k < images; k++)
    for (let j = 0; j < rows; j++) for (let i = 0; i < columns; i++) values[at++] = valueAt(pointOfVoxel(grid, [i, j, k]), [i, j, k]);
  return { grid, values, rules: plainRules(images), hasPadding: false, ...more };
}
