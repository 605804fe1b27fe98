import PDFDocument from "pdfkit";
import type { ReportContent } from "#shared/opinion/report.ts";
import { Fonts } from "./fonts.ts";
import { FOOTER, MARGIN, PageWriter } from "./page-writer.ts";
import { writeFurniture } from "./report-pdf-furniture.ts";
import { writeAdvice, writeAnswers, writeHead, writeShort } from "./report-pdf-head.ts";
import { writeImageRow, writeImages, writeMaterial } from "./report-pdf-material.ts";
import {
  writeAgreement,
  writeBasis,
  writeLimits,
  writeOpinion,
  writeRecommendations,
  writeSignature,
  writeTreatment,
} from "./report-pdf-opinion.ts";

/** The printed pages (mission 5.1, R16): tagged, fonts embedded, identity and version on every page. Same content, same bytes. */
export async function reportPdf(content: ReportContent): Promise<{ readonly pdf: Buffer; readonly pages: number }> {
  const made = new Date(content.preparedAt);
  const doc = new PDFDocument({
    size: content.paper === "A4" ? "A4" : "LETTER",
    margins: { top: MARGIN, bottom: MARGIN + FOOTER, left: MARGIN, right: MARGIN },
    bufferPages: true,
    pdfVersion: "1.7",
    subset: "PDF/A-2b",
    tagged: true,
    lang: "en",
    displayTitle: true,
    font: Fonts.first("serif"),
    info: {
      Title: `Second opinion, case ${content.caseNumber}`,
      Author: content.reviewer.name,
      Producer: "Overread",
      Creator: "Overread",
      CreationDate: made,
      ModDate: made,
    },
  } as ConstructorParameters<typeof PDFDocument>[0]);
  const chunks: Buffer[] = [];
  const done = new Promise<void>((resolve, reject) => {
    doc.on("data", (chunk: Buffer) => chunks.push(chunk));
    doc.on("end", resolve);
    doc.on("error", reject);
  });
  const writer = new PageWriter(doc);
  writeAll(writer, content);
  const { count } = doc.bufferedPageRange();
  for (let page = 0; page < count; page++) {
    doc.switchToPage(page);
    // below the text, where a flowing line would begin a new page
    doc.page.margins.bottom = 0;
    writeFurniture(writer, content, page + 1, count);
  }
  doc.end();
  await done;
  return { pdf: Buffer.concat(chunks), pages: count };
}

/** The first page in short (who, verdicts, questions, advice, pictures), then every part in the order of mission 5.1. */
function writeAll(writer: PageWriter, content: ReportContent): void {
  writeHead(writer, content);
  writeShort(writer, content);
  writeAnswers(writer, content);
  writeAdvice(writer, content);
  writeImageRow(writer, content);
  writeBasis(writer, content);
  writeMaterial(writer, content);
  writeOpinion(writer, content);
  writeAgreement(writer, content);
  writeTreatment(writer, content);
  writeRecommendations(writer, content);
  writeImages(writer, content);
  writeLimits(writer, content);
  writeSignature(writer, content);
}
