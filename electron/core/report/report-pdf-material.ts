import type { ReportContent } from "#shared/opinion/report.ts";
import { type PageWriter, styles } from "./page-writer.ts";
import { dateWords } from "./print-words.ts";

function seenWords(seen: number, of: number | null): string {
  if (of === null) return seen > 0 ? `${seen} pages seen` : "not opened";
  return seen >= of ? `all ${of} seen` : `${seen} of ${of} seen`;
}

/** Material reviewed (R1d): what was there, from when and whom, what was looked at, what was missing. */
export function writeMaterial(writer: PageWriter, content: ReportContent): void {
  writer.heading("Material reviewed");
  const documents = content.documents.map((document) => [
    `${document.title}${document.firstOpinion ? " (first opinion)" : ""}`,
    dateWords(document.date),
    document.source ?? "not stated",
    document.state === "here" ? seenWords(document.pagesSeen, document.pageCount) : `missing: ${document.why ?? "not received"}`,
  ]);
  const studies = content.studies.map((study) => [
    `${study.modalities.join(", ")} ${study.description}${study.prior ? " (prior)" : ""}${study.lossy === null ? "" : `, ${study.lossy}`}`,
    dateWords(study.date),
    study.announced === null ? `${study.usable} images` : `${study.usable} of ${study.announced} images`,
    seenWords(study.seen, study.frames),
  ]);
  if (studies.length > 0) writer.table(["Images", "Date", "Received and readable", "Looked at"], studies, [44, 18, 20, 18]);
  if (documents.length > 0) {
    writer.space(6);
    writer.table(["Documents", "Date", "Source", "Looked at"], documents, [44, 18, 20, 18]);
  }
  writer.space(5);
  if (content.recordCount > 0)
    writer.text(
      `${content.recordCount} further records: laboratory values, conditions, medication and history as sent by the service.`,
      styles.data,
    );
  for (const study of content.studies) for (const text of study.notRelevant) writer.text(text, styles.data);
  for (const text of content.missing) writer.text(text, styles.data);
  writer.text(content.opinion.missingMaterial, styles.body);
}

const MAX_IMAGE_POINTS = 238;

/** Key images (R1k), two in a row, each with its caption and where it stands. */
export function writeImages(writer: PageWriter, content: ReportContent): void {
  if (content.images.length === 0) return;
  writer.heading("Key images");
  for (let index = 0; index < content.images.length; index += 2) {
    const row = content.images.slice(index, index + 2);
    const captions = row.map((image, place) => `${index + place + 1}  ${image.caption}\n${image.label}`);
    const textHeight = Math.max(...captions.map((caption) => writer.height(caption, styles.data, MAX_IMAGE_POINTS)));
    writer.keep(MAX_IMAGE_POINTS + textHeight + 14);
    const top = writer.doc.y;
    row.forEach((image, place) => {
      const x = writer.left + place * (MAX_IMAGE_POINTS + 16);
      writer.figure(Buffer.from(image.pngBase64, "base64"), `${image.label}: ${image.caption}`, x, top, MAX_IMAGE_POINTS);
      writer.doc.y = top + MAX_IMAGE_POINTS + 4;
      writer.text(captions[place] ?? "", styles.data, { x, width: MAX_IMAGE_POINTS, tag: "Caption" });
    });
    writer.doc.y = top + MAX_IMAGE_POINTS + textHeight + 12;
  }
}
