import { describe, expect, test } from "vitest";
import { lengthOf, normalOf, pointInImage, pointInPatient, subtract, type Vector } from "./image-plane.ts";
import { madeVoxels } from "./made-volume.ts";
import { edgeLetters, imageDirections, unturned } from "./orientation.ts";
import { type PlaneValues, reslice, type Slab, slabSamples, thinSlab, type Voxels } from "./reslice.ts";
import { type BodyPlane, bodyDirections, depthReach, planeOf, planeThrough, type ReslicePlane, turnedDirections } from "./reslice-plane.ts";
import { middleOf, nearestVoxel, pointOfVoxel, type VolumeGrid } from "./volume-grid.ts";

const PADDING = -9999;

/** An axial stack whose voxels are longer than they are wide, and not square. */
const axial: VolumeGrid = {
  origin: [-20, -15, 40],
  directions: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, -1],
  ],
  spacing: [0.8, 1, 2.5],
  dims: [50, 40, 24],
};

const COS = Math.cos(Math.PI / 6);
/** The same turned by 30° around the head-foot axis, leaning as much as a stack that is not tilted may. */
const turned: VolumeGrid = {
  ...axial,
  directions: [
    [COS, 0.5, 0],
    [-0.5, COS, 0],
    [0.008, 0, -Math.sqrt(1 - 0.008 ** 2)],
  ],
};

function cut(voxels: Voxels, plane: ReslicePlane, slab: Slab = thinSlab, padding = PADDING): Float32Array {
  const out = new Float32Array(plane.rows * plane.columns);
  reslice(voxels, plane, slab, padding, out);
  return out;
}

const spacingOf = ({ pixelMm }: ReslicePlane) => ({ rowMm: pixelMm, columnMm: pixelMm });
const pointOf = (plane: ReslicePlane, at: number): Vector =>
  pointInPatient(plane, spacingOf(plane), at % plane.columns, Math.floor(at / plane.columns));

/** 20° and 35° away from all axes of the patient. */
const oblique = turnedDirections(turnedDirections(bodyDirections.coronal, [0, 0, 1], 20), [1, 0, 0], 35);
const planes = (grid: VolumeGrid): ReslicePlane[] => [
  ...(["axial", "coronal", "sagittal"] as const).map((name) =>
    planeOf(grid, name, middleOf(grid)[name === "axial" ? 2 : name === "coronal" ? 1 : 0] + 0.3),
  ),
  planeThrough(grid, oblique, middleOf(grid)),
];

