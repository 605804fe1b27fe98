import { describe, expect, test } from "vitest";
import { exampleReport } from "#shared/opinion/report.example.ts";
import type { ReportContent } from "#shared/opinion/report.ts";
import { MARGIN } from "./page-styles.ts";
import { ask, hasPoppler, type Word, wordsOf } from "./read-by-poppler.ts";

/** Words of which one is printed over the other. A box is as high as its font; letters fill the middle of it. */
function overlaps(words: readonly Word[]): string[] {
  const core = words.map((word) => ({ ...word, top: word.top + (word.end - word.top) * 0.3, end: word.end - (word.end - word.top) * 0.3 }));
  return core.flatMap((one, index) =>
    core
      .slice(index + 1)
      .filter(
        (other) =>
          Math.min(one.right, other.right) - Math.max(one.left, other.left) > 1 &&
          Math.min(one.end, other.end) - Math.max(one.top, other.top) > 0.5,
      )
      .map((other) => `${one.text} / ${other.text}`),
  );
}

const long = "The lung shows a nodule with a solid part that has grown since April. ".repeat(400);
const longOption = { id: "o", option: "Surgery", benefit: long.slice(0, 6_000), risk: "", invasiveness: "", fitsBecause: "" };
const family = "von und zu Hohenstein-Wittgenstein-Sayn-Berleburg, Maximiliane Alexandra Theodora ";
const hebrew = "נמצא קשר בריאה הימנית, 17 מ״מ (חלק מוצק 11), גדל מאז אפריל 2024.";
const arabic = "وجدت عقدة في الرئة اليمنى بقياس 12-15 مم (CT chest) ولم تتغير منذ 2023.";
const base = exampleReport();
const [image] = base.images;
const images = (count: number, caption: string): ReportContent["images"] =>
  image === undefined ? [] : Array.from({ length: count }, (_, index) => ({ ...image, id: `k${index}`, caption }));
/** Lines across the whole picture, all with their labels in its upper right corner, where the letter of a side is near too. */
const crowded: ReportContent["images"] =
  image === undefined
    ? []
    : [
        {
          ...image,
          sides: { top: "A", right: "L", bottom: "P", left: "R" },
          marks: Array.from({ length: 9 }, (_, index) => ({
            name: `M${index + 1}`,
            kind: "length",
            label: `M${index + 1} ${(17.2 + index).toFixed(1)} mm`,
            parts: [
              [
                [0.1, 0.02 + index / 500],
                [0.48, 0.05 + index / 500],
              ],
            ],
          })),
        },
      ];
const serviceNamed = (name: string): Partial<ReportContent> => ({ service: { name, organizationReference: null } });
const patientNamed = (name: string): Partial<ReportContent> => ({ patient: { ...base.patient, name } });

/** Inputs of odd lengths and directions (finding: the second line of a service's name was printed over the line below). */
const odd: readonly (readonly [string, ReportContent])[] = [
  ["a service of two lines", exampleReport(serviceNamed("Reference service for tests and demonstrations: invented patients only"))],
  ["a service of three lines", exampleReport(serviceNamed(`${"Second Opinion Network of the Northern Universities, ".repeat(3)}Uppsala`))],
  ["a service of 120 letters without a space", exampleReport(serviceNamed("W".repeat(120)))],
  ["a patient with a very long name", exampleReport(patientNamed(family.repeat(5)))],
  [
    "a long case number and many recipients",
    exampleReport({
      caseNumber: "SO-2026-".repeat(9),
      recipients: Array.from({ length: 70 }, (_, index) => `Dr. Number ${index}, ${family}`),
    }),
  ],
  ["a key image full of marks", exampleReport({ images: crowded })],
  [
    "names from the right",
    exampleReport({
      ...patientNamed("כהן, שרה"),
      ...serviceNamed("שירות חוות דעת שנייה של בית החולים הצפוני בעיר הגדולה ליד הים"),
      reason: hebrew,
    }),
  ],
  [
    "texts from the right",
    exampleReport(
      { questions: base.questions.map((question) => ({ ...question, text: arabic })) },
      {
        answers: {
          q1: { text: `${hebrew} ${hebrew}\n${arabic}`, cannotAnswer: false, because: "" },
          q2: { text: "", cannotAnswer: true, because: arabic },
        },
        patientSummary: arabic,
        limits: hebrew,
      },
    ),
  ],
  [
    "one answer of 20,000 letters, another of 3,000 without a space",
    exampleReport(
      {},
      {
        answers: {
          q1: { text: long.slice(0, 20_000), cannotAnswer: false, because: "" },
          q2: { text: "x".repeat(3_000), cannotAnswer: false, because: "" },
        },
      },
    ),
  ],
  [
    "long questions and recommendations",
    exampleReport(
      { questions: base.questions.map((question) => ({ ...question, text: long.slice(0, 5_000) })) },
      {
        recommendations: base.opinion.recommendations.map((entry) => ({
          ...entry,
          text: long.slice(0, 4_000),
          because: long.slice(0, 4_000),
        })),
      },
    ),
  ],
  [
    "long cells",
    exampleReport(
      { documents: base.documents.map((document) => ({ ...document, title: family.repeat(2), source: family })) },
      { treatmentOptions: [longOption, { ...longOption, benefit: "b ".repeat(200) }] },
    ),
  ],
  ...[0, 1, 2, 3, 4, 5, 6, 7].map((lines): (typeof odd)[number] => [
    `a first page of ${lines} more lines, and many documents`,
    exampleReport(
      {
        images: [],
        studies: [],
        documents: Array.from({ length: 9 }, () => base.documents.map((document) => ({ ...document, source: family }))).flat(),
      },
      { patientSummary: "A line.\n".repeat(lines) },
    ),
  ]),
  ["three pictures, short captions", exampleReport({ images: images(3, "The nodule") })],
  ["pictures with long captions", exampleReport({ images: images(5, "The nodule in October. ".repeat(60)) })],
];

