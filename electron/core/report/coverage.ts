import PDFDocument from "pdfkit";
import { FILES, locate } from "./fonts.ts";

/** The part of fontkit's font that is used. */
type FontFile = { readonly characterSet: readonly number[]; hasGlyphForCodePoint(codePoint: number): boolean };

/**
 * Characters that every face of the report can print, as first code point and count of each unbroken range, in order. The table of
 * `shared/report` is this list; it is made again with `node electron/core/report/write-coverage.ts`.
 */
export function coveredRanges(): number[] {
  const doc = new PDFDocument({ font: locate(FILES.serif[0] ?? "") });
  const covered = new Map<string, readonly number[]>();
  for (const file of new Set(Object.values(FILES).flat())) {
    doc.registerFont(file, locate(file)).font(file);
    const { font } = (doc as unknown as { _font: { font: FontFile } })._font;
    covered.set(
      file,
      font.characterSet.filter((codePoint) => font.hasGlyphForCodePoint(codePoint)),
    );
  }
  const faces = Object.values(FILES).map((files) => new Set(files.flatMap((file) => covered.get(file) ?? [])));
  const [first = new Set<number>(), ...others] = faces;
  const everywhere = [...first].filter((codePoint) => others.every((face) => face.has(codePoint))).sort((a, b) => a - b);
  const ranges: number[] = [];
  let next = -1;
  for (const codePoint of everywhere) {
    if (codePoint === next) ranges[ranges.length - 1] = (ranges.at(-1) ?? 0) + 1;
    else ranges.push(codePoint, 1);
    next = codePoint + 1;
  }
  return ranges;
}