describe("P27: planes of a volume in millimetres of the patient", () => {
  const ramp = ([x, y, z]: Vector): number => 100 + 3 * x - 2 * y + 0.5 * z;

  // a linear function is its own trilinear interpolation, whatever the spacings
  test.each([axial, turned])("a linear ramp is reproduced exactly in all planes (grid %#)", (grid) => {
    for (const plane of planes(grid)) {
      const values = cut(madeVoxels(grid, ramp), plane);
      const inside = [...values].flatMap((value, at) => (value === PADDING ? [] : [value - ramp(pointOf(plane, at))]));
      expect(inside.length).toBeGreaterThan(500);
      expect(Math.max(...inside.map(Math.abs))).toBeLessThan(1e-4);
    }
  });

  test("a slab's mean of a ramp is that of its middle; the largest and smallest lie half its thickness away", () => {
    const plane = planeThrough(turned, oblique, middleOf(turned));
    const slab = (mode: Slab["mode"]): number => {
      const at = Math.floor(plane.rows / 2) * plane.columns + Math.floor(plane.columns / 2);
      const value = cut(madeVoxels(turned, ramp), plane, { mode, thicknessMm: 6 })[at] ?? Number.NaN;
      return value - ramp(pointOf(plane, at));
    };
    const [x, y, z] = normalOf(plane);
    const along = Math.abs(3 * x - 2 * y + 0.5 * z);
    expect(slab("mean")).toBeCloseTo(0, 4);
    expect(slab("max")).toBeCloseTo(3 * along, 4);
    expect(slab("min")).toBeCloseTo(-3 * along, 4);
  });

  test("the samples of a slab seen askew lie no further apart than half the smallest spacing, from side to side", () => {
    const samples = slabSamples(axial, planeThrough(axial, oblique, middleOf(axial)), 5);
    expect([samples[0]?.mm, samples.at(-1)?.mm]).toEqual([-2.5, 2.5]);
    expect((samples[1]?.mm ?? 0) - (samples[0]?.mm ?? 0)).toBeLessThanOrEqual(0.4);
    expect(samples.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(5, 9);
    expect(slabSamples(axial, planeOf(axial, "axial", 0), 0)).toEqual([{ mm: 0, weight: 1 }]);
  });

  test("along an axis of the volume they lie at its images and at both sides, and extremes and means are exact", () => {
    // 8 mm around 21 mm reach from 17 to 25 mm: they begin at image 6 and cross images 7 (22.5 mm), 8 (20 mm) and 9 (17.5 mm)
    const plane = planeOf(axial, "axial", 21);
    expect(slabSamples(axial, plane, 8).map(({ mm }) => Math.round(mm * 1e9) / 1e9)).toEqual([-4, -3.5, -1, 1.5, 4]);
    const hash = (k: number): number => (k * 7919) % 100;
    const voxels = madeVoxels(axial, (_, [, , k]) => hash(k));
    const between = (k: number): number => hash(Math.floor(k)) + (hash(Math.ceil(k)) - hash(Math.floor(k))) * (k - Math.floor(k));
    // images 6 (25 mm), 7, 8, 9.2 (17 mm): a fine sum over the straight lines between them
    const fine = Array.from({ length: 8001 }, (_, i) => between(6 + (i * 3.2) / 8000));
    expect(cut(voxels, plane, { mode: "mean", thicknessMm: 8 })[0]).toBeCloseTo(fine.reduce((a, b) => a + b) / 8001, 1);
    expect(cut(voxels, plane, { mode: "max", thicknessMm: 8 })[0]).toBeCloseTo(Math.max(...fine), 1);
    expect(cut(voxels, plane, { mode: "min", thicknessMm: 8 })[0]).toBeCloseTo(Math.min(...fine), 1);
  });

  test("one bright voxel is found by the maximum over the whole depth, in full height", () => {
    const voxels = madeVoxels(axial, (_, [i, j, k]) => (i === 20 && j === 12 && k === 7 ? 1000 : 0));
    const plane = planeOf(axial, "axial", 20);
    expect(Math.max(...cut(voxels, plane, { mode: "max", thicknessMm: 100 }))).toBeCloseTo(1000, 3);
    expect(Math.max(...cut(voxels, plane))).toBe(0);
  });

  test("rows along an axis of the volume, which are sampled in a quicker way, have the values of any other row", () => {
    const voxels = madeVoxels(axial, ([x, y, z]) => Math.sin(x) * 50 + Math.cos(y / 2) * 30 + ((x * y * z) % 17));
    for (const directions of [...Object.values(bodyDirections), { row: [0, 0, 1], column: [1, 0, 0] } as const]) {
      const plane = planeThrough(axial, { row: [...directions.row], column: [...directions.column] }, [3.3, -2.2, 11.1]);
      // turned by less than a millionth of a degree: across two axes, and in the same places
      const beside = { ...plane, ...turnedDirections(plane, normalOf(plane), 1e-6) };
      const [along, across] = [cut(voxels, plane), cut(voxels, beside)];
      const worst = along.reduce((most, value, at) => {
        const other = across[at] ?? Number.NaN;
        return value === PADDING || other === PADDING ? most : Math.max(most, Math.abs(value - other));
      }, 0);
      expect(worst).toBeLessThan(1e-3);
    }
  });

  test("P27: the distance of two balls in an oblique plane is their distance in space within 0.5 %", () => {
    const directions = oblique;
    const [a, b] = [pointInPatient({ position: middleOf(turned), ...directions }, { rowMm: 1, columnMm: 1 }, -9, -6), middleOf(turned)];
    const ball = (point: Vector, center: Vector): number => Math.max(0, 1 - lengthOf(subtract(point, center)) / 5);
    const plane = planeThrough(turned, directions, a);
    const middle = (center: Vector): { x: number; y: number } => {
      const values = cut(
        madeVoxels(turned, (point) => ball(point, center)),
        plane,
      );
      let [sum, x, y] = [0, 0, 0];
      values.forEach((value, at) => {
        const weight = value === PADDING ? 0 : value;
        sum += weight;
        x += weight * (at % plane.columns);
        y += weight * Math.floor(at / plane.columns);
      });
      return { x: x / sum, y: y / sum };
    };
    const [inA, inB] = [middle(a), middle(b)];
    const inPlaneMm = Math.hypot(inA.x - inB.x, inA.y - inB.y) * plane.pixelMm;
    expect(inPlaneMm / lengthOf(subtract(a, b))).toBeGreaterThan(0.995);
    expect(inPlaneMm / lengthOf(subtract(a, b))).toBeLessThan(1.005);
  });

  test("a ball of 24 mm has its diameter and area in every plane through its middle, and its volume in their stack", () => {
    const middle = middleOf(axial);
    // a soft edge of one voxel: half of it is reached at the ball's surface
    const voxels = madeVoxels(axial, (point) => Math.min(1, Math.max(0, 0.5 + (12 - lengthOf(subtract(point, middle))) / 2)));
    const areaMm2 = (plane: ReslicePlane): number => cut(voxels, plane).filter((value) => value >= 0.5).length * plane.pixelMm ** 2;
    for (const plane of [...planes(axial).slice(0, 3), planeThrough(axial, oblique, middle)])
      expect(Math.abs(areaMm2(plane) / (Math.PI * 144) - 1)).toBeLessThan(0.02);
    const heights = Array.from({ length: 60 }, (_, i) => middle[1] - 15 + i * 0.5);
    const volumeMm3 = heights.reduce((sum, y) => sum + 0.5 * areaMm2(planeOf(axial, "coronal", y)), 0);
    expect(volumeMm3 / ((4 / 3) * Math.PI * 12 ** 3)).toBeCloseTo(1, 1);
  });
});

describe("P4: one place in three planes", () => {
  test.each([axial, turned])("a bright voxel is found again in all of them within one voxel (grid %#)", (grid) => {
    const index = [31, 9, 15] as const;
    const point = pointOfVoxel(grid, index);
    const voxels = madeVoxels(grid, (_, [i, j, k]) => (i === index[0] && j === index[1] && k === index[2] ? 1000 : 0));
    const through: readonly (readonly [BodyPlane, number])[] = [
      ["sagittal", point[0]],
      ["coronal", point[1]],
      ["axial", point[2]],
    ];
    for (const [name, mm] of through) {
      const plane = planeOf(grid, name, mm);
      const values = cut(voxels, plane);
      const brightest = values.indexOf(Math.max(...values));
      expect(nearestVoxel(grid, pointOf(plane, brightest))).toEqual(index);
      expect(pointInImage(plane, spacingOf(plane), point).distanceMm).toBeCloseTo(0, 9);
    }
  });
});

describe("how the planes are looked at (PS3.3 C.7.6.2.1.1)", () => {
  test.each([
    ["axial", { top: "A", right: "L", bottom: "P", left: "R" }],
    ["coronal", { top: "H", right: "L", bottom: "F", left: "R" }],
    ["sagittal", { top: "H", right: "P", bottom: "F", left: "A" }],
  ] as const)("%s has its letters", (name, letters) => {
    expect(edgeLetters(imageDirections(planeOf(turned, name, 0), []), unturned)).toEqual(letters);
  });

  test("an oblique plane has two letters at an edge, stays at right angles, and reaches over the whole volume", () => {
    let directions = bodyDirections.axial;
    for (let step = 0; step < 720; step++) directions = turnedDirections(directions, [0, 1, 0], 0.5);
    expect(lengthOf(subtract(directions.row, bodyDirections.axial.row))).toBeLessThan(1e-9);
    expect(edgeLetters(imageDirections(turnedDirections(bodyDirections.coronal, [0, 0, 1], 30), []), unturned).right).toBe("LP");
    const plane = planeThrough(turned, oblique, middleOf(turned));
    const corner = pointInPatient(plane, spacingOf(plane), plane.columns - 1, plane.rows - 1);
    expect(lengthOf(subtract(corner, plane.position))).toBeGreaterThan(40);
    const { fromMm, toMm } = depthReach(axial, bodyDirections.axial);
    expect([fromMm, toMm]).toEqual([40 - 23 * 2.5, 40]);
  });
});

describe("values", () => {
  test("a plane along the voxels holds the stored values themselves, image by image", () => {
    const square: VolumeGrid = { ...axial, spacing: [1, 1, 2.5] };
    const voxels = madeVoxels(square, (_, [i, j, k]) => i + 50 * j + 2000 * k);
    for (const image of [0, 11, 23]) {
      const out = new Int16Array(50 * 40);
      const plane = planeOf(square, "axial", 40 - 2.5 * image);
      expect([plane.columns, plane.rows]).toEqual([50, 40]);
      reslice(voxels, plane, thinSlab, PADDING, out);
      expect(out).toEqual(Int16Array.from(out, (_, at) => at + 2000 * image));
    }
  });

  test("whole numbers are rounded half up, below zero too; outside stands the padding", () => {
    const halves: VolumeGrid = { ...axial, spacing: [1, 1, 2.5] };
    const voxels = madeVoxels(halves, (_, [i]) => (i % 2 === 0 ? -3 : -2));
    const plane = { ...planeOf(halves, "axial", 40), position: [-20.5, -15, 40] as Vector };
    const out: PlaneValues = new Int16Array(plane.rows * plane.columns);
    reslice(voxels, plane, thinSlab, PADDING, out);
    expect([...out.subarray(0, 4)]).toEqual([PADDING, -2, -2, -2]);
    reslice(voxels, planeOf(halves, "axial", 90), thinSlab, PADDING, out);
    expect(new Set(out)).toEqual(new Set([PADDING]));
  });

  test("T2: padding takes no part in a value; where the nearest voxel is padding there is nothing", () => {
    const rules = {
      ...madeVoxels(axial, () => 0).rules,
      paddingFrom: new Float64Array(24).fill(-2000),
      paddingTo: new Float64Array(24).fill(-1999),
    };
    const voxels = madeVoxels(axial, (_, [i]) => (i < 10 ? -2000 : 50), { rules, hasPadding: true });
    const values = cut(voxels, { ...planeOf(axial, "axial", 40), pixelMm: 0.4, columns: 99 });
    // voxel 10 lies at pixel 20: pixels up to 19 are nearer to voxel 9, those from there on hold tissue and nothing of the padding
    expect([...values.subarray(17, 22)]).toEqual([PADDING, PADDING, expect.anything(), 50, 50]);
    expect(new Set(values)).toEqual(new Set([PADDING, 50]));
  });

  test("T6: images with a rescale of their own (PET) are interpolated as activity, not as stored numbers", () => {
    const slopes = Float64Array.from({ length: 24 }, (_, k) => 1 + k / 8);
    const rules = { ...madeVoxels(axial, () => 0).rules, slopes, intercepts: new Float64Array(24).fill(-5), rescaled: true };
    const voxels = madeVoxels(axial, (_, [, , k]) => 800 / (slopes[k] ?? 1), { rules });
    for (const value of cut(voxels, planeOf(axial, "sagittal", 0))) expect(value).toBeCloseTo(795, 3);
  });

  test("under a falling rescale the largest modality value is the smallest stored one", () => {
    const rules = { ...madeVoxels(axial, () => 0).rules, reversed: true };
    const voxels = madeVoxels(axial, (_, [, , k]) => k, { rules });
    const plane = planeOf(axial, "axial", 40 - 10 * 2.5);
    expect(cut(voxels, plane, { mode: "max", thicknessMm: 5 })[0]).toBeCloseTo(9, 6);
  });
});
