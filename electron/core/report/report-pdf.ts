import PDFDocument from "pdfkit";
import type { ReportContent } from "#shared/opinion/report.ts";
import { filesOf, fontFile } from "./fonts.ts";
import { MARGIN } from "./page-styles.ts";
import { PageWriter } from "./page-writer.ts";
import { footOf, writeFurniture } from "./report-pdf-furniture.ts";
import { writeAdvice, writeAnswers, writeHead, writeShort } from "./report-pdf-head.ts";
import { writeImageRow, writeImages } from "./report-pdf-images.ts";
import { writeMaterial } from "./report-pdf-material.ts";
import {
  writeAgreement,
  writeBasis,
  writeLimits,
  writeOpinion,
  writeRecommendations,
  writeSignature,
  writeTreatment,
} from "./report-pdf-opinion.ts";
import { TextLayout } from "./text-layout.ts";

/** A last page that is filled to less than this share is tried to be saved. */
const STRANDED = 0.35;

/** How a report is set: gaps and distances of lines as a share of the usual ones, and whether page 1 shows the key images in small. */
type Setting = { readonly tightness: number; readonly imageRow: boolean };
const USUAL: Setting = { tightness: 1, imageRow: true };
const CLOSER: readonly Setting[] = [
  { tightness: 0.9, imageRow: true },
  { tightness: 0.9, imageRow: false },
  { tightness: 0.86, imageRow: false },
];

type Pages = { readonly pdf: Buffer; readonly pages: number; readonly lastPageFilled: number };

/** The printed pages (mission 5.1, R16): tagged, fonts embedded, identity and version on every page. Same content, same bytes. */
export async function reportPdf(content: ReportContent): Promise<Pages> {
  const layout = new TextLayout();
  const usual = await printed(content, layout, USUAL);
  if (usual.pages === 1 || usual.lastPageFilled > STRANDED) return usual;
  for (const setting of CLOSER) {
    const closer = await printed(content, layout, setting);
    if (closer.pages < usual.pages) return closer;
  }
  return usual;
}

async function printed(content: ReportContent, layout: TextLayout, setting: Setting): Promise<Pages> {
  const doc = documentOf(content);
  const chunks: Buffer[] = [];
  const done = new Promise<void>((resolve, reject) => {
    doc.on("data", (chunk: Buffer) => chunks.push(chunk));
    doc.on("end", resolve);
    doc.on("error", reject);
  });
  const foot = footOf(content, layout, doc.page.width);
  const writer = new PageWriter(doc, layout, foot.height, setting.tightness);
  writeAll(writer, content, setting.imageRow);
  const lastPageFilled = (doc.y - MARGIN) / (writer.bottom - MARGIN);
  const { count } = doc.bufferedPageRange();
  for (let page = 0; page < count; page++) {
    doc.switchToPage(page);
    writeFurniture(writer, content, foot, page + 1, count);
  }
  doc.end();
  await done;
  return { pdf: Buffer.concat(chunks), pages: count, lastPageFilled };
}

function documentOf(content: ReportContent): InstanceType<typeof PDFDocument> {
  const made = new Date(content.preparedAt);
  return new PDFDocument({
    size: content.paper === "A4" ? "A4" : "LETTER",
    margin: MARGIN,
    bufferPages: true,
    pdfVersion: "1.7",
    subset: "PDF/A-2b",
    tagged: true,
    lang: "en",
    displayTitle: true,
    font: fontFile(filesOf("serif")[0] ?? ""),
    info: {
      Title: `Second opinion, case ${content.caseNumber}`,
      Author: content.reviewer.name,
      Producer: "Overread",
      Creator: "Overread",
      CreationDate: made,
      ModDate: made,
    },
  } as unknown as ConstructorParameters<typeof PDFDocument>[0]);
}

/** The first page in short (who, verdicts, questions, advice, pictures), then every part in the order of mission 5.1. */
function writeAll(writer: PageWriter, content: ReportContent, imageRow: boolean): void {
  writeHead(writer, content);
  writeShort(writer, content);
  writeAnswers(writer, content);
  writeAdvice(writer, content);
  if (imageRow) writeImageRow(writer, content);
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
