import { bidiLevels, mirrored, runsFromRight, visualOrder } from "#shared/report/bidi.ts";
import { printedText } from "#shared/report/printable.ts";
import { type Face, fileFor, fontFile } from "./fonts.ts";

/** A stretch of a line that one font file shows, with its width in points. */
export type Piece = { readonly file: string; readonly text: string; readonly width: number };
/** One line, its pieces from left to right. */
export type Line = { readonly pieces: readonly Piece[]; readonly width: number; readonly fromRight: boolean };

export type Type = { readonly face: Face; readonly size: number; readonly features: readonly string[] };

/** What is printed: a text, or parts put together, each of which keeps the direction of its own language inside the line. */
export type Text = string | readonly string[];

/** A letter with its marks: what is never parted. */
type Cluster = { readonly text: string; readonly file: string; readonly level: number };

/** Lays text into lines of a given width. What it measures is what is drawn; it keeps widths for the life of one report. */
export class TextLayout {
  /** Widths in em, by font file, features and text. */
  readonly #widths = new Map<string, number>();

  /** The lines of a text; each of its line ends begins a new one, those inside of parts do not. An empty text has one empty line. */
  lines(text: Text, type: Type, width: number): Line[] {
    if (typeof text !== "string")
      return this.#paragraph(
        text.map((part) => printedText(part).replaceAll(/\s*\n\s*/g, " ")),
        type,
        width,
      );
    return printedText(text)
      .split("\n")
      .flatMap((paragraph) => this.#paragraph([paragraph], type, width));
  }

  #paragraph(parts: readonly string[], type: Type, width: number): Line[] {
    const resolved = parts.map((part) => {
      const characters = Array.from(part, (character) => (/\s/.test(character) && character !== "\u00a0" ? " " : character));
      return { characters, ...bidiLevels(characters) };
    });
    const characters = resolved.flatMap((part) => part.characters);
    const levels = resolved.flatMap((part) => part.levels);
    const base = resolved.length === 1 ? (resolved[0]?.base ?? 0) : 0;
    const words = wordsOf(clustersOf(characters, levels, type.face));
    const lines: Cluster[][] = [[]];
    let used = 0;
    const put = (clusters: readonly Cluster[], advance: number): void => {
      lines.at(-1)?.push(...clusters);
      used += advance;
    };
    const begin = (): void => {
      lines.push([]);
      used = 0;
    };
    for (const word of words) {
      const shown = this.#widthOf(withoutEnd(word), type);
      if (used > 0 && used + shown > width) begin();
      if (shown <= width) put(word, this.#widthOf(word, type));
      // no place to break it: by its letters
      else
        for (const cluster of word) {
          const advance = this.#widthOf([cluster], type);
          if (used > 0 && used + advance > width && cluster.text !== " ") begin();
          put([cluster], advance);
        }
    }
    return lines.map((line) => this.#line(line, type, base));
  }

  #line(clusters: readonly Cluster[], type: Type, base: 0 | 1): Line {
    // L1: white space at the end belongs to the line's own direction, and from the right it would stand before the first word
    const shown = withoutEnd(clusters);
    const pieces = visualOrder(runsOf(shown)).map(({ file, text }) => ({ file, text, width: this.#width(file, text, type) }));
    return { pieces, width: pieces.reduce((sum, piece) => sum + piece.width, 0), fromRight: base === 1 };
  }

  #widthOf(clusters: readonly Cluster[], type: Type): number {
    return runsOf(clusters).reduce((sum, run) => sum + this.#width(run.file, run.text, type), 0);
  }

  #width(file: string, text: string, type: Type): number {
    const key = `${file}\n${type.features.join()}\n${text}`;
    let em = this.#widths.get(key);
    if (em === undefined) {
      const font = fontFile(file);
      em = font.layout(text, type.features).advanceWidth / font.unitsPerEm;
      this.#widths.set(key, em);
    }
    return em * type.size;
  }
}

function clustersOf(characters: readonly string[], levels: readonly number[], face: Face): Cluster[] {
  const clusters: Cluster[] = [];
  let file = "";
  for (let index = 0; index < characters.length; index++) {
    let end = index + 1;
    while (end < characters.length && /\p{M}/u.test(characters[end] ?? "")) end++;
    const text = characters.slice(index, end).join("");
    // a space is set in the font of the word before it
    if (text.trim() !== "" || file === "") file = fileFor(face, text);
    clusters.push({ text, file, level: levels[index] ?? 0 });
    index = end - 1;
  }
  return clusters;
}

const isLetter = (cluster: Cluster | undefined): boolean => cluster !== undefined && /\p{L}/u.test(cluster.text);

/** Scripts that are written without spaces: a line may end after each character. */
const isIdeograph = (cluster: Cluster | undefined): boolean =>
  cluster !== undefined &&
  /\p{Script=Han}|\p{Script=Hiragana}|\p{Script=Katakana}|\p{Script=Hangul}|[\u3000-\u303f\uff00-\uffef]/u.test(cluster.text);
/** UAX #14: what closes or goes on never begins a line (CL, NS), what opens never ends one (OP). */
const CLINGS_BEFORE = /^[\p{Pe}\p{Pf}\u3001\u3002\u3005\u30fb\u30fc\uff01\uff0c\uff0e\uff1a\uff1b\uff1f,.:;!?]/u;
const OPENS = /^[\p{Ps}\p{Pi}]/u;

const isBetweenIdeographs = (cluster: Cluster, next: Cluster): boolean =>
  (isIdeograph(cluster) || isIdeograph(next)) && next.text !== " " && !CLINGS_BEFORE.test(next.text) && !OPENS.test(cluster.text);

/** Words with the spaces after them; a hyphen, dash or slash between letters ends one too, and so does each ideograph. */
function wordsOf(clusters: readonly Cluster[]): Cluster[][] {
  const words: Cluster[][] = [[]];
  clusters.forEach((cluster, index) => {
    words.at(-1)?.push(cluster);
    const next = clusters[index + 1];
    const isEnd =
      (cluster.text === " " && next?.text !== " ") ||
      (/[-\u2010\u2013\u2014/]/.test(cluster.text) && isLetter(clusters[index - 1]) && isLetter(next));
    if (next !== undefined && (isEnd || isBetweenIdeographs(cluster, next))) words.push([]);
  });
  return words;
}

function withoutEnd(clusters: readonly Cluster[]): readonly Cluster[] {
  const end = clusters.findLastIndex((cluster) => cluster.text !== " ") + 1;
  return clusters.slice(0, end);
}

/** Neighbours of one font and one direction as one text. pdfkit turns letters of right-to-left scripts by itself, other marks it does not. */
function runsOf(clusters: readonly Cluster[]): { readonly file: string; readonly text: string; readonly level: number }[] {
  const runs: { file: string; level: number; clusters: string[] }[] = [];
  for (const { text, file, level } of clusters) {
    const last = runs.at(-1);
    if (last !== undefined && last.file === file && last.level === level) last.clusters.push(text);
    else runs.push({ file, level, clusters: [text] });
  }
  return runs.map(({ file, level, clusters: texts }) => {
    if (level % 2 === 0) return { file, level, text: texts.join("") };
    const seen = texts.map(mirrored);
    const turnsItself = seen.some((text) => runsFromRight(Array.from(text)[0] ?? ""));
    return { file, level, text: (turnsItself ? seen : seen.reverse()).join("") };
  });
}
