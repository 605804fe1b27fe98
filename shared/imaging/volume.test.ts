import { describe, expect, test } from "vitest";
import type { FrameLook } from "./frame-table.ts";
import type { Vector } from "./image-plane.ts";
import { madeLook } from "./made-look.ts";
import { type MadeFrame, madeParts, planesOf } from "./made-volume.ts";
import { regularVolume, type VolumeDecision } from "./volume.ts";
import { nearestVoxel, pointOfVoxel, reachAlong, type Triple, type VolumeGrid, voxelAt } from "./volume-grid.ts";
import { refusalText, volumeFailure } from "./volume-refusal.ts";

const ENOUGH = 2 ** 30;

const sized = (rowMm: number, columnMm: number, more: Parameters<typeof madeLook>[0] = {}): FrameLook => {
  const look = madeLook({ ...more, pixel: { rows: 20, columns: 30, ...more.pixel } });
  return { ...look, calibration: { ...look.calibration, rowStep: rowMm, columnStep: columnMm } };
};

const COS = Math.cos(Math.PI / 9);
const SIN = Math.sin(Math.PI / 9);

/** A stack turned by 20° around the patient's left-right axis, with three different spacings. */
const turned: VolumeGrid = {
  origin: [-12, 30, 100],
  directions: [
    [1, 0, 0],
    [0, COS, SIN],
    [0, -SIN, COS],
  ],
  spacing: [0.7, 0.9, 2.5],
  dims: [30, 20, 12],
};

const framesOf = (grid: VolumeGrid, look = sized(0.9, 0.7)): MadeFrame[] => planesOf(grid).map((plane) => ({ plane, look }));

const moved = (frames: readonly MadeFrame[], image: number, by: Vector): MadeFrame[] =>
  frames.map((frame, i) =>
    i !== image || frame.plane === null
      ? frame
      : {
          ...frame,
          plane: { ...frame.plane, position: frame.plane.position.map((mm, axis) => mm + (by[axis] ?? 0)) as Vector },
        },
  );

function decide(frames: readonly MadeFrame[], budget = ENOUGH): VolumeDecision {
  const [series] = madeParts(frames);
  if (series === undefined) throw new Error("no series");
  return regularVolume(series, budget);
}

function expectClose(found: Triple, expected: Triple): void {
  for (const axis of [0, 1, 2] as const) expect(found[axis]).toBeCloseTo(expected[axis], 9);
}

const reason = (decision: VolumeDecision): string => (decision.ok ? "regular" : refusalText(decision.refusal));
const kind = (decision: VolumeDecision): string => (decision.ok ? "regular" : decision.refusal.kind);

