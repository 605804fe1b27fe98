import type { ReportContent } from "#shared/opinion/report.ts";
import { ACCENT, INK, MARGIN, QUIET, styles, typeOf } from "./page-styles.ts";
import type { PageWriter } from "./page-writer.ts";
import { patientLine } from "./print-words.ts";
import type { Text, TextLayout } from "./text-layout.ts";

const PAGE_NUMBER = 70;
const GAP = 10;
/** From the text to the rule, from the rule to the lines. */
const ABOVE_RULE = 18;
const BELOW_RULE = 7;
/** The lines may stand so far below the margin. */
const INTO_MARGIN = 6;
const MOST_IDENTITY_LINES = 3;

const LIMITS = "Based on records and images only; no physical examination. Does not replace your treating physician.";

/** Who, which case and version. A name that would need a fourth line is cut where it is seen to be cut; the whole name stands in the head. */
function identity(content: ReportContent, layout: TextLayout, width: number): Text {
  const line = (name: string): Text => [
    name,
    ` · ${patientLine(content.patient)} · case ${content.caseNumber}, version ${content.version}`,
  ];
  const fits = (name: string): boolean => layout.lines(line(name), typeOf(styles.small), width).length <= MOST_IDENTITY_LINES;
  const letters = Array.from(content.patient.name);
  if (fits(content.patient.name)) return line(content.patient.name);
  let kept = letters.length;
  while (kept > 0 && !fits(`${letters.slice(0, kept).join("")}…`)) kept = Math.floor(kept * 0.9);
  return line(`${letters.slice(0, kept).join("")}…`);
}

/** What stands at the foot of every page, and the points that it needs below the text. */
export type Foot = { readonly lines: readonly Text[]; readonly width: number; readonly height: number };

export function footOf(content: ReportContent, layout: TextLayout, pageWidth: number): Foot {
  const width = pageWidth - 2 * MARGIN - PAGE_NUMBER - GAP;
  const texts = [identity(content, layout, width), LIMITS];
  const count = texts.reduce((sum, text) => sum + layout.lines(text, typeOf(styles.small), width).length, 0);
  return { lines: texts, width, height: ABOVE_RULE + BELOW_RULE + count * styles.small.lineHeight - INTO_MARGIN };
}

/** What stands on every page: who, which case and version, page x of y; the word DEMO where it is one. */
export function writeFurniture(writer: PageWriter, content: ReportContent, foot: Foot, page: number, of: number): void {
  const { doc, left, width, bottom } = writer;
  const rule = bottom + ABOVE_RULE;
  const right = left + width - PAGE_NUMBER;
  writer.artifact("Pagination", () => {
    doc
      .moveTo(left, rule)
      .lineTo(left + width, rule)
      .lineWidth(0.6)
      .strokeColor(QUIET)
      .stroke();
    let y = rule + BELOW_RULE;
    for (const line of foot.lines) y += writer.at(line, styles.small, left, y, foot.width);
    writer.at(`Page ${page} of ${of}`, { ...styles.small, color: INK }, right, rule + BELOW_RULE, PAGE_NUMBER, "right");
    if (!content.demo) return;
    writer.at("DEMO", { ...styles.small, face: "sans-bold", color: ACCENT }, right, rule + BELOW_RULE + 11.5, PAGE_NUMBER, "right");
    watermark(writer);
  });
}

/** Drawn as shapes, not as text: copied or searched text stays free of it. */
function watermark(writer: PageWriter): void {
  const { doc } = writer;
  const [x, y] = [doc.page.width / 2, doc.page.height / 2];
  doc.save();
  doc.rotate(-38, { origin: [x, y] });
  doc.fillOpacity(0.05);
  writer.shape("DEMO", "sans-bold", 150, x - 225, y + 52);
  doc.restore();
}
