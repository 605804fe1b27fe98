import type { MarkFigure } from "./kept-mark.ts";
import { type NamePlace, namesIn, namesTogether } from "./mark-names.ts";
import { plainText } from "./plain-text.ts";
import { compared, figureKind, type SaidNumber } from "./said-number.ts";
import { quantitiesIn, type TextQuantity } from "./text-quantity.ts";

/** A mark as a text may name it. `figures` null: it was removed, and its name stays taken. */
export type NamedMark = { readonly name: string; readonly figures: readonly MarkFigure[] | null };

/**
 * One place where a text names a mark.
 * `said`: the numbers that stand behind the name ("M1: 17.2 mm", "M1 measures 1,7 cm").
 * `near`: other numbers of its sentence that nothing else explains ("a 17.2 mm nodule (M1)", "M1 has grown to 17.2 mm"), nearest first.
 * `isPlain`: one name in the window's own spelling with a number right behind it, which can mean nothing else.
 */
export type Mention = {
  readonly name: string;
  readonly mark: NamedMark | null;
  readonly from: number;
  readonly to: number;
  readonly isSure: boolean;
  readonly isPlain: boolean;
  /** A word such as "see" sends to the mark. */
  readonly isPointedAt: boolean;
  readonly said: readonly SaidNumber[];
  readonly near: readonly (readonly SaidNumber[])[];
};

/** Words that may stand between a name and its number. */
const FIGURE_WORDS =
  /\b(?:longest|long|short|axis|axes|length|width|diameter|mean|average|area|max(?:imum)?|min(?:imum)?|sd|angle|size|länge|durchmesser|kurzachse|längsachse|mittelwert|fläche|größe|diamètre|diámetro|diametro)\b\.?/giu;
const LINKING_WORDS =
  /\b(?:measures|measured|measuring|measure|measurement|of|at|about|approx(?:imately)?|around|circa|ca|c|now|misst|mißt|mesure|mide|misura|with|mit|jetzt)\b\.?|\[(?:mm|cm|hu|°)\]/giu;
