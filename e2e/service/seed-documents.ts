import fs from "node:fs";
import path from "node:path";
import type { CaseDocument } from "../fixtures/case-builder.ts";
import type { LeftOutFile } from "../fixtures/imaging-study.ts";

const types: Readonly<Record<string, string>> = {
  ".pdf": "application/pdf",
  ".png": "image/png",
  ".jpg": "image/jpeg",
  ".jpeg": "image/jpeg",
  ".txt": "text/plain",
};

export type SeedDocuments = {
  readonly documents: readonly CaseDocument[];
  readonly leftOut: readonly LeftOutFile[];
  /** Documents that are in the case although something is wrong with them. */
  readonly doubtful: readonly LeftOutFile[];
};

/** Every PDF, picture and text among the files as it is, damaged ones too: what cannot be shown is for the app to say. */
export function documentsAmong(files: readonly string[]): SeedDocuments {
  const read = files.map((file) => ({ file, bytes: bytesOf(file) }));
  const usable = read.flatMap(({ file, bytes }) => (typeof bytes === "string" ? [] : [{ file, bytes }]));
  return {
    documents: usable.map(({ file, bytes }, index): CaseDocument => {
      const title = path.basename(file, path.extname(file)).replaceAll(/[-_]+/g, " ");
      return { key: String(index + 1), title, contentType: typeOf(file) ?? "", bytes };
    }),
    leftOut: read.flatMap(({ file, bytes }) => (typeof bytes === "string" ? [{ file, why: bytes }] : [])),
    doubtful: usable.flatMap(({ file, bytes }) => (isWholePdf(file, bytes) ? [] : [{ file, why: "cut off or no PDF inside" }])),
  };
}

const typeOf = (file: string): string | undefined => types[path.extname(file).toLowerCase()];

/** The bytes of a document; in words when it is none, or when they cannot be had. */
function bytesOf(file: string): Buffer | string {
  if (typeOf(file) === undefined) return "no PDF, picture or text";
  try {
    const bytes = fs.readFileSync(file);
    return bytes.length === 0 ? "empty file" : bytes;
  } catch (error) {
    return `cannot be read (${(error as NodeJS.ErrnoException).code ?? "unknown fault"})`;
  }
}

/** PDF 1.7 implementation notes 13 and 18: the first mark lies in the first, the last one in the last 1024 bytes. */
function isWholePdf(file: string, bytes: Buffer): boolean {
  if (typeOf(file) !== "application/pdf") return true;
  return bytes.subarray(0, 1024).includes("%PDF-") && bytes.subarray(-1024).includes("%%EOF");
}
