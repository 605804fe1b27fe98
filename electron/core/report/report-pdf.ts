import type PDFDocument from "pdfkit";
import type { ReportContent } from "#shared/opinion/report.ts";
import { agreementWords, FIXED_LIMITS, MEANING } from "#shared/opinion/report.ts";
import { Fonts } from "./fonts.ts";
import { ACCENT, INK, MARGIN, PageWriter, QUIET, styles } from "./page-writer.ts";
import { partyText, patientLine, timeWords } from "./print-words.ts";
import { writeImages, writeMaterial } from "./report-pdf-material.ts";

/** The printed pages (mission 5.1, R16): tagged, fonts embedded, identity and version on every page. Same content, same bytes. */
export async function reportPdf(content: ReportContent): Promise<{ readonly pdf: Buffer; readonly pages: number }> {
  const made = new Date(content.preparedAt);
  // loaded when the first report is written: the start of the program must not wait for it
  const { default: PdfKit } = await import("pdfkit");
  const doc = new PdfKit({
    size: content.paper === "A4" ? "A4" : "LETTER",
    margins: { top: MARGIN, bottom: 18, left: MARGIN, right: MARGIN },
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
    writeFurniture(writer, content, page + 1, count);
  }
  doc.end();
  await done;
  return { pdf: Buffer.concat(chunks), pages: count };
}

function writeAll(writer: PageWriter, content: ReportContent): void {
  writeHead(writer, content);
  writeShort(writer, content);
  writeAnswers(writer, content);
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

function writeHead(writer: PageWriter, content: ReportContent): void {
  const { doc } = writer;
  const half = writer.width / 2;
  writer.at(content.service.name, { face: "sans-bold", size: 11, lineHeight: 14 }, writer.left, MARGIN, half + 60);
  writer.at(
    content.demo ? "Demonstration · invented patient, not for clinical use" : "Second opinion on records and images",
    styles.small,
    writer.left,
    MARGIN + 15,
    half + 60,
  );
  writer.at(`Case ${content.caseNumber}`, styles.small, writer.left + half, MARGIN, half, "right");
  writer.at(`Version ${content.version}`, styles.small, writer.left + half, MARGIN + 12, half, "right");
  doc.y = MARGIN + 34;
  writer.rule(INK, 1);
  doc.y += 16;
  writer.title("Second opinion");
  doc.y += 6;
  writer.rule();
  doc.y += 8;
  writer.pair("Patient", content.patient.name);
  writer.pair("", patientLine(content.patient));
  writer.pair("Requested by", partyText(content, "requester"));
  writer.pair("Paid by", partyText(content, "payer"));
  writer.pair("Reviewer", [content.reviewer.name, ...content.reviewer.credentials].join(", "));
  writer.pair("Institution", content.reviewer.organisation ?? "not stated");
  writer.pair("Received", timeWords(content.receivedAt, content.timeZone));
  if (content.startedAt !== null) writer.pair("Review started", timeWords(content.startedAt, content.timeZone));
  writer.pair("Written", timeWords(content.preparedAt, content.timeZone));
  writer.pair("Recipients", content.recipients.join(", "));
  writer.pair("Report", `${content.reportId}`);
  doc.y += 4;
  writer.rule();
}

function writeShort(writer: PageWriter, content: ReportContent): void {
  writer.heading("Summary for the patient");
  writer.text(content.opinion.patientSummary, styles.body);
}

function writeAnswers(writer: PageWriter, content: ReportContent): void {
  writer.heading("Questions and answers");
  content.questions.forEach((question, index) => {
    const answer = content.opinion.answers[question.key];
    writer.numbered(String(index + 1), question.text, styles.question);
    const text =
      answer?.cannotAnswer === true ? `This cannot be answered from the records, because ${answer.because}` : (answer?.text ?? "");
    writer.text(text, styles.body, { x: writer.left + 22 });
    writer.space(6);
  });
}

function writeBasis(writer: PageWriter, content: ReportContent): void {
  writer.heading("Reason for the review and information used");
  writer.text(content.reason ?? "No reason was stated by the service.", styles.body);
  writer.text(content.opinion.historyUsed, styles.body);
}

function writeOpinion(writer: PageWriter, content: ReportContent): void {
  writer.heading("Findings");
  writer.text(content.opinion.findings, styles.body);
  writer.heading("Impression");
  writer.text(content.opinion.impression, styles.body);
}

function writeAgreement(writer: PageWriter, content: ReportContent): void {
  const { opinion } = content;
  writer.heading("Agreement with the first opinion");
  if (opinion.diagnosisAgreement !== null)
    writer.text(`Diagnosis: ${agreementWords.diagnosis[opinion.diagnosisAgreement]}.`, styles.strong);
  writer.text(opinion.diagnosisReason, styles.body);
  if (opinion.diagnosisImpact !== null)
    writer.text(`Expected clinical impact: ${agreementWords.impact[opinion.diagnosisImpact]}.`, styles.body);
  writer.space(4);
  if (opinion.treatmentAgreement !== null)
    writer.text(`Treatment: ${agreementWords.treatment[opinion.treatmentAgreement]}.`, styles.strong);
  writer.text(opinion.treatmentReason, styles.body);
  if (opinion.treatmentImpact !== null)
    writer.text(`Expected clinical impact: ${agreementWords.impact[opinion.treatmentImpact]}.`, styles.body);
  if (opinion.thirdOpinion !== null) writer.text(`${agreementWords.thirdOpinion[opinion.thirdOpinion]}.`, styles.strong);
}

function writeTreatment(writer: PageWriter, content: ReportContent): void {
  const { treatmentOptions, prognosis } = content.opinion;
  if (treatmentOptions.length === 0 && prognosis.trim() === "") return;
  writer.heading("Treatment options and outlook");
  if (treatmentOptions.length > 0) {
    const rows = treatmentOptions.map((entry) => [entry.option, entry.benefit, entry.risk, entry.invasiveness, entry.fitsBecause]);
    writer.table(["Option", "Benefit", "Risk", "Invasiveness", "Fits this patient because"], rows, [20, 22, 22, 14, 22]);
  }
  writer.space(4);
  writer.text(prognosis, styles.body);
}

const KIND = { treatment: "Treatment", test: "Test", "follow-up": "Follow-up", referral: "Referral", other: "Other" } as const;

function writeRecommendations(writer: PageWriter, content: ReportContent): void {
  writer.heading("Recommendations and next steps");
  content.opinion.recommendations.forEach((entry, index) => {
    writer.numbered(String(index + 1), entry.text);
    writer.text(`Because ${entry.because}`, styles.question, { x: writer.left + 22 });
    const facts = [KIND[entry.kind], entry.urgency, entry.who === "" ? "" : `by ${entry.who}`, entry.byWhen].filter((part) => part !== "");
    writer.text(facts.join(" · "), styles.small, { x: writer.left + 22 });
    writer.space(5);
  });
}

function writeLimits(writer: PageWriter, content: ReportContent): void {
  writer.heading("Limits and independence");
  writer.text(FIXED_LIMITS.join(" "), styles.body);
  writer.text(content.opinion.limits, styles.body);
  for (const limit of content.limits) writer.text(`${limit.text} ${limit.reason}`, styles.body);
  for (const resolution of content.identityResolutions) writer.text(resolution, styles.body);
  writer.text(`Independence: ${content.declaration.text} (declared ${timeWords(content.declaration.at, content.timeZone)})`, styles.body);
  writer.text(content.opinion.disclosures, styles.body);
}

function writeSignature(writer: PageWriter, content: ReportContent): void {
  writer.keep(120);
  writer.heading("Signature");
  const { reviewer } = content;
  writer.text(reviewer.name, { face: "serif-bold", size: 12, lineHeight: 17 });
  writer.text([...reviewer.credentials, reviewer.organisation ?? ""].filter((part) => part !== "").join(", "), styles.body);
  writer.text(MEANING, styles.body);
  writer.text(
    `Electronically signed. Pages written ${timeWords(content.preparedAt, content.timeZone)}, clock of this computer${clockWords(content)}.`,
    styles.small,
  );
  writer.text(
    `Report ${content.reportId}, version ${content.version}. The signature is part of this file: any PDF reader that shows signatures can check it.`,
    styles.small,
  );
}

const clockWords = (content: ReportContent): string =>
  content.clockCheckedAt === null
    ? ", not compared with the service yet"
    : `, last compared with the service ${timeWords(content.clockCheckedAt, content.timeZone)}`;

/** What stands on every page: who, which case and version, page x of y; the word DEMO where it is one. */
function writeFurniture(writer: PageWriter, content: ReportContent, page: number, of: number): void {
  const { doc } = writer;
  const bottom = doc.page.height - MARGIN - 8;
  writer.artifact(() => {
    doc
      .moveTo(writer.left, bottom - 12)
      .lineTo(writer.left + writer.width, bottom - 12)
      .lineWidth(0.6)
      .strokeColor(QUIET)
      .stroke();
    writer.at(`${content.patient.name} · ${patientLine(content.patient)}`, styles.small, writer.left, bottom - 6, writer.width - 130);
    writer.at(
      `Case ${content.caseNumber} · version ${content.version} · ${FIXED_LIMITS[0]}`,
      styles.small,
      writer.left,
      bottom + 5,
      writer.width - 130,
    );
    writer.at(`Page ${page} of ${of}`, { ...styles.small, color: INK }, writer.left + writer.width - 130, bottom - 6, 130, "right");
    if (content.demo)
      writer.at(
        "DEMO",
        { face: "sans-bold", size: 8, lineHeight: 11.5, color: ACCENT },
        writer.left + writer.width - 130,
        bottom + 5,
        130,
        "right",
      );
    if (content.demo) watermark(writer);
  });
}

/** Drawn as shapes, not as text: copied or searched text stays free of it. */
function watermark(writer: PageWriter): void {
  const { doc } = writer;
  doc.save();
  doc.rotate(-38, { origin: [doc.page.width / 2, doc.page.height / 2] });
  doc.fillOpacity(0.05);
  writer.shape("DEMO", "sans-bold", 150, doc.page.width / 2 - 225, doc.page.height / 2 + 52);
  doc.restore();
}
