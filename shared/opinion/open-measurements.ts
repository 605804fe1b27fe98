import type { Question } from "../case/case.ts";
import { markSummary } from "../measure/kept-mark.ts";
import { type Mention, mentionsIn, type NamedMark } from "../measure/mark-mentions.ts";
import { qualifierOf, type TextNumber } from "../measure/text-quantity.ts";
import type { Opinion } from "./opinion.ts";
import { type PrintedText, printedTexts } from "./printed-texts.ts";

/** What a text says of a mark and the image does not. `isSure` false: it may mean something else, and its writer has to say so. */
export type OpenMeasurement = {
  readonly field: PrintedText["field"] | "images";
  readonly key: string | null;
  readonly isSure: boolean;
  readonly text: string;
};

/** A mark with the reader's own words, which are printed too. */
export type WordedMark = NamedMark & { readonly text?: string };

type Judged = { readonly isSure: boolean; readonly words: string } | null;

const sureIf = (isSure: boolean, words: string): Judged => ({ isSure, words });
const unsure = (words: string): Judged => ({ isSure: false, words });

/** T4: a length at the detector must not lose those words. */
function lostQualifier(text: string, { said, to }: Mention): string | null {
  const end = said.at(-1)?.number.to ?? to;
  const behind = text.slice(end, end + 80);
  const qualifiers = said.map(({ figure }) => (figure === null ? "" : qualifierOf(figure.unit)));
  return qualifiers.find((qualifier) => !behind.includes(qualifier)) ?? null;
}

/** Numbers as they stand in the text, each with its unit: "17.2 × 99.9 mm". */
const quoted = (text: string, numbers: readonly TextNumber[]): string => {
  const [first, last] = [numbers[0], numbers.at(-1)];
  if (first === undefined || last === undefined) return "";
  const unit = /^\s?[^\s\d.,;:()[\]]{1,8}/u.exec(text.slice(last.to))?.[0] ?? "";
  return `${text.slice(first.from, last.to)}${last.unit === null ? "" : unit}`.replaceAll(/\s+/g, " ");
};

function judged(text: string, mention: Mention): Judged {
  const { name, mark, said, near, isPlain } = mention;
  if (mark === null) return unsure(`${name} is named, and there is no such mark in this case.`);
  if (mark.figures === null) return sureIf(isPlain, `${name} is named, and was removed from the image.`);
  const measures = markSummary(mark.figures);
  const isOf = measures === "" ? `${name} has no number on the image` : `${name} measures ${measures} on the image`;
  if (said.some(({ figure }) => figure === null)) {
    const [first] = said;
    // a first number that is right, and a further one that is not, may speak of something else; a third axis lies in no image
    const numbers = said.map(({ number }) => number);
    const hasThird = said.length === 3 && said.filter(({ figure }) => figure === null).length === 1;
    return sureIf(
      isPlain && !hasThird && (first?.figure === null || isOneQuantity(text, numbers)),
      `${isOf}, the text says ${quoted(text, numbers)}.`,
    );
  }
  const lost = lostQualifier(text, mention);
  if (lost !== null) return sureIf(isPlain, `${isOf}: “${lost}” is missing behind the number.`);
  const isRepeated = said.length > 0 || near.some((one) => one.length > 0 && one.every(({ figure }) => figure !== null));
  const [nearest] = near;
  if (isRepeated || nearest === undefined) return null;
  return unsure(
    `${isOf}; near ${name} the text says ${quoted(
      text,
      nearest.map(({ number }) => number),
    )}.`,
  );
}

/** "17.2 × 99.9 mm" and "−830 HU ± 99" are one statement. */
const isOneQuantity = (text: string, numbers: readonly TextNumber[]): boolean =>
  /^[^,;()=·]*$/u.test(text.slice(numbers[0]?.to ?? 0, numbers.at(-1)?.from ?? 0)) &&
  !/\band\b|\bund\b/u.test(text.slice(numbers[0]?.to ?? 0, numbers.at(-1)?.from ?? 0));

/** P15: the numbers in the text that are not those on the image, because one of them was changed by hand or taken back. */
export function openMeasurements(opinion: Opinion, questions: readonly Question[], marks: readonly WordedMark[]): OpenMeasurement[] {
  const onMarks = marks.map(({ name, text = "" }) => ({ field: "images" as const, key: null, name: `The words of ${name}`, text }));
  const found = [...printedTexts(opinion, questions), ...onMarks].flatMap(({ name, field, key, text }) =>
    mentionsIn(text, marks).flatMap((mention): OpenMeasurement[] => {
      const point = judged(text, mention);
      return point === null ? [] : [{ field, key, isSure: point.isSure, text: `${name}: ${point.words}` }];
    }),
  );
  return [...new Map(found.map((point) => [`${point.field} ${point.key} ${point.text}`, point])).values()];
}
