import type { FrameLook } from "./frame-table.ts";
import type { LutTable } from "./lut-table.ts";
import { modalityValue } from "./modality-lut.ts";
import { paletteColour } from "./palette-lut.ts";
import { type Voi, voiOutput } from "./voi-lut.ts";

/**
 * How the reader looks at a grey image: the window or table, and whether black and white were exchanged by hand. `presentation` is the table
 * of a presentation state behind both (PS3.3 C.11.4).
 */
export type GreyView = { readonly voi: Voi; readonly inverted: boolean; readonly presentation?: LutTable | null };

/** What a grey level depends on; a `FrameLook` has it all. */
export type GreyLook = Pick<FrameLook, "pixel" | "modality" | "padding" | "inverted" | "palette">;

/** Grey of background: pixel padding is no tissue, whatever the window (T2). */
export const BACKGROUND = 0;

/** PS3.3 C.11.2: rounded once, at the very end. */
export const roundGrey = (real: number): number => Math.min(255, Math.max(0, Math.floor(real + 0.5)));

const isPadding = (look: GreyLook, stored: number): boolean =>
  look.padding !== null && stored >= look.padding.from && stored <= look.padding.to;

/** MONOCHROME1 or INVERSE of the file, and the reader's own inversion. */
const inverts = (look: GreyLook, view: GreyView): boolean => look.inverted !== view.inverted;

/** The output of the VOI stage, 0 … 255, spread over the entries of a Presentation LUT; what they hold are grey levels of equal steps to the eye. */
function throughTable(table: LutTable | null, real: number): number {
  if (table === null) return real;
  const entry = table.entries[Math.round((real / 255) * (table.entries.length - 1))] ?? 0;
  return (entry / (2 ** table.bits - 1)) * 255;
}

/** The grey of one stored value: Modality LUT, VOI, presentation, padding. */
export function greyOf(look: GreyLook, view: GreyView, stored: number): number {
  if (isPadding(look, stored)) return BACKGROUND;
  const real = throughTable(view.presentation ?? null, voiOutput(view.voi, modalityValue(look.modality, stored)));
  return roundGrey(inverts(look, view) ? 255 - real : real);
}

export const GREY_TABLE_ENTRIES = 65536;

/** 0xffGGGGGG: a canvas pixel on a little endian host, which all hosts of Chromium are. */
export const greyPixel = (grey: number): number => (0xff000000 | (grey << 16) | (grey << 8) | grey) >>> 0;

/** Stored values of up to 16 bits can be looked up; wider ones and floats are computed one by one. */
export const hasTable = (look: GreyLook): boolean =>
  look.pixel.samplesPerPixel === 1 && look.pixel.numberType === "integer" && look.pixel.bitsAllocated <= 16;

const storedAt = (look: GreyLook, index: number): number => (look.pixel.signed ? (index << 16) >> 16 : index);

/**
 * The table "stored value & 0xffff → canvas pixel", computed in float64 from the formulas: exact by construction. Only looked up afterwards,
 * so a new window decodes nothing.
 */
export function greyTable(look: GreyLook, view: GreyView): Uint32Array<ArrayBuffer> {
  const table = new Uint32Array(GREY_TABLE_ENTRIES);
  for (let index = 0; index < GREY_TABLE_ENTRIES; index++) table[index] = greyPixel(greyOf(look, view, storedAt(look, index)));
  return table;
}

/** The same for PALETTE COLOR: index → colour. */
export function colourTable(look: GreyLook): Uint32Array<ArrayBuffer> {
  const table = new Uint32Array(GREY_TABLE_ENTRIES);
  const { palette } = look;
  if (palette === null) return table;
  for (let index = 0; index < GREY_TABLE_ENTRIES; index++) table[index] = paletteColour(palette, storedAt(look, index));
  return table;
}
