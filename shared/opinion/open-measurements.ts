import type { Question } from "../case/case.ts";
import { markSummary } from "../measure/kept-mark.ts";
import { type Mention, mentionsIn, type NamedMark } from "../measure/mark-mentions.ts";
import { qualifierOf } from "../measure/text-quantity.ts";
import type { Opinion } from "./opinion.ts";
import { type PrintedText, printedTexts } from "./printed-texts.ts";

/** What a text says of a mark and the image does not. `isSure` false: it may mean something else, and its writer has to say so. */
export type OpenMeasurement = Pick<PrintedText, "field" | "key"> & { readonly isSure: boolean; readonly text: string };

type Judged = { readonly isSure: boolean; readonly words: string } | null;

const sure = (words: string): Judged => ({ isSure: true, words });
const unsure = (words: string): Judged => ({ isSure: false, words });

/** T4: a length at the detector must not lose those words. */
const hasLostQualifier = (text: string, { said, to }: Mention): string | null => {
  const end = said.at(-1)?.number.to ?? to;
  const behind = text.slice(end, end + 80);
  const qualifiers = said.map(({ figure }) => (figure === null ? "" : qualifierOf(figure.unit)));
  return qualifiers.find((qualifier) => !behind.includes(qualifier)) ?? null;
};

function judged(text: string, mention: Mention): Judged {
  const { name, mark, said, saidText, near, nearText } = mention;
  if (mark === null) return unsure(`there is no mark ${name} in this case.`);
  if (mark.figures === null) {
    if (said.length > 0) return sure(`${name} was removed from the image.`);
    return mention.isSure ? unsure(`${name} was removed from the image. If it is no mark here, say what it means.`) : null;
  }
  const measures = markSummary(mark.figures);
  const isOf = measures === "" ? `${name} has no number on the image` : `${name} measures ${measures} on the image`;
  if (said.some(({ figure }) => figure === null)) {
    const words = `${isOf}, the text says ${saidText}.`;
    return mention.isOnNextLine ? unsure(words) : sure(words);
  }
  const lost = hasLostQualifier(text, mention);
  if (lost !== null) return sure(`${isOf}: write “${lost}” behind the number.`);
  return near.length > 0 && near.every(({ figure }) => figure === null) ? unsure(`${isOf}; near it the text says ${nearText}.`) : null;
}

/** P15: the numbers in the text that are not those on the image, because one of them was changed by hand or taken back. */
export function openMeasurements(opinion: Opinion, questions: readonly Question[], marks: readonly NamedMark[]): OpenMeasurement[] {
  const found = printedTexts(opinion, questions).flatMap(({ name, field, key, text }) =>
    mentionsIn(text, marks).flatMap((mention): OpenMeasurement[] => {
      const point = judged(text, mention);
      return point === null ? [] : [{ field, key, isSure: point.isSure, text: `${name}: ${point.words}` }];
    }),
  );
  return [...new Map(found.map((point) => [`${point.field} ${point.key} ${point.text}`, point])).values()];
}
