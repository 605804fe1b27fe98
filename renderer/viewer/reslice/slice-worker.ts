import { type StoredValues, storedArray } from "#shared/decode/decoded-frame.ts";
import { type PlaneValues, reslice, type Voxels } from "#shared/imaging/reslice.ts";
import type { VoxelRules } from "#shared/imaging/voxel-rules.ts";
import type { SliceReply, SliceRequest } from "./slice-message.ts";

/** The one volume of this worker. It goes with the worker: whoever ends it has purged the voxels. */
let held: (Omit<Voxels, "values" | "hasPadding"> & { readonly values: StoredValues; hasPadding: boolean }) | null = null;

type Request<Kind extends SliceRequest["kind"]> = Extract<SliceRequest, { kind: Kind }>;

function reply(message: SliceReply): void {
  self.postMessage(message, { transfer: message.kind === "plane" ? [message.values.buffer] : [] });
}

function begin({ grid, facts, rules }: Request<"begin">): void {
  try {
    held = { grid, rules, values: storedArray(facts, grid.dims[0] * grid.dims[1] * grid.dims[2]), hasPadding: false };
  } catch (thrown) {
    if (!(thrown instanceof RangeError)) throw thrown;
    reply({ kind: "no-memory" });
  }
}

function holdsPadding(values: StoredValues, { paddingFrom, paddingTo }: VoxelRules, image: number): boolean {
  const [from, to] = [paddingFrom[image] ?? Number.POSITIVE_INFINITY, paddingTo[image] ?? Number.NEGATIVE_INFINITY];
  if (from > to) return false;
  // a loop: a function for each of millions of values would be felt when the planes are opened
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    if (value >= from && value <= to) return true;
  }
  return false;
}

function take({ image, values }: Request<"image">): void {
  if (held === null) return;
  const size = held.grid.dims[0] * held.grid.dims[1];
  if (values.length !== size) throw new Error(`an image of ${values.length} values in a volume of ${size}`);
  held.values.set(values, image * size);
  held.hasPadding ||= holdsPadding(values, held.rules, image);
}

function cut({ id, plane, slab, facts, padding }: Request<"cut">): void {
  if (held === null) return;
  const values = storedArray(facts, plane.rows * plane.columns) as PlaneValues;
  reslice(held, plane, slab, padding, values);
  reply({ kind: "plane", id, values });
}

function read({ id, voxel: [column, row, image] }: Request<"read">): void {
  if (held === null) return;
  const [columns, rows] = held.grid.dims;
  reply({ kind: "voxel", id, stored: held.values[column + columns * (row + rows * image)] ?? Number.NaN });
}

self.addEventListener("message", ({ data }: MessageEvent<SliceRequest>) => {
  switch (data.kind) {
    case "begin":
      return begin(data);
    case "image":
      return take(data);
    case "cut":
      return cut(data);
    case "read":
      return read(data);
  }
});
