import fs from "node:fs";
import path from "node:path";
import type { CaseDocument } from "../fixtures/case-builder.ts";
import { filesBelow } from "../fixtures/dicom-header.ts";

const types: Readonly<Record<string, string>> = {
  ".pdf": "application/pdf",
  ".png": "image/png",
  ".jpg": "image/jpeg",
  ".jpeg": "image/jpeg",
  ".txt": "text/plain",
};

export type SeedDocuments = { readonly documents: readonly CaseDocument[]; readonly skipped: number };

/** Every PDF, picture and text below a folder as it is, damaged ones too: what cannot be shown is for the app to say. */
export function documentsIn(folder: string): SeedDocuments {
  const files = filesBelow(folder);
  const known = files.filter((file) => types[path.extname(file).toLowerCase()] !== undefined);
  const documents = known.map((file, index): CaseDocument => {
    const title = path.basename(file, path.extname(file)).replaceAll(/[-_]+/g, " ");
    return { key: String(index + 1), title, contentType: types[path.extname(file).toLowerCase()] ?? "", bytes: fs.readFileSync(file) };
  });
  return { documents, skipped: files.length - documents.length };
}
