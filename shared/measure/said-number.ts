import type { MarkFigure } from "./kept-mark.ts";
import { type TextNumber, type TextQuantity, unitKindOf } from "./text-quantity.ts";

/** A number that is said of a mark, and the figure that it repeats; null when it repeats none. */
export type SaidNumber = { readonly number: TextNumber; readonly figure: MarkFigure | null };

type Role = MarkFigure["name"];
const SHORT = /\b(?:short|width|kurz|petit|corto|breit)/iu;

/** Which figures a number may repeat, by its unit and by the words around it. */
function rolesOf(number: TextNumber, isOneOfSeveral: boolean, isSpread: boolean, words: string): readonly Role[] {
  const says = (pattern: RegExp): boolean => pattern.test(words);
  if (isSpread || says(/\bsd\b|deviation|standardabw/iu)) return ["deviation"];
  const grey: readonly Role[] = says(/\bmin/iu) ? ["min"] : says(/\bmax/iu) ? ["max"] : ["mean", "value"];
  const lengths: readonly Role[] = isOneOfSeveral ? ["length", "long", "short"] : says(SHORT) ? ["length", "short"] : ["length", "long"];
  const kind = number.unit?.kind ?? null;
  if (kind === null) return [...lengths, "angle", "area", ...grey];
  if (kind === "mm" || kind === "px") return kind === "px" ? [...lengths, "pixels"] : lengths;
  if (kind === "mm²" || kind === "px²") return ["area"];
  return kind === "°" ? ["angle"] : grey;
}

export const figureKind = (figure: MarkFigure): string => (figure.name === "pixels" ? "px" : unitKindOf(figure.unit));

const BY_ROUNDING = 0.5;
const COARSEST = 0.03;

/** Whether a written number is that figure, rounded at most as finely as it was written, and never by more than half a unit or 3 %. */
export function repeats({ value, decimals, unit }: TextNumber, figure: MarkFigure): boolean {
  const kind = figureKind(figure);
  if (unit !== null && unit.kind !== kind) return false;
  const factor = unit?.factor ?? 1;
  // lengths and angles have no sign: what looks like one is a dash
  const written = kind === "mm" || kind === "px" || kind === "°" ? Math.abs(value) : value;
  const step = BY_ROUNDING * 10 ** -decimals * factor;
  const bound = Math.min(step, Math.max(BY_ROUNDING, COARSEST * Math.abs(figure.value)));
  return Math.abs(written * factor - figure.value) <= bound * (1 + 1e-9) + 1e-9;
}

const WORDS_AROUND = 24;

/** The numbers of a quantity beside what a mark measures. `before`: the words in front of it that belong to it. */
export function compared(text: string, quantity: TextQuantity, before: string, figures: readonly MarkFigure[]): SaidNumber[] {
  const after = /^[^.;,(\n]*/u.exec(text.slice(quantity.to, quantity.to + WORDS_AROUND).replace(/^\s*\(/u, ""))?.[0] ?? "";
  const words = `${before.slice(-2 * WORDS_AROUND)} ${after}`;
  const used = new Set<MarkFigure>();
  return quantity.numbers.flatMap((number, index): SaidNumber[] => {
    const previous = quantity.numbers[index - 1];
    const isSpread = previous !== undefined && /±|\+\/-/u.test(text.slice(previous.to, number.from));
    const kind = number.unit?.kind;
    // behind a length it is how sure the reader is
    if (isSpread && (kind === "mm" || kind === "px" || kind === "°")) return [];
    const isOneOfSeveral = quantity.numbers.some((other) => other !== number && other.unit?.kind === kind);
    const roles = rolesOf(number, isOneOfSeveral, isSpread, words);
    // each number of "17.2 × 17.2 mm" has a figure of its own, or none
    const figure = figures.find((one) => roles.includes(one.name) && !used.has(one) && repeats(number, one)) ?? null;
    if (figure !== null) used.add(figure);
    return [{ number, figure }];
  });
}
