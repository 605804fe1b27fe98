import { describe, expect, test } from "vitest";
import { exampleReport } from "#shared/opinion/report.example.ts";
import { ask, hasPoppler } from "./read-by-poppler.ts";

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

  test("R1f, T4: what was measured stands with its scale and its image, behind the findings", async () => {
    const mark = { studyUid: "1.2", seriesUid: "1.2.3", sopInstanceUid: "1.2.3.4", frameNumber: 1, text: "" };
    const marks = [
      { ...mark, name: "M1", kind: "Two axes", measured: "17.2 × 14.1 mm", scale: "mm (pixel spacing of the file)", keyImage: 1 },
      { ...mark, name: "R1", kind: "Region, ellipse", measured: "204 HU ± 21, 312.4 mm²", scale: "", keyImage: null },
    ].map((one) => ({ ...one, image: { number: 35, of: 120, series: "Chest 2.5 mm" } }));
    const text = (await ask("pdftotext", exampleReport({ marks }), "-layout")).replaceAll(/\s+/g, " ");
    const [from, to] = [text.indexOf("MEASUREMENTS AND MARKS"), text.indexOf("IMPRESSION")];
    expect([text.indexOf("FINDINGS") < from, from < to]).toEqual([true, true]);
    for (const said of ["17.2 × 14.1 mm", "(pixel spacing of", "204 HU ± 21, 312.4 mm²", "Chest 2.5 mm, image 35"])
      expect(text.slice(from, to)).toContain(said);
    expect(await ask("pdftotext", exampleReport())).not.toContain("MEASUREMENTS");
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
