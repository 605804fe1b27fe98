import fs from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";
import PDFDocument from "pdfkit";
import { codePointName } from "#shared/report/printable.ts";
import { sfntOf } from "./woff.ts";

/** Faces of the report: serif for reading, sans for data, and a fallback for other scripts. */
export type Face = "serif" | "serif-italic" | "serif-bold" | "sans" | "sans-medium" | "sans-bold";

/** For each face: files in the order in which they are asked for a character. Beside the built bundle they lie in `fonts/`. */
const SERIF = "@fontsource/source-serif-4/files/source-serif-4";
const SANS = "@fontsource/inter/files/inter";
/** Chinese, Japanese and Korean, in one weight for all faces: what is wanted of them is that a name is right, not that it is bold. */
const EAST_ASIAN = [
  "@expo-google-fonts/noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf",
  "@expo-google-fonts/noto-sans-kr/400Regular/NotoSansKR_400Regular.ttf",
];
const SANS_FALLBACK = "DejaVuSans";

/** Latin letters of the family itself, then DejaVu for other alphabets, then the East Asian files. */
const filesIn = (family: string, look: string, ...fallbacks: readonly string[]): readonly string[] => [
  `${family}-latin-${look}.woff`,
  `${family}-latin-ext-${look}.woff`,
  ...fallbacks.map((name) => `dejavu-fonts-ttf/ttf/${name}.ttf`),
  ...EAST_ASIAN,
];

const FILES: Readonly<Record<Face, readonly string[]>> = {
  serif: filesIn(SERIF, "400-normal", "DejaVuSerif", SANS_FALLBACK),
  "serif-italic": filesIn(SERIF, "400-italic", "DejaVuSerif-Italic", SANS_FALLBACK),
  "serif-bold": filesIn(SERIF, "600-normal", "DejaVuSerif-Bold", `${SANS_FALLBACK}-Bold`),
  sans: filesIn(SANS, "400-normal", SANS_FALLBACK),
  "sans-medium": filesIn(SANS, "500-normal", SANS_FALLBACK),
  "sans-bold": filesIn(SANS, "600-normal", `${SANS_FALLBACK}-Bold`),
};

/** The files of a face, the one by which its lines are measured first. */
export const filesOf = (face: Face): readonly string[] => FILES[face];

export const faces = Object.keys(FILES) as readonly Face[];

/** Every font file the report may need, for the build to copy. */
export const fontFiles: readonly string[] = [...new Set(Object.values(FILES).flat())];

function locate(file: string): string {
  const beside = path.join(path.dirname(fileURLToPath(import.meta.url)), "fonts", path.basename(file));
  if (fs.existsSync(beside)) return beside;
  const [scope = "", name = ""] = file.split("/");
  const packageName = scope.startsWith("@") ? `${scope}/${name}` : scope;
  const root = path.dirname(createRequire(import.meta.url).resolve(`${packageName}/package.json`));
  return path.join(root, file.slice(packageName.length + 1));
}

type Glyph = { readonly path: { scale(x: number, y: number): { translate(x: number, y: number): { toSVG(): string } } } };

/** The part of pdfkit's own font reader (fontkit) that is used. */
export type FontFile = {
  readonly unitsPerEm: number;
  readonly ascent: number;
  readonly descent: number;
  readonly characterSet: readonly number[];
  hasGlyphForCodePoint(codePoint: number): boolean;
  layout(
    text: string,
    features?: readonly string[],
  ): { readonly glyphs: readonly Glyph[]; readonly positions: readonly { readonly xAdvance: number }[]; readonly advanceWidth: number };
};

const opened = new Map<string, FontFile>();

/** A font file, read once for all reports; it can be given to a document as its font. */
export function fontFile(file: string): FontFile {
  const known = opened.get(file);
  if (known !== undefined) return known;
  const reader = new PDFDocument({ font: sfntOf(fs.readFileSync(locate(file))) } as unknown as PDFKit.PDFDocumentOptions);
  const { font } = (reader as unknown as { _font: { font: FontFile } })._font;
  opened.set(file, font);
  return font;
}

/** No font of the report has this character: a name with a hole in it is never printed. */
export class GlyphMissing extends Error {
  override readonly name = "GlyphMissing";
  readonly codePoint: number;
  constructor(codePoint: number) {
    super(`no glyph for ${codePointName(codePoint)}`);
    this.codePoint = codePoint;
  }
}

/** The first file of the face that has all of these characters, else the first that has the first of them. */
export function fileFor(face: Face, cluster: string): string {
  const codePoints = Array.from(cluster, (character) => character.codePointAt(0) ?? 0);
  const has = (file: string, codePoint: number): boolean => fontFile(file).hasGlyphForCodePoint(codePoint);
  for (const codePoint of codePoints) if (!FILES[face].some((file) => has(file, codePoint))) throw new GlyphMissing(codePoint);
  const [first = 0] = codePoints;
  const found =
    FILES[face].find((file) => codePoints.every((codePoint) => has(file, codePoint))) ?? FILES[face].find((file) => has(file, first));
  return found ?? "";
}

/** The outlines of a word as SVG paths, one em = 1,000 units, y upwards. */
export function outlines(face: Face, text: string): string[] {
  const font = fontFile(FILES[face][0] ?? "");
  const scale = 1_000 / font.unitsPerEm;
  const { glyphs, positions } = font.layout(text);
  let x = 0;
  return glyphs.map((glyph, index) => {
    const outline = glyph.path.scale(scale, scale).translate(x, 0).toSVG();
    x += (positions[index]?.xAdvance ?? 0) * scale;
    return outline;
  });
}
