import fs from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { type Attributes, itemsOf, numbersOf, textOf } from "#shared/dicom/attributes.ts";
import { parseInstance } from "#shared/dicom/parse-instance.ts";
import type { Tag } from "#shared/dicom/tags.ts";
import { type ImagePlane, pointInImage, type Vector } from "#shared/imaging/image-plane.ts";
import { patientSpacing } from "#shared/imaging/spacing.ts";
import type { Point, Shape } from "#shared/measure/mark.ts";
import { measure } from "#shared/measure/measure.ts";
import { inflate } from "../decode/scan-folder.ts";
import { bytesOf, dataFolder, decodeFile, indexOf, nodeCodecs } from "./data-folder.ts";

type Roi = { readonly roi: string; readonly areaMm2PerSlice: number };
type Segment = { readonly segment: string; readonly pixelsPerFrame: number; readonly areaMm2PerFrame: number };
type Known = { readonly file: string; readonly rois?: readonly Roi[]; readonly segments?: readonly Segment[] };

const FILE = "18-derived-objects/made-rtstruct-analytic.dcm";
const IMAGE = "01-ct-chest-series/ct-051.dcm";
const tag = (key: string, vr: string): Tag => ({ key, vr }) as unknown as Tag;
const structureSet = tag("x30060020", "SQ");
const roiNumber = tag("x30060022", "IS");
const roiName = tag("x30060026", "LO");
const roiContours = tag("x30060039", "SQ");
const contours = tag("x30060040", "SQ");
const referencedRoi = tag("x30060084", "IS");
const contourData = tag("x30060050", "DS");

const known = (): readonly Known[] =>
  dataFolder === null
    ? []
    : (JSON.parse(fs.readFileSync(path.join(dataFolder, "18-derived-objects/index.json"), "utf8")) as { objects: Known[] }).objects;

function attributesOf(file: string): Attributes {
  const parsed = parseInstance(bytesOf(file), inflate);
  if (!parsed.ok) throw new Error(parsed.failure.detail);
  return parsed.value.attributes;
}

/** The contours of a region of interest that lie in one image, as a reader would have drawn them there. */
function contoursIn(name: string, plane: ImagePlane, spacing: { rowMm: number; columnMm: number }): Point[][] {
  const attributes = attributesOf(FILE);
  const number = itemsOf(attributes, structureSet).find((item) => textOf(item, roiName) === name);
  const wanted = number === undefined ? null : textOf(number, roiNumber);
  const contour = itemsOf(attributes, roiContours).find((item) => textOf(item, referencedRoi) === wanted);
  return (contour === undefined ? [] : itemsOf(contour, contours)).flatMap((item) => {
    const numbers = numbersOf(item, contourData);
    const placed = Array.from({ length: numbers.length / 3 }, (_, at) =>
      pointInImage(plane, spacing, [numbers[3 * at], numbers[3 * at + 1], numbers[3 * at + 2]] as Vector),
    );
    // pixels of this product are counted from the corner of the first one
    return placed.every(({ distanceMm }) => Math.abs(distanceMm) < 0.1)
      ? [placed.map(({ column, row }) => ({ x: column + 0.5, y: row + 0.5 }))]
      : [];
  });
}

describe.skipIf(dataFolder === null)("measured shapes of known size on the chest CT (needs ../shared/data)", () => {
  const rois = known().find(({ file }) => file === FILE)?.rois ?? [];

  test.each(rois)("T4, T5: $roi drawn freehand has its area within 0.5 %", async ({ roi, areaMm2PerSlice }) => {
    const index = indexOf(IMAGE);
    const [look] = index.looks;
    const plane = index.frames[0]?.plane;
    const spacing = look === undefined ? null : patientSpacing(look.calibration);
    if (look === undefined || plane == null || spacing === null) throw new Error("the image has no plane");
    const drawn = contoursIn(roi, plane, spacing);
    expect(drawn.length).toBeGreaterThan(0);
    const areas = drawn.map((points) => {
      const { figures, scale } = measure({ kind: "freehand", points }, { look, frame: null });
      expect(scale).toMatchObject({ unit: "mm", source: "patient" });
      return figures.find(({ name }) => name === "area")?.value ?? Number.NaN;
    });
    const sum = areas.reduce((total, area) => total + area, 0);
    expect(Math.abs(sum / areaMm2PerSlice - 1)).toBeLessThan(0.005);
  });

  test("the segments' squares and discs, entered as marks: pixels and areas of the oracle", async () => {
    const { decoded, look } = await decodeFile(IMAGE, nodeCodecs());
    const segments = known().find(({ segments: found }) => found !== undefined)?.segments ?? [];
    const shapes: Readonly<Record<string, Shape>> = {
      "square-40x40-px": {
        kind: "rectangle",
        points: [
          { x: 100, y: 100 },
          { x: 140, y: 140 },
        ],
      },
      // no middle of a pixel lies between 30 and 30.01 pixels from another one
      "disc-radius-30-px": {
        kind: "ellipse",
        points: [
          { x: 256.5, y: 256.5 },
          { x: 286.51, y: 256.5 },
          { x: 256.5, y: 286.51 },
        ],
      },
      "single-pixel": {
        kind: "rectangle",
        points: [
          { x: 256, y: 256 },
          { x: 257, y: 257 },
        ],
      },
    };
    for (const { segment, pixelsPerFrame, areaMm2PerFrame } of segments) {
      const shape = shapes[segment];
      if (shape === undefined) throw new Error(`no mark for ${segment}`);
      const { figures } = measure(shape, { look, frame: decoded });
      const figure = (wanted: string): number => figures.find(({ name }) => name === wanted)?.value ?? Number.NaN;
      expect([segment, figure("pixels")]).toEqual([segment, pixelsPerFrame]);
      expect(Math.abs(figure("area") / areaMm2PerFrame - 1)).toBeLessThan(0.005);
    }
  });
});
