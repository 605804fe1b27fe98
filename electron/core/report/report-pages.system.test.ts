import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { exampleReport } from "#shared/opinion/report.example.ts";
import type { ReportContent } from "#shared/opinion/report.ts";
import { MARGIN } from "./page-styles.ts";
import { reportPdf } from "./report-pdf.ts";

const folder = fs.mkdtempSync(path.join(os.tmpdir(), "overread-pdf-"));
afterAll(() => fs.rmSync(folder, { recursive: true }));

const hasPoppler = ["pdftotext", "pdfinfo", "pdffonts"].every((tool) => spawnSync(tool, ["-v"]).error === undefined);

/** Each report is made once. */
const made = new Map<string, Promise<Buffer>>();
function pdfOf(content: ReportContent): Promise<Buffer> {
  const key = JSON.stringify(content);
  const pdf = made.get(key) ?? reportPdf(content).then((report) => report.pdf);
  made.set(key, pdf);
  return pdf;
}

/** What one of poppler's tools says of a report. */
async function ask(tool: string, content = exampleReport(), ...options: string[]): Promise<string> {
  const file = path.join(folder, "report.pdf");
  fs.writeFileSync(file, await pdfOf(content));
  const run = spawnSync(tool, tool === "pdftotext" ? [...options, file, "-"] : [file], { encoding: "utf8", maxBuffer: 64 * 1024 * 1024 });
  return run.stdout;
}

type Word = { readonly text: string; readonly left: number; readonly top: number; readonly right: number; readonly end: number };

/** The words of each page with their places in points. */
async function wordsOf(content: ReportContent): Promise<Word[][]> {
  const pages = (await ask("pdftotext", content, "-bbox")).split("<page ").slice(1);
  return pages.map((page) =>
    [...page.matchAll(/xMin="([\d.-]+)" yMin="([\d.-]+)" xMax="([\d.-]+)" yMax="([\d.-]+)">([^<]*)</g)].map(
      ([, left, top, right, end, text = ""]) => ({ text, left: Number(left), top: Number(top), right: Number(right), end: Number(end) }),
    ),
  );
}

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

