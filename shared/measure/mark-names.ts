import { IN_WORD } from "./plain-text.ts";

/** Where a text names a mark. `isSure`: spelt as the window spells it ("M1"), not "m 1" or "M1a". `isWord`: "mark 1", "ROI 1". */
export type NamePlace = {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  readonly isSure: boolean;
  readonly isWord: boolean;
};

const NAME = new RegExp(
  `(?<![${IN_WORD}_])(?:([MRP])([ .#–-]?)|(mark|marke|measurement|messung|roi) ?#?)(\\d{1,4})([a-d])?(?![${IN_WORD}]|[.,]\\d)`,
  "giu",
);

const WORDS_AROUND = 24;

/** "pT2 N1 M1", "stage M1", "R1 resection": with these neighbours the names below are the cancer's. Staging knows M0, M1 and R0 to R2. */
const STAGE_NAMES: ReadonlySet<string> = new Set(["M0", "M1", "R0", "R1", "R2"]);
const STAGE_BEFORE = /\b(?:N[0-3x][a-c]?|stage|stadium|status|resect\p{L}*|resektion|margins?)[\s,:]*$/iu;
const STAGE_BEHIND = /^[\s-]*(?:resect|resektion|status|stage|disease|stadium)/iu;
const NUMBER_WITH_UNIT = /^[\s:=(]*\d[\d.,]*\s?(?:mm|cm|hu|°)/iu;

function isStage(text: string, name: string, from: number, to: number): boolean {
  if (!STAGE_NAMES.has(name)) return false;
  const behind = text.slice(to, to + WORDS_AROUND);
  // no stage has millimetres
  if (NUMBER_WITH_UNIT.test(behind)) return false;
  return STAGE_BEFORE.test(text.slice(Math.max(0, from - WORDS_AROUND), from)) || STAGE_BEHIND.test(behind);
}

/** All names of a text in their order; `text` is a `plainText`. */
export function namesIn(text: string): NamePlace[] {
  return [...text.matchAll(NAME)].flatMap((found) => {
    const [whole, letter = "", gap = "", word = "", digits = "", suffix = ""] = found;
    const [from, to] = [found.index, found.index + whole.length];
    const isSure = word === "" && gap === "" && suffix === "" && letter === letter.toUpperCase();
    // "1.8 m2" and "mg/m2" are square metres
    if (letter === "m" && /[\d/]\s?$/u.test(text.slice(Math.max(0, from - 2), from))) return [];
    const initial = word === "" ? letter.toUpperCase() : word.toLowerCase() === "roi" ? "R" : "M";
    const name = `${initial}${Number(digits)}`;
    return isStage(text, name, from, to) ? [] : [{ name, from, to, isSure, isWord: word !== "" }];
  });
}

const JOINING = /^\s*(?:,|\/|\+|[–−-]|&|and|und|et|y|e|plus|minus)\s*$/iu;

/** Names that stand together, as "M1 and M2" or "M1/M2": what follows belongs to all of them. */
export function namesTogether(text: string, names: readonly NamePlace[]): NamePlace[][] {
  const groups: NamePlace[][] = [];
  for (const name of names) {
    const last = groups.at(-1);
    const before = last?.at(-1);
    if (last !== undefined && before !== undefined && JOINING.test(text.slice(before.to, name.from))) last.push(name);
    else groups.push([name]);
  }
  return groups;
}