describe.skipIf(!hasPoppler)("lines never lie on each other, and nothing runs into the foot", () => {
  test("the look finds a line that is printed over another, and takes neighbours for what they are", () => {
    const word = (text: string, left: number, top: number): Word => ({ text, left, top, right: left + 40, end: top + 12 });
    expect(overlaps([word("upper", 50, 100), word("lower", 60, 103)])).toEqual(["upper / lower"]);
    expect(overlaps([word("upper", 50, 100), word("next", 50, 111), word("beside", 90, 100)])).toEqual([]);
  });

  const cases = odd.flatMap(([name, content]) => (["A4", "Letter"] as const).map((paper) => [name, paper, { ...content, paper }] as const));
  test.each(cases)("R16: %s, %s", async (_name, paper, content) => {
    const [width, height] = paper === "A4" ? [595.28, 841.89] : [612, 792];
    const pages = await wordsOf(content);
    pages.forEach((words, index) => {
      expect(overlaps(words), `page ${index + 1}`).toEqual([]);
      const foot = words.find((word) => word.text === "Page" && word.left > width - MARGIN - 75)?.top ?? 0;
      expect(foot, `page ${index + 1} has its number`).toBeGreaterThan(height - MARGIN - 60);
      // between the text and the lines at the foot lies the rule, with room around it
      expect(words.filter((word) => word.end > foot - 12 && word.end < foot - 1).map((word) => word.text)).toEqual([]);
      // no heading, which is in capital letters, stands as the last line of a page
      const end = Math.max(...words.filter((word) => word.end < foot - 12).map((word) => word.top));
      const line = words.filter((word) => Math.abs(word.top - end) < 2).map((word) => word.text);
      expect(line.join(" "), `the last line of page ${index + 1}`).not.toMatch(/^[A-Z ]{6,}$/);
      for (const word of words) expect([word.left >= MARGIN - 1, word.right <= width - MARGIN + 1], word.text).toEqual([true, true]);
    });
    const last = pages.at(-1)?.map((word) => word.text) ?? [];
    expect(last).toContain("SIGNATURE");
    expect(last, "the signature has company").toContain("Independence:");
  });

  test("long texts and long cells go on on the next page, and no word of them is lost", async () => {
    const content = exampleReport({}, { findings: long, treatmentOptions: [longOption], historyUsed: `${"line\n".repeat(200)}` });
    const pages = await wordsOf(content);
    expect(pages.length).toBeGreaterThan(8);
    expect(pages.flat().filter((word) => word.text === "nodule").length).toBeGreaterThanOrEqual(400);
  });

  test("M37: text from the right is read back in its order by who copies it", async () => {
    const content = exampleReport({
      ...patientNamed("כהן, שרה"),
      questions: base.questions.map((question) => ({ ...question, text: hebrew })),
    });
    const text = (await ask("pdftotext", content)).replaceAll(/[\u200e\u200f\u202a-\u202e\s]+/g, " ");
    expect(text).toContain("נמצא קשר בריאה הימנית");
    expect(text).toContain("שרה");
  });
});
