/** Classes of characters that decide in which direction a text runs (UAX #9, table 4), as far as they occur in printed text. */
export type BidiClass = "L" | "R" | "AL" | "EN" | "AN" | "ES" | "ET" | "CS" | "NSM" | "B" | "WS" | "ON";

const TABLE: readonly (readonly [BidiClass, RegExp])[] = [
  ["B", /\n/],
  ["WS", /\s/],
  ["NSM", /[\p{Mn}\p{Me}]/u],
  ["AN", /[\u0600-\u0605\u0660-\u0669\u066b\u066c\u06dd]/],
  ["EN", /[0-9\u06f0-\u06f9\u00b2\u00b3\u00b9\u2070\u2074-\u2079\u2080-\u2089]/],
  ["ES", /[+\-\u207a\u207b\u208a\u208b\u2212]/],
  ["ET", /[#$%\u00a2-\u00a5\u00b0\u00b1\u066a\u2030-\u2034\u20a0-\u20cf\u2213]/],
  ["CS", /[,./:\u060c\u2044]/],
  ["R", /[\u0590-\u05ff\u07c0-\u085f\ufb1d-\ufb4f]/],
  ["AL", /[\u0608\u060b\u060d\u061b-\u07bf\u0860-\u08ff\ufb50-\ufdff\ufe70-\ufefc]/],
  ["L", /[\p{L}\p{Mc}\p{Nl}]/u],
];

/** The class of one character (a whole code point). A space that joins is a separator of numbers. */
export const bidiClassOf = (character: string): BidiClass =>
  character === "\u00a0" ? "CS" : (TABLE.find(([, pattern]) => pattern.test(character))?.[0] ?? "ON");

const PAIRS = ["()", "[]", "{}", "<>", "«»", "‹›", "≤≥"];
const MIRRORED = new Map(PAIRS.flatMap(([one = "", other = ""]) => [[one, other] as const, [other, one] as const]));

/** L4: how a character is drawn where the text runs from right to left. */
export const mirrored = (character: string): string => MIRRORED.get(character) ?? character;

/** BD16: brackets that belong together. */
export const bracketPairs: ReadonlyMap<string, string> = new Map([
  ["(", ")"],
  ["[", "]"],
  ["{", "}"],
]);