describe.skipIf(!hasPoppler)("printed pages, read by poppler", () => {
  test("M1: each question stands before its answer, in the patient's order", async () => {
    const text = (await ask("pdftotext")).replaceAll(/\s+/g, " ");
    const order = ["Could it be scarring", "This is very unlikely", "Can my lungs stand", "because no test of your lungs was sent"];
    const places = order.map((words) => text.indexOf(words));
    expect(places.every((place) => place >= 0)).toBe(true);
    expect(places).toEqual([...places].sort((a, b) => a - b));
  });

  test("M37: names and texts in Chinese, Japanese, Korean, Arabic and Turkish come out letter for letter, each from an embedded font", async () => {
    const findings = "王秀英，右肺上叶部分实性结节。\n山田さくら リンパ節\n김민준 림프절\nŞükrü Öğüt\nأحمد";
    const content = exampleReport({}, { findings });
    const text = await ask("pdftotext", content, "-layout");
    for (const line of findings.split("\n")) expect(text).toContain(line);
    expect(await ask("pdffonts", content)).toMatch(/NotoSansSC-Regular +CID TrueType +Identity-H +yes yes yes/);
  });

  test("a Chinese text without a space fills its lines; no line begins with a full stop or comma", async () => {
    const findings = "右肺上叶部分实性结节，直径17毫米。".repeat(12);
    const text = await ask("pdftotext", exampleReport({}, { findings }), "-layout");
    const lines = text.split("\n").filter((line) => line.includes("肺上叶"));
    expect(lines.every((line) => !/^[，。]/.test(line))).toBe(true);
    // twelve times 17 characters, of which a line of A4 holds about 45: five lines
    expect(lines.length).toBe(5);
  });

  test("mission 5.1: all parts, in their order, after the first page in short", async () => {
    const text = (await ask("pdftotext", exampleReport(), "-layout")).replaceAll(/\s+/g, " ");
    const parts = [
      "Demo Second Opinion Service",
      "IN SHORT",
      "Diagnosis: agree",
      "YOUR QUESTIONS",
      "WHAT I ADVISE",
      "REASON FOR THE REVIEW",
      "MATERIAL REVIEWED",
      "FINDINGS",
      "IMPRESSION",
      "AGREEMENT WITH THE FIRST OPINION",
      "TREATMENT OPTIONS",
      "RECOMMENDATIONS AND NEXT STEPS",
      "Because the tumour is small",
      "KEY IMAGES AND CAPTIONS",
      "LIMITS AND INDEPENDENCE",
      "No physical examination was done.",
      "SIGNATURE",
      "I am the author of this second opinion",
    ];
    let from = 0;
    for (const part of parts) {
      const at = text.indexOf(part, from);
      expect(at, part).toBeGreaterThanOrEqual(from);
      from = at;
    }
    for (const fact of [
      "Sana Insurance",
      "Dr. J. Brandt",
      "0a6bfe7e-0000-4000-8000-00000000000f",
      "missing: withheld by the service",
      "40 images were not looked at. They show the abdomen.",
    ])
      expect(text).toContain(fact);
    expect(text).not.toContain("CT CT");
  });

  test("R16: identity, case, version and page x of y on every page, in A4 and Letter", async () => {
    for (const [paper, size] of [
      ["A4", "595.28 x 841.89"],
      ["Letter", "612 x 792"],
    ] as const) {
      const content = exampleReport({ paper });
      expect(await ask("pdfinfo", content)).toContain(size);
      const pages = (await ask("pdftotext", content, "-layout")).split("\f").slice(0, -1);
      pages.forEach((page, index) => {
        expect(page).toContain("Okafor-Lind, Ruth · 14 March 1965 · female · DEMO-10422 · case SO-2026-0417, version 1");
        expect(page).toContain(`Page ${index + 1} of ${pages.length}`);
      });
    }
  });

  test("every font is embedded", async () => {
    const lines = (await ask("pdffonts"))
      .split("\n")
      .slice(2)
      .filter((line) => line.trim() !== "");
    expect(lines.length).toBeGreaterThan(3);
    for (const line of lines) expect(line).toMatch(/ yes yes yes +\d+ +\d+$/);
  });

  test("long texts and long cells go on on the next page, and no word of them is lost", async () => {
    const content = exampleReport({}, { findings: long, treatmentOptions: [longOption], historyUsed: `${"line\n".repeat(200)}` });
    const pages = await wordsOf(content);
    expect(pages.length).toBeGreaterThan(8);
    expect(pages.flat().filter((word) => word.text === "nodule").length).toBeGreaterThanOrEqual(400);
  });

  test("rows 64, 65: hostile text is printed as text, controls are shown by their numbers", async () => {
    const text = await ask("pdftotext", exampleReport({}, { findings: `<script>alert(1)</script> =cmd() \u202eabc\u0007` }), "-layout");
    expect(text).toContain("<script>alert(1)</script> =cmd() <U+202E>abc<U+0007>");
  });

  test("a case without images says so", async () => {
    const content = exampleReport({ studies: [], images: [] }, { keyImages: [] });
    const text = await ask("pdftotext", content, "-layout");
    expect(text).toContain("No images were part of this case.");
    expect(text).not.toContain("KEY IMAGES");
  });

  test("§9: the word DEMO only where it is one, and never as searchable text across the page", async () => {
    const count = async (demo: boolean): Promise<number> =>
      ((await ask("pdftotext", exampleReport({ demo }))).match(/^DEMO$/gm) ?? []).length;
    expect([await count(true), await count(false)]).toEqual([3, 0]);
  });
});

const long = "The lung shows a nodule with a solid part that has grown since April. ".repeat(400);
const longOption = { id: "o", option: "Surgery", benefit: long.slice(0, 6_000), risk: "", invasiveness: "", fitsBecause: "" };
const family = "von und zu Hohenstein-Wittgenstein-Sayn-Berleburg, Maximiliane Alexandra Theodora ";
const hebrew = "נמצא קשר בריאה הימנית, 17 מ״מ (חלק מוצק 11), גדל מאז אפריל 2024.";
const arabic = "وجدت عقدة في الرئة اليمنى بقياس 12-15 مم (CT chest) ولم تتغير منذ 2023.";
const base = exampleReport();
const [image] = base.images;
const images = (count: number, caption: string): ReportContent["images"] =>
  image === undefined ? [] : Array.from({ length: count }, (_, index) => ({ ...image, id: `k${index}`, caption }));
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
