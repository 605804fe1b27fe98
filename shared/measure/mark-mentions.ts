import type { MarkFigure } from "./kept-mark.ts";
import { quantitiesIn, type TextNumber, type TextQuantity, unitKindOf } from "./text-quantity.ts";

/** A mark as a text may name it. `figures` null: it was removed, and its name stays taken. */
export type NamedMark = { readonly name: string; readonly figures: readonly MarkFigure[] | null };

/** A number that is said of a mark, and the figure that it repeats; null when the mark measures no such thing. */
export type SaidNumber = { readonly number: TextNumber; readonly figure: MarkFigure | null };

/**
 * One place where a text names a mark.
 * `said`: the numbers that stand with the name ("M1: 17.2 mm", "17.2 mm (M1)", "M1 measures 1,7 cm").
 * `near`: numbers later in its sentence ("M1 has grown to 17.2 mm"), which may speak of something else.
 * `isSure`: spelt as the window spells it ("M1"), not "m 1".
 */
export type Mention = {
  readonly name: string;
  readonly mark: NamedMark | null;
  readonly from: number;
  readonly to: number;
  readonly isSure: boolean;
  readonly said: readonly SaidNumber[];
  readonly saidText: string;
  /** Behind a line break the number may begin another line of thought. */
  readonly isOnNextLine: boolean;
  readonly near: readonly SaidNumber[];
  readonly nearText: string;
};

const NAME = /(?<![\p{L}\p{N}_])([MRP])([  -]?)(\d{1,4})(?![\p{L}\p{N}]|[.,]\d)/giu;

/** Words that may stand between a name and its number. */
const FIGURE_WORDS =
  /\b(?:longest|long|short|axis|axes|length|width|diameter|mean|average|area|max(?:imum)?|min(?:imum)?|sd|angle|länge|durchmesser|kurzachse|längsachse|mittelwert|fläche|diamètre|diámetro|diametro)\b/giu;
const LINKING_WORDS =
  /\b(?:measures|measured|measuring|measure|measurement|of|at|about|approx(?:imately)?|around|circa|ca|misst|mißt|mesure|mide|misura|with|mit)\b\.?/giu;
