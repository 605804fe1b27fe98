import fs from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import type { ViewTurn } from "#shared/imaging/orientation.ts";
import { painterFor } from "#shared/imaging/paint.ts";
import { graphicsFor, readPresentationState } from "#shared/imaging/presentation-state.ts";
import { presentedLook, presentedTurn, presentedVoi } from "#shared/imaging/presented-look.ts";
import { inflate } from "../decode/scan-folder.ts";
import { bytesOf, dataFolder, decodeFile, nodeCodecs } from "./data-folder.ts";
import { readPng } from "./png.ts";

type Rendering = {
  readonly png: string;
  readonly image: string;
  readonly presentationState?: string;
  readonly tool: string;
  readonly tolerance: { readonly maxAbs: number };
};
const codecs = nodeCodecs();
const stateOf = (file: string) => {
  const state = readPresentationState(bytesOf(file), inflate);
  if (state === null) throw new Error(`${file} is no presentation state`);
  return state;
};

/** The greys as a view of ours turns them: mirrored along the image's own axes, then rotated clockwise. */
function turned(greys: Uint8Array, columns: number, rows: number, { rotation, flipHorizontal }: ViewTurn): Uint8Array {
  const lying = rotation === 90 || rotation === 270;
  const [width, height] = lying ? [rows, columns] : [columns, rows];
  const out = new Uint8Array(greys.length);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const [u, v] = { 0: [x, y], 90: [y, rows - 1 - x], 180: [columns - 1 - x, rows - 1 - y], 270: [columns - 1 - y, x] }[rotation] as [
        number,
        number,
      ];
      out[y * width + x] = greys[v * columns + (flipHorizontal ? columns - 1 - u : u)] ?? 0;
    }
  return out;
}

describe.skipIf(dataFolder === null)("presentation states of real and made files (needs ../shared/data)", () => {
  const folder = dataFolder ?? "";
  const listed =
    dataFolder === null
      ? []
      : (JSON.parse(fs.readFileSync(path.join(folder, "18-derived-objects/index.json"), "utf8")) as { renderings: Rendering[] }).renderings;
  const ours = listed.filter(({ presentationState, png }) => presentationState !== undefined && !/overlay/.test(png));

  test("there are renderings to compare with", () => expect(ours.length).toBeGreaterThanOrEqual(8));

  test.each(ours)("T2: $png as $tool draws it, within $tolerance.maxAbs", async ({ png, image, presentationState = "", tolerance }) => {
    const state = stateOf(presentationState);
    const { decoded, look, index } = await decodeFile(image, codecs);
    const name = { sopInstanceUid: index.instance.sopInstanceUid, frameNumber: 1 };
    const pixels = new Uint32Array(decoded.columns * decoded.rows);
    const view = { voi: presentedVoi(look, state, name), inverted: false, presentation: state.presentationLut };
    // the tool knows no padding: with black and white exchanged its background is white
    painterFor(presentedLook({ ...look, padding: null }, state), decoded.photometric, view)(decoded.values, pixels.length, pixels);
    const greys = turned(
      Uint8Array.from(pixels, (pixel) => pixel & 0xff),
      decoded.columns,
      decoded.rows,
      presentedTurn(state),
    );
    const wanted = readPng(path.join(folder, png));
    const worst = greys.reduce((most, grey, at) => Math.max(most, Math.abs(grey - (wanted.pixels[at * wanted.channels] ?? 0))), 0);
    expect(worst).toBeLessThanOrEqual(tolerance.maxAbs);
  });

  // facts.json: as pydicom reads them
  test("marks, area and shutter stand where the file says", () => {
    const marked = stateOf("18-derived-objects/made-gsps-1-lung-window-and-marks.dcm");
    const [image] = marked.images;
    expect(graphicsFor(marked, { sopInstanceUid: image?.sopInstanceUid ?? "", frameNumber: 1 })).toEqual([
      { kind: "ellipse", space: "image", middle: { x: 200, y: 250 }, first: { x: 240, y: 250 }, second: { x: 200, y: 290 } },
      { kind: "line", space: "image", points: [300, 340, 330, 300].map((x, at) => ({ x, y: [200, 220, 260, 200][at] })) },
      { kind: "ellipse", space: "image", middle: { x: 130, y: 300 }, first: { x: 160, y: 300 }, second: { x: 130, y: 315 } },
      { kind: "point", space: "image", at: { x: 256, y: 256 } },
      { kind: "text", space: "image", at: { x: 200, y: 250 }, lines: ["nodule?", "see report"] },
    ]);
    const shown = stateOf("18-derived-objects/made-gsps-5-displayed-area-and-shutter.dcm");
    expect(shown.areas.map(({ from, to }) => [from, to])).toEqual([
      [
        { x: 128, y: 128 },
        { x: 384, y: 384 },
      ],
    ]);
    expect(shown.shutters).toEqual([{ kind: "circle", center: { x: 255.5, y: 255.5 }, radius: 100 }]);
  });

  test("another object is no presentation state", () => {
    expect(readPresentationState(bytesOf("18-derived-objects/made-kos-3-key-images.dcm"), inflate)).toBeNull();
    expect(readPresentationState(new Uint8Array(200), inflate)).toBeNull();
  });
});
