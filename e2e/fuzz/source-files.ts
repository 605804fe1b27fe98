import fs from "node:fs";
import path from "node:path";
import { filesBelow, readHeader } from "../fixtures/dicom-header.ts";
import type { Identity } from "./import-stage.ts";
import { madeFiles } from "./made-files.ts";

/** A file to be broken, and what it says it is. */
export type SourceFile = { readonly name: string; readonly bytes: Buffer; readonly identity: Identity };

/** Larger ones cost time and break in the same places. */
const LARGEST_BYTES = 1024 * 1024;

/** The project's own files, and those of a folder. */
export async function sourceFiles(folder: string | undefined): Promise<SourceFile[]> {
  const made = await madeFiles();
  const given =
    folder === undefined
      ? []
      : filesBelow(folder).filter((file) => (fs.statSync(file, { throwIfNoEntry: false })?.size ?? 0) <= LARGEST_BYTES);
  return [...made, ...given.flatMap((file) => sourceOf(path.relative(folder ?? "", file), file))];
}

function sourceOf(name: string, file: string): SourceFile[] {
  const header = readHeader(file);
  const [study, series, image] = ["x0020000d", "x0020000e", "x00080018"].map((tag) => header?.string(tag));
  if (study === undefined || series === undefined || image === undefined) return [];
  return [{ name, bytes: fs.readFileSync(file), identity: { study, series, image } }];
}
