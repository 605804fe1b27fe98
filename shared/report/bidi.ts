import { type BidiClass, bidiClassOf, bracketPairs } from "./bidi-classes.ts";

/** Levels of a paragraph, one for each character (code point): even ones run from left to right, odd ones from right to left. */
export type Levels = { readonly base: 0 | 1; readonly levels: readonly number[] };

const isNeutral = (type: BidiClass | undefined): boolean => type === "WS" || type === "ON" || type === "B";
const isNumber = (type: BidiClass | undefined): boolean => type === "EN" || type === "AN";

/** Direction of a resolved class as its neighbours see it (N1): numbers count as R. */
const directionOf = (type: BidiClass | undefined): "L" | "R" | null => (type === "L" ? "L" : type === "R" || isNumber(type) ? "R" : null);

/** W1–W7. */
function resolveWeak(original: readonly BidiClass[], base: "L" | "R"): BidiClass[] {
  const types = [...original];
  let strong: BidiClass = base;
  types.forEach((type, index) => {
    if (type === "NSM") types[index] = types[index - 1] ?? base;
    const now = types[index] ?? "ON";
    if (now === "EN" && strong === "AL") types[index] = "AN";
    if (now === "L" || now === "R" || now === "AL") strong = now;
  });
  types.forEach((type, index) => {
    if (type === "AL") types[index] = "R";
    const [before, after] = [types[index - 1], types[index + 1]];
    if (type === "ES" && before === "EN" && after === "EN") types[index] = "EN";
    if (type === "CS" && before === after && before !== undefined && isNumber(before)) types[index] = before;
  });
  for (let index = 0; index < types.length; index++) {
    if (types[index] !== "ET") continue;
    let end = index;
    while (types[end] === "ET") end++;
    if (types[index - 1] === "EN" || types[end] === "EN") types.fill("EN", index, end);
    index = end - 1;
  }
  strong = base;
  return types.map((type) => {
    if (type === "L" || type === "R") strong = type;
    if (type === "ES" || type === "ET" || type === "CS") return "ON";
    return type === "EN" && strong === "L" ? "L" : type;
  });
}

/** N0: brackets take the direction of what they hold, or of what stands before them. */
function resolveBrackets(types: BidiClass[], characters: readonly string[], base: "L" | "R"): void {
  const open: { readonly closing: string; readonly at: number }[] = [];
  const pairs: (readonly [number, number])[] = [];
  characters.forEach((character, at) => {
    if (types[at] !== "ON") return;
    const closing = bracketPairs.get(character);
    if (closing !== undefined) open.push({ closing, at });
    const match = open.findLastIndex((entry) => entry.closing === character);
    const opening = open[match];
    if (opening === undefined) return;
    pairs.push([opening.at, at]);
    open.length = match;
  });
  for (const [from, to] of pairs.sort((one, other) => one[0] - other[0])) {
    const inside = types.slice(from + 1, to).map(directionOf);
    const other = base === "L" ? "R" : "L";
    if (inside.includes(base)) types[from] = types[to] = base;
    else if (inside.includes(other)) {
      const before =
        types
          .slice(0, from)
          .map(directionOf)
          .findLast((direction) => direction !== null) ?? base;
      types[from] = types[to] = before === other ? other : base;
    }
  }
}

/** N1, N2: what has no direction of its own takes that of its neighbours when they agree, else that of the paragraph. */
function resolveNeutral(types: BidiClass[], base: "L" | "R"): void {
  for (let index = 0; index < types.length; index++) {
    if (!isNeutral(types[index])) continue;
    let end = index;
    while (end < types.length && isNeutral(types[end])) end++;
    const before = index === 0 ? base : directionOf(types[index - 1]);
    const after = end === types.length ? base : directionOf(types[end]);
    types.fill(before === after && before !== null ? before : base, index, end);
    index = end - 1;
  }
}

/**
 * The levels of a paragraph by the Unicode bidirectional algorithm (UAX #9) without its explicit controls, which are printed by their
 * names. The paragraph runs as its first letter does (P2, P3).
 */
export function bidiLevels(characters: readonly string[]): Levels {
  const original = characters.map(bidiClassOf);
  const first = original.find((type) => type === "L" || type === "R" || type === "AL");
  const base = first === "R" || first === "AL" ? 1 : 0;
  const direction = base === 1 ? "R" : "L";
  const types = resolveWeak(original, direction);
  resolveBrackets(types, characters, direction);
  resolveNeutral(types, direction);
  const levels = types.map((type) => {
    if (base === 0) return type === "R" ? 1 : isNumber(type) ? 2 : 0;
    return type === "R" ? 1 : 2;
  });
  return { base, levels };
}

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
