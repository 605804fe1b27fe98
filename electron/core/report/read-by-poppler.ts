import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { exampleReport } from "#shared/opinion/report.example.ts";
import type { ReportContent } from "#shared/opinion/report.ts";
import { reportPdf } from "./report-pdf.ts";

/** Poppler's tools are on this machine. */
export const hasPoppler = ["pdftotext", "pdfinfo", "pdffonts"].every((tool) => spawnSync(tool, ["-v"]).error === undefined);

/** Each report is made once. */
const made = new Map<string, Promise<Buffer>>();
function pdfOf(content: ReportContent): Promise<Buffer> {
  const key = JSON.stringify(content);
  const pdf = made.get(key) ?? reportPdf(content).then((report) => report.pdf);
  made.set(key, pdf);
  return pdf;
}

/** What one of poppler's tools says of a report. */
export async function ask(tool: string, content = exampleReport(), ...options: string[]): Promise<string> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "overread-pdf-"));
  try {
    const file = path.join(folder, "report.pdf");
    fs.writeFileSync(file, await pdfOf(content));
    const args = tool === "pdftotext" ? [...options, file, "-"] : [file];
    return spawnSync(tool, args, { encoding: "utf8", maxBuffer: 64 * 1024 * 1024 }).stdout;
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}

export type Word = { readonly text: string; readonly left: number; readonly top: number; readonly right: number; readonly end: number };

/** The words of each page with their places in points. */
export async function wordsOf(content: ReportContent): Promise<Word[][]> {
  const pages = (await ask("pdftotext", content, "-bbox")).split("<page ").slice(1);
  return pages.map((page) =>
    [...page.matchAll(/xMin="([\d.-]+)" yMin="([\d.-]+)" xMax="([\d.-]+)" yMax="([\d.-]+)">([^<]*)</g)].map(
      ([, left, top, right, end, text = ""]) => ({ text, left: Number(left), top: Number(top), right: Number(right), end: Number(end) }),
    ),
  );
}