const LINKING_SIGNS = /^(?:\n(?!\s*\n)|[^\S\n]|[:=≈~([]|[–-](?!\d))*$/u;
const FURTHER_SIGNS = /^[\s,;/(=·]*(?:and|und|et|y|e)?[\s(]*$/iu;
const STRONG_SIGN = /[:=≈]|measur|misst|mißt|mesure|mide|misura/iu;

const wordless = (between: string): string => between.replaceAll(FIGURE_WORDS, "").replaceAll(LINKING_WORDS, "");
const isLinking = (between: string): boolean => between.length <= 60 && LINKING_SIGNS.test(wordless(between));
const isFurther = (between: string): boolean => between.length <= 60 && FURTHER_SIGNS.test(wordless(between));

/** Behind such a number it says where something lies, or how the images were made. */
const PLACED =
  /^[\s,)]*(?:from (?:the|its|his|her|this|that|[MRP]\d)|above|below|beneath|(?:deep|distal|proximal|caudal|cranial|medial|lateral|anterior|posterior|superior|inferior)(?:ly)? (?:to|of)\b|beside|behind|off the|slices\b|slice thickness|von der|von dem|vom|oberhalb|unterhalb|entfernt)/iu;
/** Words that say of a number that it is an older one, or a difference. They excuse it only beside one that is the mark's. */
const EARLIER_BEHIND =
  /^[\s,)]*(?:→|->|⇒|previously|before|earlier|ago|zuvor|vorher|initially|at baseline|(?:a|one|two|three|\d+) (?:year|month|week|day)s? ago|vor (?:einem|\d+)|in the (?:prior|first|previous|last|outside|old)|im vor|on \d|am \d|(?:in|on) (?:[a-zä]{3,9}\.? )?(?:(?:19|20)\d\d|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|mär|mai|okt|dez)[a-z]*))/iu;
const EARLIER = /\b(?:from|formerly|previously|before|earlier|versus|vs|statt|vorher|zuvor|prior|von)\b[\s.:(]*$/iu;
/** A growth is no size. */
const DIFFERENCE = /\b(?:by|um|growth of|increase of|zunahme um)\b[\s:(]*$/iu;
/** A word right behind a measure makes it the measure of something else: "M3: 2 mm wall thickness". */
const OF_SOMETHING = /^\s+(?!(?:at|in|long|wide|lang|breit|axis|now|estimated|diameter|and|und|by)\b)\p{L}/u;

/** What is said of several names may be their sum or their distance. */
const TOGETHER = /\b(?:sum|total|distance|difference|between|ratio|summe|abstand|differenz)\b[^.;]{0,24}$/iu;
const POINTING = /\b(?:see|cf|siehe|vgl|mark|marke|voir|ver|vedi)\.?\s*[([]?\s*$/iu;
const NOT_COMPARED = /^\s?(?:%|‰|cm³|mm³|cm3|mm3|ml|cc|g\b|mg\b|kg\b|gy\b|years?\b|months?\b|weeks?\b|days?\b|jahre)/iu;

const isAlone = (text: string, to: number): boolean => /^\s*(?:[.,;)\]]|$|\n)/u.test(text.slice(to));
const isYear = ({ numbers }: TextQuantity): boolean =>
  numbers.every(({ value, decimals }) => decimals === 0 && value >= 1900 && value < 2100);
const hasUnit = ({ numbers }: TextQuantity): boolean => numbers.some(({ unit }) => unit !== null);
const isDecimal = ({ numbers }: TextQuantity): boolean => numbers.some(({ decimals }) => decimals > 0);

/** Whether a number behind a name may be its measure at all: a whole number without a unit only where it stands alone. */
function couldBeMeasured(text: string, quantity: TextQuantity): boolean {
  const behind = text.slice(quantity.to);
  if (PLACED.test(behind) || NOT_COMPARED.test(behind)) return false;
  return hasUnit(quantity) || isDecimal(quantity) || (isAlone(text, quantity.to) && !isYear(quantity));
}

type Behind = { readonly quantity: TextQuantity; readonly between: string };

/** The quantities that stand with a name: the first one behind it, and those that are joined to it by signs alone. */
function behind(text: string, from: number, to: number, quantities: readonly TextQuantity[], figures: readonly MarkFigure[]): Behind[] {
  const found: Behind[] = [];
  let at = from;
  let hasEarlier = false;
  for (const quantity of quantities) {
    if (quantity.from < at) continue;
    if (quantity.from >= to) break;
    const between = text.slice(at, quantity.from);
    const isFirst = found.length === 0 && !hasEarlier;
    if (isFirst && isLinking(between) && EARLIER_BEHIND.test(text.slice(quantity.to))) {
      hasEarlier = true;
      at = quantity.to;
      continue;
    }
    const isMeasured = figures.some((figure) => quantity.numbers.some(({ unit }) => unit !== null && figureKind(figure) === unit.kind));
    if (!(isFirst ? isLinking(between) : isFurther(between) && isMeasured) || !couldBeMeasured(text, quantity)) break;
    if (found.length > 0 && (EARLIER_BEHIND.test(text.slice(quantity.to)) || EARLIER.test(between))) break;
    found.push({ quantity, between });
    at = quantity.to;
  }
  return found;
}

/** A point followed by a number ends no sentence: "ca. 12 mm". */
const SENTENCE_END = /[.!?;](?=\s+(?!(?:It|This|Er|Es|Sie|Il|Elle)\b)[^\s\d]|\s*$)|\n\s*\n(?!\s*\d)/gu;

function sentenceAround(ends: readonly number[], from: number, length: number): readonly [from: number, to: number] {
  const next = ends.findIndex((end) => end >= from);
  return [next < 0 ? (ends.at(-1) ?? 0) : next === 0 ? 0 : (ends[next - 1] ?? 0), next < 0 ? length : (ends[next] ?? length)];
}

type Group = { readonly names: readonly NamePlace[]; readonly to: number; readonly end: number; readonly direct: readonly Behind[] };

/** Characters between a name and a number without a unit that still belongs to it: "(M1, 99.9)". */
const CLOSE = 6;

/** Numbers of the sentence that no name has behind it, that are of a kind which the mark measures, and that no word explains. */
function unexplained(text: string, group: Group, start: number, quantities: readonly TextQuantity[], figures: readonly MarkFigure[]) {
  const [first] = group.names;
  const middle = first?.from ?? group.to;
  // a name in brackets belongs to what stands in front of it
  const isBracketed = /^\s*[)\]]/u.test(text.slice(group.to));
  const wayTo = ({ from, to }: TextQuantity): number => (to <= middle ? middle - to : from - group.to + (isBracketed ? text.length : 0));
  return quantities
    .filter(
      (quantity) =>
        quantity.from >= start &&
        quantity.to <= group.end &&
        (quantity.to <= middle || quantity.from >= group.to) &&
        (quantity.numbers.some(({ unit }) => figures.some((figure) => figureKind(figure) === unit?.kind)) ||
          (!hasUnit(quantity) && isDecimal(quantity) && wayTo(quantity) <= CLOSE && !NOT_COMPARED.test(text.slice(quantity.to)))) &&
        !PLACED.test(text.slice(quantity.to)) &&
        !DIFFERENCE.test(text.slice(Math.max(start, quantity.from - 24), quantity.from)),
    )
    .sort((one, other) => wayTo(one) - wayTo(other));
}

function groupsOf(
  text: string,
  groups: readonly (readonly NamePlace[])[],
  marks: readonly NamedMark[],
  quantities: readonly TextQuantity[],
  ends: readonly number[],
): Group[] {
  return groups.map((names, index) => {
    const to = names.at(-1)?.to ?? 0;
    const nextSure = groups.slice(index + 1).find((group) => group.some(({ isSure }) => isSure))?.[0]?.from ?? text.length;
    const [, sentence] = sentenceAround(ends, to, text.length);
    const figures = names.flatMap(({ name }) => marks.find((mark) => mark.name === name)?.figures ?? []);
    return { names, to, end: Math.min(nextSure, sentence), direct: behind(text, to, nextSure, quantities, figures) };
  });
}

/** Every place where a text names one of these marks, or speaks of a mark that is not there: a name with a number, or one that is pointed at. */
export function mentionsIn(written: string, marks: readonly NamedMark[]): Mention[] {
  const text = plainText(written);
  const names = namesIn(text);
  // most texts name no mark, and this runs at every key
  if (names.length === 0) return [];
  const ownUnits = [...new Set(marks.flatMap(({ figures }) => (figures ?? []).map(({ unit }) => unit)))];
  const ends = [...text.matchAll(SENTENCE_END)].map(({ index }) => index + 1);
  const quantities = quantitiesIn(text, ownUnits);
  const groups = groupsOf(text, namesTogether(text, names), marks, quantities, ends);
  return groups.flatMap((group, index) => {
    const before = groups[index - 1];
    const [sentenceFrom] = sentenceAround(ends, group.names[0]?.from ?? 0, text.length);
    const start = Math.max(sentenceFrom, before?.direct.at(-1)?.quantity.to ?? before?.to ?? 0);
    const [first, last] = [group.names[0]?.from ?? 0, group.names.at(-1)?.to ?? 0];
    const isCounted = /[+–−-]|\bplus\b|\bminus\b/iu.test(text.slice(group.names[0]?.to ?? 0, last - 1));
    const isSum = group.names.length > 1 && (isCounted || TOGETHER.test(text.slice(Math.max(0, first - 40), first)));
    if (isSum) return [];
    return group.names.flatMap((place): Mention[] => mentionOf(text, group, place, start, quantities, marks));
  });
}

/** What a list says of one of its names: the number at the same place where there are as many as names, else all of them. */
function inList(text: string, group: Group, place: NamePlace, figures: readonly MarkFigure[]): SaidNumber[][] {
  const numbers = group.direct.flatMap(({ quantity }) => quantity.numbers);
  const own = numbers.length === group.names.length ? numbers[group.names.indexOf(place)] : undefined;
  const alone = (one: TextQuantity["numbers"][number]): SaidNumber[] =>
    compared(text, { from: one.from, to: one.to, numbers: [one] }, "", figures);
  return own === undefined ? numbers.map(alone) : [alone(own)];
}

function mentionOf(
  text: string,
  group: Group,
  place: NamePlace,
  start: number,
  quantities: readonly TextQuantity[],
  marks: readonly NamedMark[],
): Mention[] {
  const mark = marks.find(({ name }) => name === place.name) ?? null;
  const figures = mark?.figures ?? [];
  const isOne = group.names.length === 1;
  const [first] = group.direct;
  const said = isOne ? group.direct.flatMap(({ quantity, between }) => compared(text, quantity, between, figures)) : [];
  const near = isOne
    ? unexplained(text, group, start, group.direct.length > 0 ? [] : quantities, figures).map((one) => compared(text, one, "", figures))
    : inList(text, group, place, figures);
  const isPlain =
    isOne &&
    place.isSure &&
    first !== undefined &&
    !first.between.includes("\n") &&
    !OF_SOMETHING.test(text.slice(first.quantity.to)) &&
    (hasUnit(first.quantity) || isAlone(text, first.quantity.to)) &&
    (hasUnit(first.quantity) || isDecimal(first.quantity) || STRONG_SIGN.test(first.between));
  const isPointedAt = POINTING.test(text.slice(Math.max(0, place.from - 16), place.from));
  const mention = { ...place, mark, isPlain, isPointedAt, said, near };
  const isMeasured = said.some(({ number }) => number.unit !== null || (mark === null && number.decimals > 0));
  if (!place.isSure) return mark !== null && (isMeasured || (place.isWord && near.length > 0)) ? [mention] : [];
  return mark !== null || isMeasured || (isPointedAt && marks.length > 0) ? [mention] : [];
}
