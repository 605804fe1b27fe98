import { IN_WORD } from "./plain-text.ts";

/** What kind of thing is measured, in the unit that marks keep it in: mm, mm², px, px², °; anything else by its own name ("hu"). */
export type UnitKind = "mm" | "mm²" | "px" | "px²" | "°" | (string & {});

/** `factor` times the written number gives the kept one: 10 for cm. */
type TextUnit = { readonly kind: UnitKind; readonly factor: number };

/** A number as it stands in a text: where, its value, and how finely it was written. `unit` null: none is written that is known here. */
export type TextNumber = {
  readonly from: number;
  readonly to: number;
  readonly value: number;
  readonly decimals: number;
  readonly unit: TextUnit | null;
};

/** "17.2 × 14.1 mm", "−830 HU ± 21", "1,7 cm": numbers that belong together. One without a unit of its own has its neighbour's. */
export type TextQuantity = { readonly from: number; readonly to: number; readonly numbers: readonly TextNumber[] };

/** Longer spellings first, so that "mm2" is not read as "mm". The other scripts are those that the pages can print. */
const UNITS: readonly (readonly [spelling: RegExp, kind: UnitKind, factor: number])[] = [
  [/mm\s?(?:²|\^?2|sq)|qmm|sq\.?\s?mm/u, "mm²", 1],
  [/cm\s?(?:²|\^?2|sq)|qcm|sq\.?\s?cm/u, "mm²", 100],
  [/px²|pixels? squared/u, "px²", 1],
  [/mm|millim[eèé]t(?:er|re)s?|mil[ií]metros?|millimetri|мм|χιλ|מ[״"]מ|مم|ملم|毫米|ミリ/u, "mm", 1],
  [/cm|[cz]entim[eèé]t(?:er|re)s?|cent[ií]metros?|centimetri|см|ס[״"]מ|سم|厘米|公分|センチ/u, "mm", 10],
  [/µm|μm|um/u, "mm", 0.001],
  [/px|pixels?/u, "px", 1],
  [/°|deg(?:rees?)?|grad/u, "°", 1],
  [/h\.?u\.?|he|uh|hounsfield(?: units)?/u, "hu", 1],
];

const NUMBER = /[−-]?\d+(?:[.,]\d+)?(?!\d|[.,]\d)/u;
const JOINED = /\s*(?:×|[x*/–-]|by|mal|sur|por|per|±|\+\/-)\s*/u;

const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\/]/g, String.raw`\$&`);

/** The first word of what a figure is counted in: "mm at detector" is mm, and says so. */
export const unitKindOf = (unit: string): UnitKind => {
  const lower = unit.toLowerCase();
  return /^(?:mm²|mm|px²|px|°)/u.exec(lower)?.[0] ?? lower;
};

/** What a unit says besides its kind: "at detector", "estimated"; it belongs to the number wherever the number goes (T4). */
export const qualifierOf = (unit: string): string =>
  unit.slice(/^(?:mm²|mm|px²|px|°)/u.exec(unit)?.[0].length ?? unit.length).replaceAll(/^[\s,(]+|[\s)]+$/gu, "");

function knownUnits(own: readonly string[]): { readonly any: string; readonly read: (written: string) => TextUnit | null } {
  const ownUnits = own.map(unitKindOf).filter((unit) => unit !== "" && !UNITS.some(([spelling]) => spelling.exec(unit)?.[0] === unit));
  const any = [...ownUnits.map(escaped), ...UNITS.map(([spelling]) => spelling.source)].join("|");
  const read = (written: string): TextUnit | null => {
    const lower = written.toLowerCase();
    if (ownUnits.includes(lower)) return { kind: lower, factor: 1 };
    const found = UNITS.find(([spelling]) => spelling.exec(lower)?.[0] === lower);
    return found === undefined ? null : { kind: found[1], factor: found[2] };
  };
  return { any, read };
}

const numberAt = (from: number, written: string, unit: TextUnit | null): TextNumber => ({
  from,
  to: from + written.length,
  value: Number(written.replace("−", "-").replace(",", ".")),
  decimals: /[.,](\d+)$/.exec(written)?.[1]?.length ?? 0,
  unit,
});

/** "17.2 × 14.1 mm" and "−830 HU ± 21": the unit to the right, else the one to the left. */
const shared = (numbers: readonly TextNumber[]): TextNumber[] =>
  numbers.map((number, index) => ({
    ...number,
    unit:
      number.unit ??
      numbers.slice(index).find(({ unit }) => unit !== null)?.unit ??
      numbers.findLast(({ unit }, at) => at < index && unit !== null)?.unit ??
      null,
  }));

/** More numbers than this behind each other are a table, and no measurement. */
const MAX_JOINED = 4;

/**
 * The quantities of a text, in their order. `ownUnits` are units that are read besides millimetres, pixels, degrees and Hounsfield units.
 * What is glued to a letter or is part of a longer number or a date ("12.05.2026") is none.
 */
export function quantitiesIn(text: string, ownUnits: readonly string[] = []): TextQuantity[] {
  const { any, read } = knownUnits(ownUnits);
  const one = `${NUMBER.source}(?:[\\s–-]*(?:${any})(?![${IN_WORD}]))?`;
  const whole = new RegExp(`(?<![${IN_WORD}.,])${one}(?:${JOINED.source}${one}){0,${MAX_JOINED - 1}}`, "giu");
  const part = new RegExp(`(${NUMBER.source})(?:[\\s–-]*(${any})(?![${IN_WORD}]))?`, "giuy");
  return [...text.matchAll(whole)].map((found): TextQuantity => {
    const numbers: TextNumber[] = [];
    for (let at = 0; at < found[0].length; ) {
      part.lastIndex = at;
      const next = part.exec(found[0]);
      if (next !== null) numbers.push(numberAt(found.index + at, next[1] ?? "", next[2] === undefined ? null : read(next[2])));
      at = next === null ? at + 1 : part.lastIndex;
    }
    return { from: found.index, to: found.index + found[0].length, numbers: shared(numbers) };
  });
}
