import { codePointName } from "./printable.ts";

/**
 * Characters that a reader does not see, though they may change what is read: bidirectional controls, zero-width ones, soft hyphens, fillers,
 * tags (Unicode's Default_Ignorable_Code_Point), other separators of lines, interlinear marks, and controls but tab and line end.
 */
const HIDDEN = /[\p{Default_Ignorable_Code_Point}\u2028\u2029\ufff9-\ufffb]|[^\P{Cc}\n\r\t]/gu;

/** Their names in Unicode, of those that people really meet. */
const NAMES: Readonly<Record<number, string>> = {
  173: "soft hyphen",
  1564: "Arabic letter mark",
  8203: "zero-width space",
  8204: "zero-width non-joiner",
  8205: "zero-width joiner",
  8206: "left-to-right mark",
  8207: "right-to-left mark",
  8232: "line separator",
  8233: "paragraph separator",
  8234: "left-to-right embedding",
  8235: "right-to-left embedding",
  8236: "pop directional formatting",
  8237: "left-to-right override",
  8238: "right-to-left override",
  8288: "word joiner",
  8294: "left-to-right isolate",
  8295: "right-to-left isolate",
  8296: "first strong isolate",
  8297: "pop directional isolate",
  65039: "variation selector",
  65279: "byte order mark",
};

export type HiddenCharacter = { readonly codePoint: number; readonly count: number; readonly name: string };

/** Row 65: what of a text nobody sees, each kind once, in the order in which they stand. */
export function hiddenCharacters(text: string): readonly HiddenCharacter[] {
  const counts = new Map<number, number>();
  for (const [character] of text.matchAll(HIDDEN)) {
    const codePoint = character.codePointAt(0) ?? 0;
    counts.set(codePoint, (counts.get(codePoint) ?? 0) + 1);
  }
  return [...counts].map(([codePoint, count]) => ({ codePoint, count, name: NAMES[codePoint] ?? "control character" }));
}

/** "abc⟨U+202E⟩def": what nobody sees, made visible and without effect. */
export const visibleText = (text: string): string =>
  text.replaceAll(HIDDEN, (character) => `⟨${codePointName(character.codePointAt(0) ?? 0)}⟩`);

/** The text without what nobody sees. */
export const withoutHidden = (text: string): string => text.replaceAll(HIDDEN, "");

const AROUND = 14;

/** The first place with something hidden, made visible, with a little of the text around it; empty when there is none. */
export function hiddenPlace(text: string): string {
  const at = text.search(HIDDEN);
  if (at < 0) return "";
  const [from, to] = [Math.max(0, at - AROUND), Math.min(text.length, at + 2 + AROUND)];
  const cut = visibleText(text.slice(from, to).toWellFormed().replaceAll("\ufffd", "")).replaceAll(/\s+/g, " ");
  return `${from > 0 ? "…" : ""}${cut}${to < text.length ? "…" : ""}`;
}
