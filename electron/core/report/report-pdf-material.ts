import type { ReportContent } from "#shared/opinion/report.ts";
import { studyName } from "#shared/opinion/report.ts";
import { writeTable } from "./page-table.ts";
import { type PageWriter, styles } from "./page-writer.ts";
import { dateWords } from "./print-words.ts";

function seenWords(seen: number, of: number | null): string {
  if (of === null) return seen > 0 ? `${seen} pages seen` : "not opened";
  return seen >= of ? `all ${of} seen` : `${seen} of ${of} seen`;
}

const SHARES = [44, 18, 20, 18];

/** Material reviewed (R1d): what was there, from when and whom, what was looked at, what was missing. */
export function writeMaterial(writer: PageWriter, content: ReportContent): void {
  writer.heading("Material reviewed", 50);
  const documents = content.documents.map((document) => [
    `${document.title}${document.firstOpinion ? " (first opinion)" : ""}`,
    dateWords(document.date),
    document.source ?? "not stated",
    document.state === "here" ? seenWords(document.pagesSeen, document.pageCount) : `missing: ${document.why ?? "not received"}`,
  ]);
  const studies = content.studies.map((study) => [
    `${studyName(study)}${study.prior ? " (prior)" : ""}${study.lossy === null ? "" : `, ${study.lossy}`}`,
    dateWords(study.date),
    study.announced === null ? `${study.usable} images` : `${study.usable} of ${study.announced} images`,
    seenWords(study.seen, study.frames),
  ]);
  if (studies.length > 0) writeTable(writer, ["Images", "Date", "Received and readable", "Looked at"], studies, SHARES);
  if (documents.length > 0) {
    if (studies.length > 0) writer.space(6);
    writeTable(writer, ["Documents", "Date", "Source", "Looked at"], documents, SHARES);
  }
  writer.space(5);
  const further = `${content.recordCount} further records: laboratory values, conditions, medication and history as sent by the service.`;
  const none = content.studies.length === 0 ? ["No images were part of this case."] : [];
  const notes = [
    ...none,
    ...(content.recordCount > 0 ? [further] : []),
    ...content.studies.flatMap((study) => study.notRelevant),
    ...content.missing,
  ];
  for (const note of notes) writer.text(note, styles.data);
  writer.space(2);
  writer.text(content.opinion.missingMaterial, styles.body);
}

type Image = ReportContent["images"][number];
const GAP = 14;

/** Pictures beside each other, each with its number and caption below; a row is kept whole. */
function writeRow(writer: PageWriter, images: readonly Image[], from: number, perRow: number, captionOf: (image: Image) => string): void {
  const width = (writer.width - GAP * (perRow - 1)) / perRow;
  const captions = images.map((image, place) => `${from + place}  ${captionOf(image)}`);
  const textHeight = Math.max(...captions.map((caption) => writer.height(caption, styles.data, width)));
  writer.keep(width + textHeight + 10);
  const top = writer.doc.y;
  images.forEach((image, place) => {
    const x = writer.left + place * (width + GAP);
    writer.figure(image.pngBase64, `${image.label}: ${image.caption}`, x, top, { width, height: width });
    writer.doc.y = top + width + 4;
    writer.text(captions[place] ?? "", styles.data, { x, width, tag: "Caption" });
  });
  writer.doc.y = top + width + textHeight + 10;
}

const IN_SHORT = 3;

/** The first key images, small, where the page of the short answers has room for them; all of them follow at reading size. */
export function writeImageRow(writer: PageWriter, content: ReportContent): void {
  const images = content.images.slice(0, IN_SHORT);
  const needed = 26 + (writer.width - GAP * (IN_SHORT - 1)) / IN_SHORT + 30;
  if (images.length === 0 || writer.room < needed) return;
  writer.heading("Key images", 0);
  writeRow(writer, images, 1, IN_SHORT, (image) => image.label);
}

/** Key images (R1k), two in a row, each with its caption and where it stands. */
export function writeImages(writer: PageWriter, content: ReportContent): void {
  if (content.images.length === 0) return;
  writer.heading("Key images and captions", writer.width / 2 + 40);
  for (let index = 0; index < content.images.length; index += 2)
    writeRow(writer, content.images.slice(index, index + 2), index + 1, 2, (image) => `${image.caption}\n${image.label}`);
}