const LINKING_SIGNS = /^(?:\n(?!\s*\n)|[^\S\n]|[:=≈~([]|[–—-](?!\d))*$/u;

const isLinking = (between: string): boolean =>
  between.length <= 60 && LINKING_SIGNS.test(between.replaceAll(FIGURE_WORDS, "").replaceAll(LINKING_WORDS, ""));

/** Between two numbers of one mark: "204 HU, 312.4 mm²", "17.2 mm, short axis 14.1 mm". */
const isFurther = (between: string): boolean => /^[\s,;/(]*(?:and|und|et|y|e)?[\s(]*$/u.test(between.replaceAll(FIGURE_WORDS, ""));

/** Behind such a number it says where something lies. */
const PLACED =
  /^[\s,)]*(?:from|above|below|beneath|away|apart|deep|distal|proximal|caudal|cranial|medial|lateral|anterior|posterior|superior|inferior|beside|behind|off|margin|slice|von|vom|über|unter|oberhalb|unterhalb|entfernt)/iu;
const EARLIER_BEHIND = /^[\s,)]*(?:previously|before|earlier|ago|zuvor|vorher|in (?:19|20)\d\d)/iu;
const EARLIER = /\b(?:from|was|were|formerly|previously|before|earlier|versus|vs|statt|vorher|zuvor|war|von)\b[\s.:(]*$/iu;
/** "pT2 N1 M1", "stage M1", "R1 resection": these names are the cancer's. */
const STAGE_BEFORE = /\b(?:N[0-3x][a-c]?|stage|stadium|status|resect\p{L}*|resektion|margins?)[\s,:]*$/iu;
const STAGE_BEHIND = /^[\s-]*(?:resect|resektion|status|stage|disease|stadium)/iu;

const WORDS_AROUND = 24;

type Role = MarkFigure["name"];
const LENGTHS: readonly Role[] = ["length", "long"];

/** Which figures a number may repeat, by its unit and by the words around it. */
function rolesOf(number: TextNumber, isOneOfSeveral: boolean, isSpread: boolean, words: string): readonly Role[] {
  const says = (pattern: RegExp): boolean => pattern.test(words);
  if (isSpread || says(/\bsd\b|deviation|standardabw/iu)) return ["deviation"];
  const grey: readonly Role[] = says(/\bmin/iu) ? ["min"] : says(/\bmax/iu) ? ["max"] : ["mean", "value"];
  const lengths: readonly Role[] = isOneOfSeveral || says(/short|width|kurz|petit|corto/iu) ? [...LENGTHS, "short"] : LENGTHS;
  const kind = number.unit?.kind ?? null;
  if (kind === null) return [...lengths, "angle", "area", ...grey];
  if (kind === "mm" || kind === "px") return kind === "px" ? [...lengths, "pixels"] : lengths;
  if (kind === "mm²" || kind === "px²") return ["area"];
  return kind === "°" ? ["angle"] : grey;
}

const figureKind = (figure: MarkFigure): string => (figure.name === "pixels" ? "px" : unitKindOf(figure.unit));

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

/** The numbers of a quantity beside what the mark measures. */
function beside(text: string, quantity: TextQuantity, between: string, figures: readonly MarkFigure[]): SaidNumber[] {
  const after = /^[^.;,\n]*/u.exec(text.slice(quantity.to, quantity.to + WORDS_AROUND))?.[0] ?? "";
  const words = `${between.slice(-2 * WORDS_AROUND)} ${after}`;
  return quantity.numbers.map((number, index) => {
    const previous = quantity.numbers[index - 1];
    const isSpread = previous !== undefined && /±|\+\/-/u.test(text.slice(previous.to, number.from));
    const isOneOfSeveral = quantity.numbers.some((other) => other !== number && other.unit?.kind === number.unit?.kind);
    const roles = rolesOf(number, isOneOfSeveral, isSpread, words);
    return { number, figure: figures.find((figure) => roles.includes(figure.name) && repeats(number, figure)) ?? null };
  });
}

/** A whole number without a unit may count something else or be a year, unless it stands alone behind a sign that says otherwise. */
function couldBeMeasured(text: string, between: string, { numbers, to }: TextQuantity): boolean {
  if (PLACED.test(text.slice(to))) return false;
  if (numbers.some(({ unit, decimals }) => unit !== null || decimals > 0)) return true;
  return /[:=≈]|measur|misst|mißt|mesure|mide|misura/iu.test(between) && /^\s*(?:[.,;)\]]|$)/u.test(text.slice(to));
}

type Place = { readonly name: string; readonly from: number; readonly to: number; readonly isSure: boolean };

function placesIn(text: string): Place[] {
  return [...text.matchAll(NAME)].flatMap((found) => {
    const [whole, letter = "", gap = "", digits = ""] = found;
    const [from, to] = [found.index, found.index + whole.length];
    const before = text.slice(Math.max(0, from - WORDS_AROUND), from);
    const isSure = gap === "" && letter === letter.toUpperCase();
    // "1.8 m2" and "mg/m2" are square metres
    if (!isSure && /[\d/]\s?$/u.test(before)) return [];
    if (STAGE_BEFORE.test(before) || STAGE_BEHIND.test(text.slice(to, to + WORDS_AROUND))) return [];
    return [{ name: `${letter.toUpperCase()}${Number(digits)}`, from, to, isSure }];
  });
}

/** Until where a sentence goes on behind `from`. */
const endOfSentence = (text: string, from: number): number => {
  const end = /[.!?;](?=\s|$)|\n\s*\n/u.exec(text.slice(from))?.index;
  return end === undefined ? text.length : from + end;
};

/** The quantity in front of "(M1)": "a nodule of 17.2 mm (M1)". */
function inFront(text: string, place: Place, quantities: readonly TextQuantity[]): TextQuantity | undefined {
  if (!/^\s*[)\]]/u.test(text.slice(place.to))) return undefined;
  return quantities.find(({ to }) => to <= place.from && /^\s*[([](?:see |cf\.? |siehe |vgl\. )?$/iu.test(text.slice(to, place.from)));
}

type Behind = { readonly quantity: TextQuantity; readonly between: string };

/** The quantities that stand with the name: the first one behind it, and others of another kind that the mark measures as well. */
function behind(
  text: string,
  { to: from }: Place,
  to: number,
  quantities: readonly TextQuantity[],
  figures: readonly MarkFigure[],
): Behind[] {
  const found: Behind[] = [];
  let at = from;
  for (const quantity of quantities) {
    if (quantity.from < at) continue;
    if (quantity.from >= to) break;
    const between = text.slice(at, quantity.from);
    const goesOn = found.length === 0 ? isLinking(between) : isFurther(between);
    const isNamed = between.search(FIGURE_WORDS) >= 0;
    const kinds = new Set(found.flatMap((one) => one.quantity.numbers.map(({ unit }) => unit?.kind)));
    const isOther = quantity.numbers.every(({ unit }) => !kinds.has(unit?.kind) && figures.some((one) => figureKind(one) === unit?.kind));
    if (!goesOn || !(found.length === 0 || isNamed || isOther) || !couldBeMeasured(text, between, quantity)) break;
    found.push({ quantity, between });
    at = quantity.to;
  }
  return found;
}

function mentionAt(text: string, place: Place, next: number, quantities: readonly TextQuantity[], mark: NamedMark | null): Mention {
  const figures = mark?.figures ?? [];
  const front = inFront(text, place, quantities);
  const direct = front === undefined ? behind(text, place, next, quantities, figures) : [{ quantity: front, between: "" }];
  const last = direct.at(-1)?.quantity.to ?? place.to;
  const end = Math.min(next, endOfSentence(text, place.to));
  const later = quantities.filter(
    ({ from, to, numbers }) =>
      from >= last &&
      from < end &&
      numbers.some(({ unit }) => figures.some((figure) => figureKind(figure) === unit?.kind)) &&
      !PLACED.test(text.slice(to)) &&
      !EARLIER_BEHIND.test(text.slice(to)) &&
      !EARLIER.test(text.slice(last, from)),
  );
  return {
    ...place,
    mark,
    said: direct.flatMap(({ quantity, between }) => beside(text, quantity, between, figures)),
    saidText: direct.map(({ quantity }) => text.slice(quantity.from, quantity.to)).join(", "),
    isOnNextLine: direct[0]?.between.includes("\n") ?? false,
    near: direct.length > 0 ? [] : later.flatMap((quantity) => beside(text, quantity, "", figures)),
    nearText: later.map((quantity) => text.slice(quantity.from, quantity.to)).join(", "),
  };
}

/** Every place where a text names one of these marks, or speaks of a mark that is not there: a name with a measured number behind it. */
export function mentionsIn(text: string, marks: readonly NamedMark[]): Mention[] {
  const places = placesIn(text);
  if (places.length === 0) return [];
  const ownUnits = [...new Set(marks.flatMap(({ figures }) => (figures ?? []).map(({ unit }) => unit)))];
  const quantities = quantitiesIn(text, ownUnits);
  return places.flatMap((place, index) => {
    const mark = marks.find(({ name }) => name === place.name) ?? null;
    const next = places.slice(index + 1).find(({ isSure }) => isSure)?.from ?? text.length;
    const mention = mentionAt(text, place, next, quantities, mark);
    const hasUnit = mention.said.some(({ number }) => number.unit !== null);
    if (!place.isSure) return mark !== null && hasUnit ? [mention] : [];
    return mark !== null || hasUnit ? [mention] : [];
  });
}
