/** How well `text` answers what was typed; null = not at all. */
export type Match = { readonly score: number; readonly marked: readonly (readonly [text: string, hit: boolean])[] };

const fold = (text: string): string => text.normalize("NFD").replace(/\p{M}/gu, "").toLocaleLowerCase();

/**
 * Letters in order, each run of them at the beginning of a word: "swt" finds "Switch the theme", and "oka" finds Okafor but not
 * Kowalczyk. A text that holds the whole of what was typed comes first.
 */
export function matchText(typed: string, text: string): Match | null {
  const wanted = [...fold(typed).replace(/\s+/g, "")];
  const letters = [...text];
  const plain = letters.map((letter) => fold(letter)[0] ?? "");
  if (wanted.length === 0) return { score: 0, marked: [[text, false]] };
  const starts = (at: number) => at === 0 || /[\s,:·-]/.test(letters[at - 1] ?? "");
  const find = (from: number, left: number, run: boolean): readonly number[] | null => {
    if (left === wanted.length) return [];
    for (let at = from; at < letters.length; at += 1) {
      if (plain[at] !== wanted[left] || !(starts(at) || (run && at === from))) continue;
      const rest = find(at + 1, left + 1, true);
      if (rest !== null) return [at, ...rest];
    }
    return null;
  };
  const hits = find(0, 0, false);
  if (hits === null) return null;
  const whole = hits.every((hit, index) => index === 0 || hit === (hits[index - 1] ?? 0) + 1);
  return { score: (whole ? 100 : 20) - Math.min(15, hits[0] ?? 0), marked: runsOf(letters, new Set(hits)) };
}

function runsOf(letters: readonly string[], hits: ReadonlySet<number>): (readonly [string, boolean])[] {
  const runs: [string, boolean][] = [];
  for (const [index, letter] of letters.entries()) {
    const last = runs.at(-1);
    if (last !== undefined && last[1] === hits.has(index)) last[0] += letter;
    else runs.push([letter, hits.has(index)]);
  }
  return runs;
}
