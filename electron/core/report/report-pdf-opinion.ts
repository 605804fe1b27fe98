import type { ReportContent } from "#shared/opinion/report.ts";
import { agreementWords, FIXED_LIMITS, MEANING } from "#shared/opinion/report.ts";
import { INK, styles, type TextStyle } from "./page-styles.ts";
import { tableStart, writeTable } from "./page-table.ts";
import { HANG, type PageWriter } from "./page-writer.ts";
import { timeWords } from "./print-words.ts";
import { writeMarks } from "./report-pdf-marks.ts";
import type { Text } from "./text-layout.ts";

/** R1c. */
export function writeBasis(writer: PageWriter, content: ReportContent): void {
  writer.heading("Reason for the review and information used");
  writer.text(content.reason ?? "No reason was stated by the service.", styles.body);
  writer.text(content.opinion.historyUsed, styles.body);
}

/** R1f, R1g. */
export function writeOpinion(writer: PageWriter, content: ReportContent): void {
  writer.heading("Findings");
  writer.text(content.opinion.findings, styles.body);
  writeMarks(writer, content);
  writer.heading("Impression");
  writer.text(content.opinion.impression, styles.body);
}

/** R1h: the codes in words, each with its reason. */
export function writeAgreement(writer: PageWriter, content: ReportContent): void {
  const { opinion } = content;
  writer.heading("Agreement with the first opinion");
  const statement = (title: string, words: string | null, reason: string, impact: keyof typeof agreementWords.impact | null): void => {
    if (words === null) return;
    writer.text(`${title}: ${words}.`, styles.strong);
    writer.text(reason, styles.body);
    if (impact !== null) writer.text(`Expected clinical impact: ${agreementWords.impact[impact]}.`, styles.body);
    writer.space(4);
  };
  const { diagnosisAgreement, treatmentAgreement, thirdOpinion } = opinion;
  const diagnosis = diagnosisAgreement === null ? null : agreementWords.diagnosis[diagnosisAgreement];
  const treatment = treatmentAgreement === null ? null : agreementWords.treatment[treatmentAgreement];
  statement("Diagnosis", diagnosis, opinion.diagnosisReason, opinion.diagnosisImpact);
  statement("Treatment", treatment, opinion.treatmentReason, opinion.treatmentImpact);
  if (thirdOpinion !== null) writer.text(`${agreementWords.thirdOpinion[thirdOpinion]}.`, styles.strong);
}

const OPTIONS = ["Option", "Benefit", "Risk", "Invasiveness", "Fits this patient because"];
const OPTION_SHARES = [20, 22, 22, 14, 22];

/** R1i (M2): the options beside each other, then the outlook. */
export function writeTreatment(writer: PageWriter, content: ReportContent): void {
  const { treatmentOptions, prognosis } = content.opinion;
  if (treatmentOptions.length === 0 && prognosis.trim() === "") return;
  const rows = treatmentOptions.map((entry) => [entry.option, entry.benefit, entry.risk, entry.invasiveness, entry.fitsBecause]);
  writer.heading("Treatment options and outlook", rows.length > 0 ? tableStart(writer, OPTIONS, rows, OPTION_SHARES) : 40);
  if (rows.length > 0) {
    writeTable(writer, OPTIONS, rows, OPTION_SHARES);
    writer.space(5);
  }
  writer.text(prognosis, styles.body);
}

const KIND = { treatment: "Treatment", test: "Test", "follow-up": "Follow-up", referral: "Referral", other: "Other" } as const;

/** R1j (M3, M19): each with its reason, urgency, who and by when. */
export function writeRecommendations(writer: PageWriter, content: ReportContent): void {
  writer.heading("Recommendations and next steps", 50);
  content.opinion.recommendations.forEach((entry, index) => {
    const height = writer.height(entry.text, styles.body, writer.width - HANG);
    if (height < writer.doc.page.height / 3) writer.keep(height + styles.body.lineHeight + styles.small.lineHeight);
    writer.numbered(String(index + 1), entry.text);
    writer.under(["Because ", entry.because], styles.question);
    const facts = [KIND[entry.kind], entry.urgency, entry.who === "" ? "" : `by ${entry.who}`, entry.byWhen].filter((part) => part !== "");
    writer.under(
      facts.flatMap((fact, place) => (place === 0 ? [fact] : [" · ", fact])),
      styles.small,
    );
    writer.space(5);
  });
}

/** R1m: what the report rests on, what was left open and why, and who is bound to whom (M7, M8, M21). */
export function writeLimits(writer: PageWriter, content: ReportContent): void {
  writer.heading("Limits and independence");
  writer.text(FIXED_LIMITS.join(" "), styles.body);
  writer.text(content.opinion.limits, styles.body);
  for (const limit of content.limits) writer.text([`${limit.text} `, limit.reason], styles.body);
  for (const resolution of content.identityResolutions) writer.text(resolution, styles.body);
  // who is bound to whom and who signs stand on one page, so that a signature is never alone on it
  const bonds = bondsOf(content);
  const heights = bonds.map((text) => writer.height(text, styles.body, writer.width));
  const together = heights.reduce((sum, height) => sum + height, signatureHeight(writer, content));
  if (together < writer.doc.page.height / 2) writer.keep(together);
  for (const text of bonds) writer.text(text, styles.body);
}

/** M7, M8, M14: the ties, where the reviewer may advise, and what was disclosed. */
function bondsOf(content: ReportContent): Text[] {
  const { declaration, opinion } = content;
  return [
    ["Independence: ", declaration.text, ` Declared on ${timeWords(declaration.at, content.timeZone)}.`],
    ...(opinion.disclosures.trim() === "" ? [] : [["Disclosures: ", opinion.disclosures]]),
  ];
}

type Lines = readonly { readonly text: string; readonly style: TextStyle }[];

function signatureLines(content: ReportContent): { readonly above: Lines; readonly below: Lines } {
  const { reviewer } = content;
  const place = [...reviewer.credentials, reviewer.organisation ?? ""].filter((part) => part !== "").join(", ");
  const written = timeWords(content.preparedAt, content.timeZone);
  const above = [
    { text: reviewer.name, style: styles.signer },
    { text: place, style: styles.body },
  ];
  const below = [
    { text: MEANING, style: styles.body },
    { text: `Electronically signed. Pages written ${written}, clock of this computer${clockWords(content)}.`, style: styles.small },
    {
      text: `Report ${content.reportId}, version ${content.version}. The signature is part of this file: any PDF reader that shows signatures can check it.`,
      style: styles.small,
    },
  ];
  return { above, below };
}

const SIGNATURE_HEADING = 30;
const SIGNATURE_RULE = 8;

function signatureHeight(writer: PageWriter, content: ReportContent): number {
  const { above, below } = signatureLines(content);
  const lines = [...above, ...below].reduce((sum, { text, style }) => sum + writer.height(text, style, writer.width), 0);
  return SIGNATURE_HEADING + lines + SIGNATURE_RULE;
}

/** R1n, R10, R11: whose signature, what it means, by which clock. */
export function writeSignature(writer: PageWriter, content: ReportContent): void {
  const { above, below } = signatureLines(content);
  writer.heading("Signature", signatureHeight(writer, content) - SIGNATURE_HEADING);
  for (const { text, style } of above) writer.text(text, style);
  writer.space(3);
  writer.rule(INK, 0.8);
  writer.space(5);
  for (const { text, style } of below) writer.text(text, style);
}

const clockWords = (content: ReportContent): string =>
  content.clockCheckedAt === null
    ? ", not compared with the service yet"
    : `, last compared with the service ${timeWords(content.clockCheckedAt, content.timeZone)}`;
