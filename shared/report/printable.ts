import { printableRanges } from "./printable-ranges.ts";

/** A character that the report's fonts have no shape for, and where it stands in the text (UTF-16 index). */
export type UnprintableCharacter = { readonly character: string; readonly codePoint: number; readonly index: number };

/** Control characters have no shape; bidirectional controls could make a text read otherwise than it is stored. */
const SHAPELESS = /[^\P{Cc}\n]|[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/gu;

/** "U+80BA": how a character is named where it cannot be shown. */
export const codePointName = (codePoint: number): string => `U+${codePoint.toString(16).toUpperCase().padStart(4, "0")}`;

/**
 * A text as it is printed: letters and their marks joined, one kind of line break, spaces for tabs, no places for a hyphen that nobody
 * sees, and the names of characters without a shape.
 */
export const printedText = (text: string): string =>
  text
    .normalize("NFC")
    .replaceAll("\u00ad", "")
    .replaceAll("\r\n", "\n")
    .replaceAll("\t", " ")
    .replaceAll("\u202f", "\u00a0")
    .replaceAll("\u3000", "  ")
    .replaceAll(SHAPELESS, (control) => `<${codePointName(control.codePointAt(0) ?? 0)}>`);

function isCovered(codePoint: number): boolean {
  let [low, high] = [0, printableRanges.length / 2 - 1];
  while (low <= high) {
    const middle = (low + high) >> 1;
    const first = printableRanges[2 * middle] ?? 0;
    if (codePoint < first) high = middle - 1;
    else if (codePoint >= first + (printableRanges[2 * middle + 1] ?? 0)) low = middle + 1;
    else return true;
  }
  return false;
}

const isPrintable = (character: string): boolean =>
  Array.from(printedText(character)).every((printed) => /\s/.test(printed) || isCovered(printed.codePointAt(0) ?? 0));

/** M37: what of a text no page could show. White space and what is printed by its name are none of it. */
export function unprintableCharacters(text: string): readonly UnprintableCharacter[] {
  const found: UnprintableCharacter[] = [];
  let index = 0;
  for (const character of text) {
    // most of a text, asked for at every letter
    if (character >= " " && character <= "~") {
      index++;
      continue;
    }
    if (!isPrintable(character)) found.push({ character, codePoint: character.codePointAt(0) ?? 0, index });
    index += character.length;
  }
  return found;
}
