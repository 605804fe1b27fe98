const FULL_WIDTH = 0xfee0;

/** Characters that go on with a word, for a class of a regular expression: scripts with spaces between words, and digits. */
export const IN_WORD = "\\p{Script=Latin}\\p{Script=Greek}\\p{Script=Cyrillic}\\p{Script=Arabic}\\p{Script=Hebrew}\\p{N}";

const SINGLE: ReadonlyMap<string, string> = new Map([
  ..."‐‑‒–—―﹣".split("").map((dash): [string, string] => [dash, "–"]),
  ..."\u00a0\u2007\u2009\u202f".split("").map((space): [string, string] => [space, " "]),
  ["º", "°"],
  // letters of other alphabets that look the same
  ["М", "M"],
  ["Μ", "M"],
  ["Р", "P"],
  ["Ρ", "P"],
  ["˚", "°"],
  ["٫", "."],
  ["∙", "·"],
  ["•", "·"],
]);

function plainOf(character: string): string {
  const single = SINGLE.get(character);
  if (single !== undefined) return single;
  const code = character.charCodeAt(0);
  if (code >= 0xff01 && code <= 0xff5e) return String.fromCharCode(code - FULL_WIDTH);
  if (code >= 0x0660 && code <= 0x0669) return String(code - 0x0660);
  return code >= 0x06f0 && code <= 0x06f9 ? String(code - 0x06f0) : character;
}

/** The same text for reading numbers: dashes, spaces, digits and full-width letters in one spelling. Every character keeps its place. */
export const plainText = (text: string): string => text.replaceAll(/[^\0-\x7f]/g, plainOf);
