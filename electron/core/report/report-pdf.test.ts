import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { exampleReport } from "#shared/opinion/report.example.ts";
import { studyName } from "#shared/opinion/report.ts";
import { GlyphMissing } from "./fonts.ts";
import { FOOTER, MARGIN } from "./page-writer.ts";
import { dateWords, timeWords } from "./print-words.ts";
import { reportPdf } from "./report-pdf.ts";

const folder = fs.mkdtempSync(path.join(os.tmpdir(), "overread-pdf-"));
afterAll(() => fs.rmSync(folder, { recursive: true }));

const hasPoppler = ["pdftotext", "pdfinfo", "pdffonts"].every((tool) => spawnSync(tool, ["-v"]).error === undefined);

/** Each report is made once: it takes half a second. */
const made = new Map<string, Promise<Buffer>>();
function pdfOf(content: ReturnType<typeof exampleReport>): Promise<Buffer> {
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

describe("printed pages", () => {
  test("the same content gives the same bytes", async () => {
    const [one, two] = [await reportPdf(exampleReport()), await reportPdf(exampleReport())];
    expect(one.pdf.equals(two.pdf)).toBe(true);
    expect(one.pages).toBe(3);
  });

  test("R16: tagged PDF/A with its language; a picture that is printed twice lies in it once", async () => {
    const text = (await pdfOf(exampleReport())).toString("latin1");
    for (const mark of ["/MarkInfo", "/StructTreeRoot", "/Lang (en)", "/OutputIntents", "/Outlines"]) expect(text).toContain(mark);
    expect(text.match(/\/Subtype \/Image/g)?.length).toBeLessThanOrEqual(2);
  });

  test("M37: no character is left out in silence: one that no font has stops the report by its number", async () => {
    await expect(reportPdf(exampleReport({}, { findings: "肺 nodule" }))).rejects.toThrow(GlyphMissing);
    await expect(reportPdf(exampleReport({}, { findings: "Ünlü Øresund Łódź Ελλάδα Москва ≥ 3 mm ½ μg" }))).resolves.toMatchObject({
      pages: 3,
    });
  });

  test("dates are words, times carry their zone (M37, U8)", () => {
    expect(["1965-03-14", "1965-03", "1965", null, "soon"].map(dateWords)).toEqual([
      "14 March 1965",
      "March 1965",
      "1965",
      "date not stated",
      "date not stated",
    ]);
    const instant = exampleReport().preparedAt;
    expect(timeWords(instant, "Europe/Berlin")).toBe("24 November 2026, 18:05 (UTC+1)");
    expect(timeWords(instant, "UTC")).toBe("24 November 2026, 17:05 (UTC)");
    expect(timeWords(instant, "Asia/Kolkata")).toBe("24 November 2026, 22:35 (UTC+5:30)");
  });

  test.each([
    [["CT"], "CT chest", "CT chest"],
    [["CT"], "ct chest", "ct chest"],
    [["CT"], "Chest", "CT Chest"],
    [["MR"], "MRT head", "MR MRT head"],
    [["PT", "CT"], "CT of the trunk", "CT of the trunk"],
    [["PT", "CT"], "", "PT, CT"],
    [[], "Chest", "Chest"],
  ])("modalities %j and description %j are called %s", (modalities, description, name) =>
    expect(studyName({ modalities, description })).toBe(name),
  );
});

describe.skipIf(!hasPoppler)("printed pages, read by poppler", () => {
  test("M1: each question stands before its answer, in the patient's order", async () => {
    const text = (await ask("pdftotext")).replaceAll(/\s+/g, " ");
    const order = ["Could it be scarring", "This is very unlikely", "Can my lungs stand", "because no test of your lungs was sent"];
    const places = order.map((words) => text.indexOf(words));
    expect(places.every((place) => place >= 0)).toBe(true);
    expect(places).toEqual([...places].sort((a, b) => a - b));
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

  test("long texts and long cells go on on the next page and never run into the lines at its foot", async () => {
    const long = "The lung shows a nodule with a solid part that has grown since April. ".repeat(400);
    const option = { id: "o", option: "Surgery", benefit: long.slice(0, 6_000), risk: "", invasiveness: "", fitsBecause: "" };
    const content = exampleReport({}, { findings: long, treatmentOptions: [option], historyUsed: `${"line\n".repeat(200)}` });
    const boxes = await ask("pdftotext", content, "-bbox");
    const bottom = 841.89 - MARGIN - FOOTER;
    const perPage = boxes.split("<page ").slice(1);
    expect(perPage.length).toBeGreaterThan(8);
    for (const page of perPage) {
      const words = [...page.matchAll(/yMin="([\d.]+)" xMax="[\d.]+" yMax="([\d.]+)">([^<]*)</g)].map(([, top, end, word]) => ({
        top: Number(top),
        end: Number(end),
        word,
      }));
      const below = words.filter((word) => word.end > bottom + 3);
      // only the two lines of identity and limits, the page number and the word DEMO
      expect(below.every((word) => word.top > bottom + 15)).toBe(true);
      expect(below.length).toBeLessThan(40);
    }
    expect((boxes.match(/>nodule</g) ?? []).length).toBeGreaterThanOrEqual(400);
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
