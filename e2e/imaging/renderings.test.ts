import fs from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { frameStatistics } from "#shared/imaging/frame-statistics.ts";
import type { FrameLook } from "#shared/imaging/frame-table.ts";
import { painterFor } from "#shared/imaging/paint.ts";
import type { Voi } from "#shared/imaging/voi-lut.ts";
import { voiOfPreset } from "#shared/imaging/window-presets.ts";
import { dataFolder, decodeFile, expectation, nodeCodecs, sha256 } from "./data-folder.ts";
import { readPng } from "./png.ts";

const codecs = nodeCodecs();

const windowed = (center: number, width: number): Voi => ({ kind: "window", center, width, shape: "linear", explanation: null });

type Rendering = {
  readonly png: string;
  readonly image: string;
  readonly window?: string;
  readonly tolerance: { readonly maxAbs: number };
};

/** The window of a reference rendering, from the words beside it. */
function voiFor(words: string, look: FrameLook, values: ArrayLike<number>): Voi {
  const numbers = /centre (-?\d+) width (\d+)/.exec(words);
  if (numbers !== null) return windowed(Number(numbers[1]), Number(numbers[2]));
  const preset = words.startsWith("first") ? "file-0" : "full";
  // DCMTK counts padding among the values of a frame.
  return voiOfPreset(preset, look, frameStatistics(values, null));
}

describe.skipIf(dataFolder === null)("P8: reference renderings (needs ../shared/data)", () => {
  const folder = dataFolder ?? "";
  const listed =
    dataFolder === null
      ? []
      : (JSON.parse(fs.readFileSync(path.join(folder, "18-derived-objects/index.json"), "utf8")) as { renderings: Rendering[] }).renderings;
  const ours = listed.filter((rendering) => rendering.window !== undefined);

  test("there are renderings to compare with", () => {
    expect(ours.length).toBeGreaterThanOrEqual(15);
  });

  test.each(ours)("$png ($window) within $tolerance.maxAbs", async ({ png, image, window = "", tolerance }) => {
    const { decoded, look } = await decodeFile(image, codecs);
    const wanted = readPng(path.join(folder, png));
    expect([decoded.columns, decoded.rows]).toEqual([wanted.width, wanted.height]);
    const pixels = new Uint32Array(decoded.columns * decoded.rows);
    painterFor(look, decoded.photometric, { voi: voiFor(window, look, decoded.values), inverted: false })(
      decoded.values,
      pixels.length,
      pixels,
    );
    const painted = new Uint8Array(pixels.buffer);
    let worst = 0;
    for (let i = 0; i < pixels.length; i++) {
      for (let channel = 0; channel < wanted.channels; channel++) {
        worst = Math.max(worst, Math.abs((painted[4 * i + channel] ?? 0) - (wanted.pixels[wanted.channels * i + channel] ?? 0)));
      }
    }
    expect(worst).toBeLessThanOrEqual(tolerance.maxAbs);
  });

  const coloured = [...expectation().values()].filter(({ frames, photometric }) => frames?.[0]?.rgb !== undefined && photometric !== "RGB");

  test.each(coloured.map(({ file }) => ({ file })))("palette and YBR as RGB: $file", async ({ file }) => {
    const expected = expectation().get(file)?.frames?.[0]?.rgb;
    const { decoded, look } = await decodeFile(file, codecs);
    const pixels = new Uint32Array(decoded.columns * decoded.rows);
    painterFor(look, decoded.photometric, { voi: windowed(128, 256), inverted: false })(decoded.values, pixels.length, pixels);
    const rgba = new Uint8Array(pixels.buffer);
    const rgb = Uint8Array.from({ length: 3 * pixels.length }, (_, i) => rgba[4 * Math.floor(i / 3) + (i % 3)] ?? 0);
    if (decoded.photometric === "PALETTE COLOR") expect(sha256(rgb)).toBe(expected?.sha256);
    for (const [row = 0, column = 0, ...wanted] of expected?.probes ?? []) {
      wanted.forEach((value, channel) => {
        expect(Math.abs((rgb[3 * (row * decoded.columns + column) + channel] ?? 0) - value)).toBeLessThanOrEqual(1);
      });
    }
  });
});
