import { z } from "zod";
import { type Attributes, codeOf, codesOf, hasValue, itemsOf, numbersOf, textOf } from "../dicom/attributes.ts";
import { tags } from "../dicom/tags.ts";
import { entryFor, LutTable, readLutTable } from "./lut-table.ts";

/** Which formula a window follows (PS3.3 C.11.2.1.3). */
export const WindowShape = z.enum(["linear", "linear-exact", "sigmoid"]);
export type WindowShape = z.infer<typeof WindowShape>;

export const VoiWindow = z.object({
  kind: z.literal("window"),
  center: z.number(),
  width: z.number().positive(),
  shape: WindowShape,
  explanation: z.string().nullable(),
});
export type VoiWindow = z.infer<typeof VoiWindow>;

/** One way of looking that the file offers: a window or a table, with its name (PS3.3 C.11.2). */
export const Voi = z.discriminatedUnion("kind", [
  VoiWindow,
  z.object({ kind: z.literal("table"), table: LutTable, explanation: z.string().nullable() }),
]);
export type Voi = z.infer<typeof Voi>;

export type WindowNumbers = { readonly center: number; readonly width: number };

const clamp = (value: number, top: number): number => Math.min(top, Math.max(0, value));

/** PS3.3 C.11.2.1.2.1, output 0 … `top`. The width is at least 1; width 1 is a threshold. */
export function voiLinear(x: number, { center, width }: WindowNumbers, top = 255): number {
  const [c, w] = [center - 0.5, width - 1];
  if (x <= c - w / 2) return 0;
  if (x > c + w / 2) return top;
  return ((x - c) / w + 0.5) * top;
}

/** PS3.3 C.11.2.1.3.2, output 0 … `top`. */
export const voiLinearExact = (x: number, { center, width }: WindowNumbers, top = 255): number =>
  clamp(((x - center) / width + 0.5) * top, top);

/** PS3.3 C.11.2.1.3.1, output 0 … `top`. */
export const voiSigmoid = (x: number, { center, width }: WindowNumbers, top = 255): number =>
  top / (1 + Math.exp((-4 * (x - center)) / width));

/** The output of a window, 0 … 255 without rounding. A width below 1, which LINEAR does not allow, is read as LINEAR_EXACT. */
export function windowOutput(window: VoiWindow, x: number): number {
  switch (window.shape) {
    case "linear":
      return window.width < 1 ? voiLinearExact(x, window) : voiLinear(x, window);
    case "linear-exact":
      return voiLinearExact(x, window);
    case "sigmoid":
      return voiSigmoid(x, window);
  }
}

/** The output of a window or table, 0 … 255 without rounding. */
export function voiOutput(voi: Voi, x: number): number {
  if (voi.kind === "window") return windowOutput(voi, x);
  return (entryFor(voi.table, x) / (2 ** voi.table.bits - 1)) * 255;
}

export type VoiRead = { readonly choices: readonly Voi[]; readonly warnings: readonly string[] };

function shapeOf(name: string | null): WindowShape {
  if (name === "SIGMOID") return "sigmoid";
  return name === "LINEAR_EXACT" ? "linear-exact" : "linear";
}

function windowsOf(attributes: Attributes, warnings: string[]): Voi[] {
  const centers = numbersOf(attributes, tags.windowCenter);
  const widths = numbersOf(attributes, tags.windowWidth);
  const names = (textOf(attributes, tags.windowCenterWidthExplanation) ?? "").split("\\").map((name) => name.trim());
  const shape = shapeOf(codeOf(attributes, tags.voiLutFunction));
  const count = Math.min(centers.length, widths.length);
  if (codesOf(attributes, tags.windowCenter).length !== codesOf(attributes, tags.windowWidth).length)
    warnings.push("windows without a width or a center");
  return Array.from({ length: count }, (_, i) => i).flatMap((i): Voi[] => {
    const [center = Number.NaN, width = Number.NaN] = [centers[i], widths[i]];
    if (!Number.isFinite(center) || !(width > 0)) {
      warnings.push(`window ${i + 1} has a width that is not allowed`);
      return [];
    }
    return [{ kind: "window", center, width, shape, explanation: names[i] || null }];
  });
}

/** All tables and windows of a data set or functional group, tables first: a VOI LUT goes before the windows beside it (T2). */
export function voiOf(attributes: Attributes, signed: boolean, bigEndian: boolean): VoiRead {
  const warnings: string[] = [];
  const items = itemsOf(attributes, tags.voiLutSequence).filter(
    (item) => hasValue(item, tags.lutDescriptor) || hasValue(item, tags.lutData),
  );
  const tables = items.flatMap((item, i): Voi[] => {
    const table = readLutTable(item, signed, bigEndian);
    if (table === null) warnings.push(`VOI LUT ${i + 1} does not fit its description`);
    return table === null ? [] : [{ kind: "table", table, explanation: textOf(item, tags.lutExplanation) }];
  });
  return { choices: [...tables, ...windowsOf(attributes, warnings)], warnings };
}
