import bidiFactory from "bidi-js";

const bidi = bidiFactory();

/** Levels of a paragraph, one for each character (code point): even ones run from left to right, odd ones from right to left. */
export type Levels = { readonly base: 0 | 1; readonly levels: readonly number[] };

/**
 * The levels of a paragraph by the Unicode bidirectional algorithm (UAX #9). Its explicit controls are no matter here: they are printed by
 * their names. The paragraph runs as its first letter does (P2, P3).
 */
export function bidiLevels(characters: readonly string[]): Levels {
  const { levels, paragraphs } = bidi.getEmbeddingLevels(characters.join(""), "auto");
  const base = paragraphs[0]?.level === 1 ? 1 : 0;
  let unit = 0;
  return {
    base,
    levels: characters.map((character) => {
      const level = levels[unit] ?? base;
      unit += character.length;
      return level;
    }),
  };
}

/** Whether a letter is of a script that runs from right to left. */
export const runsFromRight = (letter: string): boolean => ["R", "AL"].includes(bidi.getBidiCharTypeName(letter));

/** L4: how a character is drawn where the text runs from right to left. */
export const mirrored = (character: string): string => bidi.getMirroredCharacter(character) ?? character;

/** L2: items of one line with their levels, in the order in which they are seen from left to right. */
export function visualOrder<Item extends { readonly level: number }>(items: readonly Item[]): Item[] {
  const order = [...items];
  const highest = Math.max(0, ...items.map((item) => item.level));
  for (let level = highest; level > 0; level--) {
    for (let index = 0; index < order.length; index++) {
      let end = index;
      while (end < order.length && (order[end]?.level ?? 0) >= level) end++;
      if (end > index + 1) order.splice(index, end - index, ...order.slice(index, end).reverse());
      index = Math.max(index, end - 1);
    }
  }
  return order;
}
