import fs from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";
import type PDFDocument from "pdfkit";
import { codePointName, printedText } from "#shared/report/printable.ts";

/** Faces of the report: serif for reading, sans for data, and a fallback for other scripts. */
export type Face = "serif" | "serif-italic" | "serif-bold" | "sans" | "sans-medium" | "sans-bold";

/** For each face: files in the order in which they are asked for a character. Beside the built bundle they lie in `fonts/`. */
const SERIF = "@fontsource/source-serif-4/files/source-serif-4";
const SANS = "@fontsource/inter/files/inter";
export const FILES: Readonly<Record<Face, readonly string[]>> = {
  serif: [
    `${SERIF}-latin-400-normal.woff`,
    `${SERIF}-latin-ext-400-normal.woff`,
    "dejavu-fonts-ttf/ttf/DejaVuSerif.ttf",
    "dejavu-fonts-ttf/ttf/DejaVuSans.ttf",
  ],
  "serif-italic": [
    `${SERIF}-latin-400-italic.woff`,
    `${SERIF}-latin-ext-400-italic.woff`,
    "dejavu-fonts-ttf/ttf/DejaVuSerif-Italic.ttf",
    "dejavu-fonts-ttf/ttf/DejaVuSans.ttf",
  ],
  "serif-bold": [
    `${SERIF}-latin-600-normal.woff`,
    `${SERIF}-latin-ext-600-normal.woff`,
    "dejavu-fonts-ttf/ttf/DejaVuSerif-Bold.ttf",
    "dejavu-fonts-ttf/ttf/DejaVuSans-Bold.ttf",
  ],
  sans: [`${SANS}-latin-400-normal.woff`, `${SANS}-latin-ext-400-normal.woff`, "dejavu-fonts-ttf/ttf/DejaVuSans.ttf"],
  "sans-medium": [`${SANS}-latin-500-normal.woff`, `${SANS}-latin-ext-500-normal.woff`, "dejavu-fonts-ttf/ttf/DejaVuSans.ttf"],
  "sans-bold": [`${SANS}-latin-600-normal.woff`, `${SANS}-latin-ext-600-normal.woff`, "dejavu-fonts-ttf/ttf/DejaVuSans-Bold.ttf"],
};

/** Every font file the report may need, for the build to copy. */
export const fontFiles: readonly string[] = [...new Set(Object.values(FILES).flat())];

/** Where a font file lies, beside the built bundle or in its package. */
export function locate(file: string): string {
  const beside = path.join(path.dirname(fileURLToPath(import.meta.url)), "fonts", path.basename(file));
  if (fs.existsSync(beside)) return beside;
  const [scope = "", name = ""] = file.split("/");
  const packageName = scope.startsWith("@") ? `${scope}/${name}` : scope;
  const root = path.dirname(createRequire(import.meta.url).resolve(`${packageName}/package.json`));
  return path.join(root, file.slice(packageName.length + 1));
}

/** The part of fontkit's font that is used. */
type Coverage = {
  hasGlyphForCodePoint(codePoint: number): boolean;
  readonly unitsPerEm: number;
  layout(text: string): {
    readonly glyphs: readonly {
      readonly path: { scale(x: number, y: number): { translate(x: number, y: number): { toSVG(): string } } };
    }[];
    readonly positions: readonly { readonly xAdvance: number }[];
  };
};
type Doc = InstanceType<typeof PDFDocument>;

/** A stretch of text that one font file can show. */
export type Run = { readonly font: string; readonly text: string };

/** No font of the report has this character: a name with a hole in it is never printed. */
export class GlyphMissing extends Error {
  override readonly name = "GlyphMissing";
  readonly codePoint: number;
  constructor(codePoint: number) {
    super(`no glyph for ${codePointName(codePoint)}`);
    this.codePoint = codePoint;
  }
}

/** Cuts text into runs by the fonts' coverage. Files are registered with the document when they are first needed. */
export class Fonts {
  readonly #doc: Doc;
  readonly #coverage = new Map<string, Coverage>();

  constructor(doc: Doc) {
    this.#doc = doc;
  }

  /** The first file of a face, by which lines are measured. */
  static first(face: Face): string {
    return locate(FILES[face][0] ?? "");
  }

  #fontOf(file: string): Coverage {
    let coverage = this.#coverage.get(file);
    if (coverage === undefined) {
      this.#doc.registerFont(file, locate(file));
      this.#doc.font(file);
      coverage = (this.#doc as unknown as { _font: { font: Coverage } })._font.font;
      this.#coverage.set(file, coverage);
    }
    return coverage;
  }

  #covers = (file: string, codePoint: number): boolean => this.#fontOf(file).hasGlyphForCodePoint(codePoint);

  /** The outlines of a word as SVG paths, one em = 1,000 units, y upwards. */
  outlines(face: Face, text: string): string[] {
    const font = this.#fontOf(FILES[face][0] ?? "");
    const scale = 1_000 / font.unitsPerEm;
    const { glyphs, positions } = font.layout(text);
    let x = 0;
    return glyphs.map((glyph, index) => {
      const outline = glyph.path.scale(scale, scale).translate(x, 0).toSVG();
      x += (positions[index]?.xAdvance ?? 0) * scale;
      return outline;
    });
  }

  runs(face: Face, text: string): Run[] {
    const runs: { font: string; text: string }[] = [];
    for (const character of printedText(text)) {
      const codePoint = character.codePointAt(0) ?? 0;
      const last = runs.at(-1);
      // white space stays in the run before it
      if (last !== undefined && /\s/.test(character)) {
        last.text += character === "\n" ? "\n" : " ";
        continue;
      }
      const font = FILES[face].find((file) => this.#covers(file, codePoint));
      if (font === undefined) throw new GlyphMissing(codePoint);
      if (last?.font === font) last.text += character;
      else runs.push({ font, text: character });
    }
    return runs;
  }
}
