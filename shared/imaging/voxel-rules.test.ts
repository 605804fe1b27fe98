import { describe, expect, test } from "vitest";
import type { FrameLook } from "./frame-table.ts";
import { madeLook } from "./made-look.ts";
import { madeParts } from "./made-volume.ts";
import { planeForm, voxelRules } from "./voxel-rules.ts";

const middle = { min: 10, max: 900, percentile1: 20, percentile99: 800 };

function seriesOf(looks: readonly FrameLook[]) {
  const [series] = madeParts(looks.map((look, i) => ({ plane: { position: [0, 0, 2 * i], row: [1, 0, 0], column: [0, 1, 0] }, look })));
  if (series === undefined) throw new Error("no series");
  return series;
}

describe("what the values of a plane are", () => {
  const hounsfield = madeLook({ modality: { kind: "rescale", slope: 1, intercept: -1024 }, padding: { from: 63000, to: 63000 } });

  test("one rescale for all: planes hold stored values under the look of the frames, padding apart", () => {
    const series = seriesOf([hounsfield, hounsfield, hounsfield]);
    expect(voxelRules(series)).toMatchObject({ rescaled: false, reversed: false, slopes: new Float64Array([1, 1, 1]) });
    expect(voxelRules(series).paddingFrom).toEqual(new Float64Array([63000, 63000, 63000]));
    const form = planeForm(series, 0, 4000, middle);
    expect(form).toMatchObject({ padding: 4001, statistics: middle, look: { modality: hounsfield.modality } });
    expect(form?.look.padding).toEqual({ from: 4001, to: 4001 });
    expect(form?.look.pixel).toEqual(hounsfield.pixel);
  });

  test("padding is a number that no tissue has: below, above, or where all 16 bits are taken far below in floats", () => {
    const series = seriesOf([madeLook(), madeLook(), madeLook()]);
    expect(planeForm(series, 5, 65535, middle)?.padding).toBe(4);
    expect(planeForm(series, 0, 65534, middle)?.padding).toBe(65535);
    const full = planeForm(series, 0, 65535, middle);
    expect(full).toMatchObject({ padding: -(2 ** 100), look: { pixel: { numberType: "float" } } });
    expect(Math.fround(full?.padding ?? 0)).toBe(full?.padding);
  });

  test("T6: a rescale of its own for each image: planes hold modality values", () => {
    const activity = [2, 3, 4].map((slope) =>
      madeLook({ modality: { kind: "rescale", slope, intercept: 1 }, quantity: { name: "activity concentration", unit: "Bq/ml" } }),
    );
    const series = seriesOf(activity);
    expect(voxelRules(series)).toMatchObject({
      rescaled: true,
      slopes: new Float64Array([2, 3, 4]),
      intercepts: new Float64Array([1, 1, 1]),
    });
    expect(planeForm(series, 0, 32767, middle)).toMatchObject({
      look: { modality: { kind: "identity" }, quantity: { unit: "Bq/ml" }, pixel: { numberType: "float" } },
      statistics: { min: 31, max: 2701, percentile1: 61, percentile99: 2401 },
    });
  });

  test("a falling rescale is told; P10: one lossy image makes the planes lossy", () => {
    const falling = madeLook({ modality: { kind: "rescale", slope: -1, intercept: 0 } });
    expect(voxelRules(seriesOf([falling, falling, falling])).reversed).toBe(true);
    const lossy = madeLook({ lossy: { ratio: 10, method: "ISO_10918_1" }, warnings: ["odd"] });
    const form = planeForm(seriesOf([madeLook(), lossy, madeLook()]), 0, 1, middle);
    expect(form?.look).toMatchObject({ lossy: { ratio: 10 }, warnings: ["odd"] });
  });
});
