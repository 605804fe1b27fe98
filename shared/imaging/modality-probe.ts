import type { FrameLook } from "./frame-table.ts";
import { modalityValue } from "./modality-lut.ts";

/** What lies under the cursor: always the stored pixel, never an interpolated one (T3). */
export type PixelReading = {
  readonly stored: readonly number[];
  readonly value: number | null;
  readonly unit: string;
  readonly name: string;
  readonly text: string;
  readonly padding: boolean;
};

/** T7: HU whole, SUV with two decimals, others as fine as their size asks for. */
export function valueText(value: number, unit: string): string {
  const digits = unit === "HU" || Number.isInteger(value) ? 0 : unit === "g/ml" || Math.abs(value) < 10 ? 2 : 1;
  const number = value
    .toFixed(digits)
    .replace(/^-0(\.0+)?$/, "0")
    .replace("-", "−");
  return unit === "" ? number : `${number} ${unit}`;
}

/** T6: the SUV beside the activity that it is counted from, or why there is none. */
function suvText({ suv }: FrameLook, value: number): string {
  if (suv === undefined) return "";
  return suv.kind === "refused" ? ` · no SUV: ${suv.refused}` : ` · SUVbw ${(value * suv.factor).toFixed(2).replace("-", "−")}`;
}

/** The reading of one pixel; `stored` are its samples. */
export function readPixel(look: FrameLook, stored: readonly number[]): PixelReading {
  const [first = 0] = stored;
  if (stored.length === 3) {
    const [red, green, blue] = stored;
    return { stored, value: null, unit: "", name: "colour", text: `R ${red} G ${green} B ${blue}`, padding: false };
  }
  if (look.palette !== null) return { stored, value: null, unit: "", name: "palette index", text: `index ${first}`, padding: false };
  const padding = look.padding !== null && first >= look.padding.from && first <= look.padding.to;
  const value = modalityValue(look.modality, first);
  const { name, unit } = look.quantity;
  return { stored, value, unit, name, text: padding ? "padding" : `${valueText(value, unit)}${suvText(look, value)}`, padding };
}
