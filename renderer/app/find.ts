/** How well `text` answers what was typed; null = not at all. Letters in order; runs and word beginnings count more. */
export type Match = { readonly score: number; readonly marked: readonly (readonly [text: string, hit: boolean])[] };

const fold = (text: string): string => text.normalize("NFD").replace(/\p{M}/gu, "").toLocaleLowerCase();

export function matchText(typed: string, text: string): Match | null {
  const wanted = fold(typed).replace(/\s+/g, "");
  if (wanted === "") return { score: 0, marked: [[text, false]] };
  const letters = [...text];
  const hits: boolean[] = letters.map(() => false);
  const whole = fold(text).indexOf(fold(typed.trim()));
  if (whole >= 0 && fold(text).length === letters.length) {
    hits.fill(true, whole, whole + [...typed.trim()].length);
    return { score: 100 - Math.min(whole, 40) + (whole === 0 ? 40 : 0), marked: runsOf(letters, hits) };
  }
  let at = 0;
  let score = 0;
  for (const [index, letter] of letters.entries()) {
    if (at >= wanted.length || !wanted.startsWith(fold(letter), at) || fold(letter) === "") continue;
    hits[index] = true;
    score += hits[index - 1] ? 3 : /[\s,:·-]/.test(letters[index - 1] ?? " ") ? 2 : 0.2;
    at += fold(letter).length;
  }
  return at >= wanted.length ? { score, marked: runsOf(letters, hits) } : null;
}

function runsOf(letters: readonly string[], hits: readonly boolean[]): (readonly [string, boolean])[] {
  const runs: [string, boolean][] = [];
  letters.forEach((letter, index) => {
    const last = runs.at(-1);
    if (last !== undefined && last[1] === hits[index]) last[0] += letter;
    else runs.push([letter, hits[index] ?? false]);
  });
  return runs;
}
