import type { ReportContent } from "#shared/opinion/report.ts";
import { ACCENT, INK, MARGIN, type PageWriter, QUIET, styles } from "./page-writer.ts";
import { patientLine } from "./print-words.ts";

const PAGE_NUMBER = 70;

/** What stands on every page: who, which case and version, page x of y; the word DEMO where it is one. */
export function writeFurniture(writer: PageWriter, content: ReportContent, page: number, of: number): void {
  const { doc, left, width } = writer;
  const top = doc.page.height - MARGIN - 24;
  const right = left + width - PAGE_NUMBER;
  writer.artifact("Pagination", () => {
    doc
      .moveTo(left, top)
      .lineTo(left + width, top)
      .lineWidth(0.6)
      .strokeColor(QUIET)
      .stroke();
    const lines = [
      `${content.patient.name} · ${patientLine(content.patient)} · case ${content.caseNumber}, version ${content.version}`,
      "Based on records and images only; no physical examination. Does not replace your treating physician.",
    ];
    lines.forEach((line, index) => {
      writer.at(line, styles.small, left, top + 7 + index * 11.5, width - PAGE_NUMBER - 10);
    });
    writer.at(`Page ${page} of ${of}`, { ...styles.small, color: INK }, right, top + 7, PAGE_NUMBER, "right");
    if (!content.demo) return;
    writer.at("DEMO", { face: "sans-bold", size: 8, lineHeight: 11.5, color: ACCENT }, right, top + 18.5, PAGE_NUMBER, "right");
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
