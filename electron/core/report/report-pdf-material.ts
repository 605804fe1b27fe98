import type { ReportContent } from "#shared/opinion/report.ts";
import { studyName } from "#shared/opinion/report.ts";
import { styles } from "./page-styles.ts";
import { tableStart, writeTable } from "./page-table.ts";
import type { PageWriter } from "./page-writer.ts";
import { counted, dateWords } from "./print-words.ts";

function seenWords(seen: number, of: number | null): string {
  if (of === null) return seen > 0 ? `${counted(seen, "page", "pages")} seen` : "not opened";
  if (seen >= of) return of === 1 ? "seen" : `all ${of} seen`;
  return seen === 0 && of === 1 ? "not seen" : `${seen} of ${of} seen`;
}

const SHARES = [44, 18, 20, 18];
const STUDIES = ["Images", "Date", "Received and readable", "Looked at"];
const DOCUMENTS = ["Documents", "Date", "Source", "Looked at"];

/** Material reviewed (R1d): what was there, from when and whom, what was looked at, what was missing. */
export function writeMaterial(writer: PageWriter, content: ReportContent): void {
  const documents = content.documents.map((document) => [
    [document.title, document.firstOpinion ? " (first opinion)" : ""],
    dateWords(document.date),
    document.source ?? "not stated",
    document.state === "here" ? seenWords(document.pagesSeen, document.pageCount) : ["missing: ", document.why ?? "not received"],
  ]);
  const studies = content.studies.map((study) => [
    [
      studyName(study),
      `${study.prior && !/\bprior\b/i.test(study.description) ? " (prior)" : ""}${study.lossy === null ? "" : `, ${study.lossy}`}`,
    ],
    dateWords(study.date),
    study.announced === null
      ? counted(study.usable, "image", "images")
      : `${study.usable} of ${counted(study.announced, "image", "images")}`,
    seenWords(study.seen, study.frames),
  ]);
  const [first, head] = studies.length > 0 ? [studies, STUDIES] : [documents, DOCUMENTS];
  writer.heading("Material reviewed", first.length > 0 ? tableStart(writer, head, first, SHARES) : 50);
  if (studies.length > 0) writeTable(writer, STUDIES, studies, SHARES);
  if (documents.length > 0) {
    if (studies.length > 0) writer.space(6);
    writeTable(writer, DOCUMENTS, documents, SHARES);
  }
  writer.space(5);
  const further = `${counted(content.recordCount, "further record", "further records")}: laboratory values, conditions, medication and history as sent by the service.`;
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
