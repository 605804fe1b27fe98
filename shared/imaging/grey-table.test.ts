import { describe, expect, test } from "vitest";
import type { FrameLook } from "./frame-table.ts";
import { GREY_TABLE_ENTRIES, type GreyView, greyTable } from "./grey-table.ts";
import { madeLook } from "./made-look.ts";
import type { ModalityLut } from "./modality-lut.ts";
import type { Voi, WindowShape } from "./voi-lut.ts";

const window = (center: number, width: number, shape: WindowShape = "linear"): Voi => ({
  kind: "window",
  center,
  width,
  shape,
  explanation: null,
});
const rescale = (slope: number, intercept: number): ModalityLut => ({ kind: "rescale", slope, intercept });

/** The real-valued formulas once more, written down from the paragraphs and not from the product's code. */
function byTheStandard(x: number, voi: Voi): number {
  if (voi.kind === "table") {
    const { firstMapped, bits, entries } = voi.table;
    return (255 * (entries[Math.min(entries.length - 1, Math.max(0, Math.round(x) - firstMapped))] ?? 0)) / (2 ** bits - 1);
  }
  const { center: c, width: w, shape } = voi;
  if (shape === "sigmoid") return 255 / (1 + Math.exp((-4 * (x - c)) / w));
  if (shape === "linear-exact") return x <= c - w / 2 ? 0 : x > c + w / 2 ? 255 : ((x - c) / w + 0.5) * 255;
  return x <= c - 0.5 - (w - 1) / 2 ? 0 : x > c - 0.5 + (w - 1) / 2 ? 255 : ((x - (c - 0.5)) / (w - 1) + 0.5) * 255;
}

function worstError(look: FrameLook, view: GreyView, real: (stored: number) => number): number {
  const table = greyTable(look, view);
  let worst = 0;
  for (let index = 0; index < GREY_TABLE_ENTRIES; index++) {
    const stored = look.pixel.signed ? (index << 16) >> 16 : index;
    worst = Math.max(worst, Math.abs(((table[index] ?? 0) & 255) - real(stored)));
  }
  return worst;
}

const curve = Array.from({ length: 4096 }, (_, i) => Math.round(4095 * (i / 4095) ** 1.7));

// The cases of performance.md §5, each over all 65,536 stored values of a signed image.
describe("I9: grey within half a level of PS3.3 C.11.2 for every stored value", () => {
  test.each<{ name: string; modality: ModalityLut; voi: Voi }>([
    { name: "LINEAR 40/400, intercept −1024", modality: rescale(1, -1024), voi: window(40, 400) },
    { name: "LINEAR 40/4000", modality: rescale(1, -1024), voi: window(40, 4000) },
    { name: "LINEAR full range", modality: { kind: "identity" }, voi: window(0, 65536) },
    { name: "LINEAR width 2", modality: { kind: "identity" }, voi: window(40, 2) },
    { name: "LINEAR width 1", modality: { kind: "identity" }, voi: window(40, 1) },
    { name: "LINEAR −600/1500", modality: rescale(1, -1024), voi: window(-600, 1500) },
    { name: "LINEAR 30.5/7.3, slope 0.0137", modality: rescale(0.0137, 0), voi: window(30.5, 7.3) },
    { name: "LINEAR_EXACT 40/400", modality: rescale(1, -1024), voi: window(40, 400, "linear-exact") },
    { name: "LINEAR_EXACT width 2", modality: { kind: "identity" }, voi: window(40, 2, "linear-exact") },
    { name: "LINEAR_EXACT width 1", modality: { kind: "identity" }, voi: window(40, 1, "linear-exact") },
    { name: "SIGMOID 40/400", modality: rescale(1, -1024), voi: window(40, 400, "sigmoid") },
    { name: "SIGMOID 2048/4096", modality: { kind: "identity" }, voi: window(2048, 4096, "sigmoid") },
    {
      name: "VOI LUT, 12 bits",
      modality: { kind: "identity" },
      voi: { kind: "table", table: { firstMapped: 0, bits: 12, entries: curve }, explanation: null },
    },
  ])("$name", ({ modality, voi }) => {
    const look = madeLook({ modality, pixel: { signed: true } });
    const toModality = (stored: number): number => (modality.kind === "rescale" ? stored * modality.slope + modality.intercept : stored);
    expect(worstError(look, { voi, inverted: false }, (stored) => byTheStandard(toModality(stored), voi))).toBeLessThanOrEqual(0.5);
    expect(worstError(look, { voi, inverted: true }, (stored) => 255 - byTheStandard(toModality(stored), voi))).toBeLessThanOrEqual(0.5);
  });

  test("Modality LUT Sequence: the first value mapped is the index of its first entry", () => {
    const table = { firstMapped: 100, bits: 16, entries: [500, 600, 700] };
    const look = madeLook({ modality: { kind: "table", table } });
    const voi = window(600, 401);
    const value = (stored: number): number => (stored <= 100 ? 500 : stored === 101 ? 600 : 700);
    expect(worstError(look, { voi, inverted: false }, (stored) => byTheStandard(value(stored), voi))).toBeLessThanOrEqual(0.5);
  });
});

describe("T2: what else decides a grey", () => {
  const voi = window(128, 256);

  test("MONOCHROME1 inverts, the reader's own inversion turns it back", () => {
    const look = madeLook({ inverted: true, pixel: { photometric: "MONOCHROME1" } });
    expect((greyTable(look, { voi, inverted: false })[255] ?? 1) & 255).toBe(0);
    expect((greyTable(look, { voi, inverted: true })[255] ?? 1) & 255).toBe(255);
  });

  test("pixel padding is background in every window and every inversion", () => {
    const look = madeLook({ padding: { from: 200, to: 250 }, inverted: true });
    for (const inverted of [true, false]) {
      const table = greyTable(look, { voi, inverted });
      expect([199, 200, 250, 251].map((stored) => ((table[stored] ?? 0) & 255) === 0)).toEqual([false, true, true, false]);
    }
  });
});
