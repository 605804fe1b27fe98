import { faces, filesOf, fontFile } from "./fonts.ts";

/**
 * Characters that every face of the report can print, as first code point and count of each unbroken range, in order. The table of
 * `shared/report` is this list; it is made again with `node electron/core/report/write-coverage.ts`.
 */
export function coveredRanges(): number[] {
  const coveredBy = (file: string): number[] => {
    const font = fontFile(file);
    return font.characterSet.filter((codePoint) => font.hasGlyphForCodePoint(codePoint));
  };
  const covered = faces.map((face) => new Set(filesOf(face).flatMap(coveredBy)));
  const [first = new Set<number>(), ...others] = covered;
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