describe("P27, T5: which series is a volume", () => {
  test("a turned stack with three spacings is one, with its places in mm", () => {
    const decision = decide(framesOf(turned));
    if (!decision.ok) throw new Error(reason(decision));
    const { grid, bytes } = decision.volume;
    expect(bytes).toBe(30 * 20 * 12 * 2);
    expect(grid.dims).toEqual(turned.dims);
    expectClose(grid.spacing, turned.spacing);
    expectClose(pointOfVoxel(grid, [29, 19, 11]), pointOfVoxel(turned, [29, 19, 11]));
  });

  test("images may come head first or feet first: image k of the volume is frame k of the series", () => {
    const upsideDown: VolumeGrid = { ...turned, directions: [turned.directions[0], turned.directions[1], [0, SIN, -COS]] };
    const decision = decide(framesOf(upsideDown));
    if (!decision.ok) throw new Error(reason(decision));
    expectClose(decision.volume.grid.directions[2], [0, SIN, -COS]);
  });

  test("positions rounded to hundredths of a millimetre, as scanners write them, are regular", () => {
    const rounded = framesOf(turned).map((frame) => ({
      ...frame,
      plane: frame.plane && { ...frame.plane, position: frame.plane.position.map((mm) => Math.round(mm * 100) / 100) as Vector },
    }));
    expect(kind(decide(rounded))).toBe("regular");
  });

  test("T5: a tilted gantry is refused with its angle", () => {
    const tilted = planesOf({ ...turned, directions: [...turned.directions.slice(0, 2), [0, 0, 1]] as never });
    expect(reason(decide(tilted.map((plane) => ({ plane, look: sized(0.9, 0.7) }))))).toBe(
      "The gantry was tilted by 20.0°: other planes would be slanted.",
    );
  });

  test("T5: missing images are refused with their place", () => {
    const frames = framesOf(turned);
    expect(reason(decide(frames.filter((_, i) => i !== 5)))).toBe(
      "Images are missing: between images 5 and 6 lie 5.0 mm instead of 2.5 mm.",
    );
    expect(reason(decide(frames.filter((_, i) => i !== 2 && i !== 7)))).toContain("in 2 places");
  });

  test("T5: uneven distances, and one image that lies aside, are refused", () => {
    const along = (mm: number): Vector => turned.directions[2].map((part) => part * mm) as Vector;
    expect(reason(decide(moved(framesOf(turned), 4, along(0.5))))).toBe("The distances between the images are uneven.");
    // 0.2 mm along the row: no step along the normal shows it
    expect(reason(decide(moved(framesOf(turned), 4, [0.2, 0, 0])))).toBe(
      "Image 5 does not lie where the regular distances of the series would put it.",
    );
    expect(kind(decide(moved(framesOf(turned), 4, [0.05, 0, 0])))).toBe("regular");
  });

  test("P12: mixed and repeated images are no volume", () => {
    const frames = framesOf(turned);
    expect(reason(decide([...frames, ...frames]))).toBe("Positions were taken up to 2 times: the series is not one volume.");
    const zoomed = frames.map((frame, i) => ({ ...frame, look: i > 6 ? sized(0.8, 0.6) : sized(0.9, 0.7) }));
    expect(reason(decide(zoomed))).toBe("The images of this series have different pixel spacings: they are not one volume.");
    const units = frames.map((frame, i) => ({ ...frame, look: sized(0.9, 0.7, i > 6 ? { quantity: { name: "SUV", unit: "g/ml" } } : {}) }));
    expect(reason(decide(units))).toBe("The images of this series have different kinds of values: they are not one volume.");
    // another size is another part of the series, and each part is asked for itself
    const parts = madeParts(frames.map((frame, i) => (i > 6 ? { ...frame, look: sized(0.9, 0.7, { pixel: { rows: 10 } }) } : frame)));
    expect(parts.map((part) => kind(regularVolume(part, ENOUGH)))).toEqual(["regular", "regular"]);
  });

  test("colour, no geometry, too few, unreadable images and too little memory are refused, each by name", () => {
    const frames = framesOf(turned);
    const colour = sized(0.9, 0.7, { pixel: { samplesPerPixel: 3, photometric: "RGB" } });
    expect(kind(decide(frames.map((frame) => ({ ...frame, look: colour }))))).toBe("colour");
    expect(reason(decide(frames.map((frame) => ({ ...frame, plane: null }))))).toBe(
      "Other planes need to know where each image lies in the patient, but the file does not say where the images lie.",
    );
    expect(reason(decide(frames.slice(0, 2)))).toBe("The series has only 2 positions; other planes need at least 3.");
    expect(reason(decide(frames.map((frame, i) => (i === 3 ? { ...frame, damaged: true as const } : frame))))).toBe(
      "Image 4 cannot be read, so a slice of the volume is missing.",
    );
    expect(reason(decide(frames, 10_000))).toBe("The volume needs 1 MiB of memory; 1 MiB are free for volumes.");
    const table = sized(0.9, 0.7, { modality: { kind: "table", table: { firstMapped: 0, bits: 8, entries: [1, 2] } } });
    expect(kind(decide(frames.map((frame) => ({ ...frame, look: table }))))).toBe("mixed");
    expect(volumeFailure({ kind: "colour" })).toMatchObject({ code: "volume-colour", todo: "Read the series image by image." });
  });
});

describe("voxels and millimetres", () => {
  test("P4: every voxel's place gives that voxel again, in a leaning stack too", () => {
    const leaning: VolumeGrid = { ...turned, directions: [turned.directions[0], turned.directions[1], [0.008, -SIN, COS]] };
    for (const index of [
      [0, 0, 0],
      [29, 19, 11],
      [7, 3, 5],
    ] as const) {
      expectClose(voxelAt(leaning, pointOfVoxel(leaning, index)), index);
      expect(nearestVoxel(leaning, pointOfVoxel(leaning, index))).toEqual(index);
    }
    expect(nearestVoxel(turned, pointOfVoxel(turned, [-0.6, 0, 0]))).toBeNull();
    expect(nearestVoxel(turned, pointOfVoxel(turned, [29.4, 0, 0]))).toEqual([29, 0, 0]);
  });

  test("the reach along a direction is that of the outermost voxel centers", () => {
    expect(reachAlong(turned, [1, 0, 0])).toEqual({ fromMm: -12, toMm: -12 + 29 * 0.7 });
    const { fromMm, toMm } = reachAlong(turned, [0, 0, -1]);
    // 19 rows of 0.9 mm rise by sin 20°, 11 images of 2.5 mm by cos 20°
    expect(toMm - fromMm).toBeCloseTo(19 * 0.9 * SIN + 11 * 2.5 * COS, 9);
    expect(toMm).toBeCloseTo(-100, 9);
  });
});
