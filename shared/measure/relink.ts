import { type KeptMark, type MarkFigure, markInText, markName, markSummary } from "./kept-mark.ts";
import { mentionsIn } from "./mark-mentions.ts";
import type { SaidNumber } from "./said-number.ts";
import { unitKindOf } from "./text-quantity.ts";

type Edit = { readonly from: number; readonly to: number; readonly text: string };

const shownNumber = (figure: MarkFigure): string => /^[−-]?\d+(?:\.\d+)?/u.exec(figure.text)?.[0] ?? "";

/** The new figure as the old one was written: the same unit, decimals and decimal sign. */
function asWritten({ number }: SaidNumber, written: string, figure: MarkFigure, old: MarkFigure): string {
  const factor = number.unit?.factor ?? 1;
  const isAsShown = factor === 1 && written.replace(",", ".").replace("-", "−") === shownNumber(old);
  const plain = isAsShown ? shownNumber(figure) : (figure.value / factor).toFixed(number.decimals);
  const signed = written.startsWith("-") ? plain.replace("−", "-") : plain.replace("-", "−");
  return written.includes(",") ? signed.replace(".", ",") : signed;
}

/** Whole words only: "T1 fissure" is not in "T1 fissured". */
const inWords = (text: string, from: string, to: string): string =>
  text.replaceAll(from, (found, at: number) => (/^[\p{L}\p{N}]/u.test(text.slice(at + found.length)) ? found : to));

/** A text about either of them reads alike: nothing has to follow. */
export const saysTheSame = (one: KeptMark, other: KeptMark): boolean =>
  markInText(one) === markInText(other) && JSON.stringify(one.figures) === JSON.stringify(other.figures);

/**
 * P15: the text with what it says of a mark as the mark measures now. Only numbers that repeated the old measure are written anew, in the
 * unit and with the decimals that they have; a number that was another one before stays, and is named before signing.
 */
export function relinked(text: string, before: KeptMark, after: KeptMark): string {
  const [old, now] = [markSummary(before.figures), markSummary(after.figures)];
  // an arrow has its words where others have a number
  if (old === "") return inWords(text, markInText(before), markInText(after));
  const mark = { name: markName(before), figures: before.figures };
  const edits = mentionsIn(text, [mark]).flatMap((mention): Edit[] => {
    if (mention.name !== mark.name) return [];
    const behind = mention.to + 1;
    if (text.startsWith(old, behind)) return [{ from: behind, to: behind + old.length, text: now }];
    // behind a number that is not the mark's own, nothing is taken for it either
    const said = mention.said[0]?.figure === null ? [] : mention.said;
    // the nearest statement that was the mark's as a whole follows as a whole
    const near = mention.said.length > 0 ? [] : (mention.near.find((one) => one.every(({ figure }) => figure !== null)) ?? []);
    return [...said, ...near].flatMap((one): Edit[] => {
      const figure = after.figures.find(({ name }) => name === one.figure?.name);
      if (one.figure === null || figure === undefined || unitKindOf(figure.unit) !== unitKindOf(one.figure.unit)) return [];
      const { from, to } = one.number;
      return [{ from, to, text: asWritten(one, text.slice(from, to), figure, one.figure) }];
    });
  });
  const inOrder = [...new Map(edits.map((edit) => [edit.from, edit])).values()].sort((one, other) => other.from - one.from);
  return inOrder.reduce((whole, edit) => whole.slice(0, edit.from) + edit.text + whole.slice(edit.to), text);
}
