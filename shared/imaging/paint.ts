import type { FrameLook } from "./frame-table.ts";
import { colourTable, type GreyView, greyOf, greyPixel, greyTable, hasTable } from "./grey-table.ts";

/** Numbers in an array, of whatever width. */
export type Samples = { readonly length: number; readonly [index: number]: number };

/** What a decoded frame's samples are; the decoder says it. */
export type SampleMeaning = "MONOCHROME1" | "MONOCHROME2" | "PALETTE COLOR" | "RGB" | "YBR_FULL";

/** Writes canvas pixels (0xAABBGGRR) for `count` pixels of a frame. */
export type Painter = (values: Samples, count: number, out: Uint32Array) => void;

const clampByte = (value: number): number => Math.min(255, Math.max(0, value));

const pack = (red: number, green: number, blue: number): number => (0xff000000 | (blue << 16) | (green << 8) | red) >>> 0;

/** YBR_FULL to RGB (PS3.3 C.7.6.3.1.2, inverted), rounded half up. */
export function rgbOfYbr(y: number, cb: number, cr: number): readonly [number, number, number] {
  const [b, r] = [cb - 128, cr - 128];
  const round = (value: number): number => clampByte(Math.floor(value + 0.5));
  return [round(y + 1.402 * r), round(y - 0.344136286 * b - 0.714136286 * r), round(y + 1.772 * b)];
}

function colourPainter(meaning: SampleMeaning, bitsStored: number): Painter {
  // 16-bit colour shows its upper 8 bits, as every display does.
  const scale = bitsStored > 8 ? 2 ** (bitsStored - 8) : 1;
  if (meaning === "YBR_FULL") {
    return (values, count, out) => {
      for (let i = 0; i < count; i++) {
        const [red, green, blue] = rgbOfYbr(
          (values[3 * i] ?? 0) / scale,
          (values[3 * i + 1] ?? 0) / scale,
          (values[3 * i + 2] ?? 0) / scale,
        );
        out[i] = pack(red, green, blue);
      }
    };
  }
  return (values, count, out) => {
    for (let i = 0; i < count; i++) {
      const at = 3 * i;
      out[i] = pack(
        Math.floor((values[at] ?? 0) / scale),
        Math.floor((values[at + 1] ?? 0) / scale),
        Math.floor((values[at + 2] ?? 0) / scale),
      );
    }
  };
}

function tablePainter(table: Uint32Array): Painter {
  return (values, count, out) => {
    for (let i = 0; i < count; i++) out[i] = table[(values[i] as number) & 0xffff] as number;
  };
}

/** The painter of a look under a view; building it costs 0.2 to 2 ms for grey, using it one look-up per pixel. */
export function painterFor(look: FrameLook, meaning: SampleMeaning, view: GreyView): Painter {
  if (look.pixel.samplesPerPixel === 3) return colourPainter(meaning, look.pixel.bitsStored);
  if (meaning === "PALETTE COLOR") return tablePainter(colourTable(look));
  if (hasTable(look)) return tablePainter(greyTable(look, view));
  return (values, count, out) => {
    for (let i = 0; i < count; i++) out[i] = greyPixel(greyOf(look, view, values[i] as number));
  };
}
