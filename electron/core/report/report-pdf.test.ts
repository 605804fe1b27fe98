import { describe, expect, test } from "vitest";
import { exampleReport } from "#shared/opinion/report.example.ts";
import { studyName } from "#shared/opinion/report.ts";
import { GlyphMissing } from "./fonts.ts";
import { dateWords, timeWords } from "./print-words.ts";
import { reportPdf } from "./report-pdf.ts";

describe("printed pages", () => {
  test("the same content gives the same bytes", async () => {
    const [one, two] = [await reportPdf(exampleReport()), await reportPdf(exampleReport())];
    expect(one.pdf.equals(two.pdf)).toBe(true);
    expect(one.pages).toBe(3);
  });

  test("R16: tagged PDF/A with its language; a picture that is printed twice lies in it once", async () => {
    const text = (await reportPdf(exampleReport())).pdf.toString("latin1");
    for (const mark of ["/MarkInfo", "/StructTreeRoot", "/Lang (en)", "/OutputIntents", "/Outlines"]) expect(text).toContain(mark);
    expect(text.match(/\/Subtype \/Image/g)?.length).toBeLessThanOrEqual(2);
  });

  test("a report that would end on a nearly empty page is set closer, and is one page shorter", async () => {
    const report = await reportPdf(exampleReport({ images: [] }, { findings: "Line of findings.\n".repeat(8) }));
    // with the line heights of page-styles.ts the signature would stand on a third page that is filled to 23 %
    expect([report.pages, report.lastPageFilled > 0.9]).toEqual([2, true]);
  });

  test("M37: no character is left out in silence: one that no font has stops the report by its number", async () => {
    await expect(reportPdf(exampleReport({}, { findings: "ปอด nodule" }))).rejects.toThrow(GlyphMissing);
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
