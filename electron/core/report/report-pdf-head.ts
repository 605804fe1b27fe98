import type { ReportContent } from "#shared/opinion/report.ts";
import { verdictWords } from "#shared/opinion/report.ts";
import { writeColumns } from "./page-columns.ts";
import { INK, styles } from "./page-styles.ts";
import { HANG, type PageWriter } from "./page-writer.ts";
import { dayWords, partyText, patientLine } from "./print-words.ts";
import type { Text } from "./text-layout.ts";

const GAP = 8;

/** R1: who, for whom, by whom, when. */
export function writeHead(writer: PageWriter, content: ReportContent): void {
  const { doc } = writer;
  const kind = content.demo ? "Demonstration · invented patient, not for clinical use" : "Second opinion on records and images";
  const letterhead = [
    [
      { text: content.service.name, style: styles.service },
      { text: kind, style: styles.small },
    ],
    [`Case ${content.caseNumber}`, `Version ${content.version}`].map((text) => ({ text, style: styles.small })),
  ];
  writeColumns(writer, letterhead, [2, 1], true);
  doc.y += 6;
  writer.rule(INK, 1);
  doc.y += 14;
  writer.title("Second opinion");
  doc.y += 1;
  writer.text(content.reason ?? "", styles.lede);
  doc.y += GAP;
  writer.rule();
  doc.y += GAP;
  writePeople(writer, content);
  doc.y += GAP;
  writer.rule();
  doc.y += GAP;
  writeFacts(writer, content);
  doc.y += GAP;
  writer.rule();
}

const COLUMNS = [1.2, 1, 1.5];

const caption = (text: string) => ({ text, style: styles.small });
const name = (text: Text) => ({ text, style: styles.dataStrong });
const more = (text: Text) => ({ text, style: styles.quietData });

/** M9. Some services send a whole phrase: it is not begun twice. */
function payerText(content: ReportContent): Text {
  const payer = partyText(content, "payer") ?? "not stated";
  return /^paid by/i.test(payer) ? payer : ["Paid by: ", payer];
}

function writePeople(writer: PageWriter, content: ReportContent): void {
  const { patient, reviewer } = content;
  const specialty = reviewer.specialty ?? "";
  const isNamed = reviewer.credentials.some((credential) => credential.toLowerCase().includes(specialty.toLowerCase()));
  const first = [partyText(content, "original-doctor"), partyText(content, "original-organisation")].filter((text) => text !== null);
  writeColumns(
    writer,
    [
      [caption("Patient"), name(patient.name), more(patientLine({ ...patient, identifier: null })), more(patient.identifier ?? "")],
      [
        caption("Asked by"),
        name(partyText(content, "requester") ?? "not stated"),
        more(first.length === 0 ? "" : ["First opinion: ", first.join(", ")]),
        more(payerText(content)),
      ],
      [
        caption("Reviewer"),
        name(reviewer.name),
        more([...reviewer.credentials, isNamed ? "" : specialty].filter((part) => part !== "").join(", ")),
        more(reviewer.organisation ?? ""),
      ],
    ],
    COLUMNS,
  );
}

function writeFacts(writer: PageWriter, content: ReportContent): void {
  // the hour, its zone and whose clock it was stand with the signature
  const time = (instant: ReportContent["receivedAt"]): string => dayWords(instant, content.timeZone);
  writeColumns(
    writer,
    [
      [
        caption("Dates"),
        more(`Received ${time(content.receivedAt)}`),
        more(content.startedAt === null ? "" : `Review begun ${time(content.startedAt)}`),
        more(`Written ${time(content.preparedAt)}`),
      ],
      [caption("Recipients"), ...content.recipients.map(more)],
      [caption("Report"), { text: content.reportId, style: styles.small }, more(`Version ${content.version}`)],
    ],
    COLUMNS,
  );
}

/** R1a with the two verdicts of R1h; their reasons follow in full where they belong. */
export function writeShort(writer: PageWriter, content: ReportContent): void {
  const { opinion } = content;
  writer.heading("In short", 60);
  const verdicts = [
    opinion.diagnosisAgreement === null ? null : verdictWords.diagnosis[opinion.diagnosisAgreement],
    opinion.treatmentAgreement === null ? null : verdictWords.treatment[opinion.treatmentAgreement],
  ].filter((words) => words !== null);
  const half = writer.width / 2;
  const top = writer.doc.y + 1;
  const heights = verdicts.map((words, index) => {
    const [x, width] = [writer.left + index * half + 10, half - 24];
    let y = top + 1;
    writer.struct("P", () => {
      y += writer.at(words.title, styles.verdict, x, y, width);
      y += writer.at(words.text, styles.quietData, x, y, width);
    });
    return y - top;
  });
  const tallest = Math.max(0, ...heights);
  verdicts.forEach((_, index) => {
    writer.bar(writer.left + index * half, top, tallest + 1);
  });
  if (verdicts.length > 0) writer.doc.y = top + tallest + 8;
  writer.text(opinion.patientSummary, styles.body);
}

/** R1b: the patient's questions word for word, each with its answer (M1). */
export function writeAnswers(writer: PageWriter, content: ReportContent): void {
  writer.heading("Your questions", 50);
  content.questions.forEach((question, index) => {
    const answer = content.opinion.answers[question.key];
    // the question with the first lines of its answer, as far as a page can hold both
    const height = writer.height(question.text, styles.question, writer.width - HANG);
    if (height < writer.doc.page.height / 3) writer.keep(height + 2 * styles.body.lineHeight);
    writer.numbered(String(index + 1), question.text, styles.question);
    const text =
      answer?.cannotAnswer === true ? ["This cannot be answered from the records, because ", answer.because] : (answer?.text ?? "");
    writer.under(text, styles.body);
    writer.space(6);
  });
}

/** What is recommended, at a glance; reasons, urgency and who does it follow in the part of its own (R1j). */
export function writeAdvice(writer: PageWriter, content: ReportContent): void {
  const { recommendations } = content.opinion;
  if (recommendations.length === 0) return;
  writer.heading("What I advise", 30);
  recommendations.forEach((entry, index) => {
    writer.numbered(String(index + 1), entry.text);
  });
}
