import fs from "node:fs";
import path from "node:path";
import type { Bundle } from "@medplum/fhirtypes";
import { filesBelow } from "../fixtures/dicom-header.ts";
import type { LeftOutFile } from "../fixtures/imaging-study.ts";

/** No case can be made from what was named. The message says what is wrong and what to do; `notes` name files one by one. */
export class SeedRefusal extends Error {
  readonly notes: readonly string[];

  constructor(message: string, notes: readonly string[] = []) {
    super(message);
    this.notes = notes;
  }
}

/** The files below a folder that somebody named; refuses one that is missing, no folder, or empty. */
export function filesOf(folder: string, option: "--dicom" | "--docs"): string[] {
  const found = fs.statSync(folder, { throwIfNoEntry: false });
  if (found === undefined) throw new SeedRefusal(`There is no folder ${folder}. Check the path behind ${option}.`);
  if (!found.isDirectory()) throw new SeedRefusal(`${folder} is a file. Name the folder that holds it behind ${option}.`);
  const files = filesBelow(folder);
  if (files.length === 0) throw new SeedRefusal(`The folder ${folder} is empty. Name a folder with files behind ${option}.`);
  return files;
}

/** One line with the number, then one for each file: its path inside the folder, and why it is not in the case. */
export function leftOutNotes(folder: string, files: number, leftOut: readonly LeftOutFile[]): string[] {
  if (leftOut.length === 0) return [];
  return [
    `Not loaded: ${leftOut.length} of ${files} files in ${folder}`,
    ...leftOut.map(({ file, why }) => `  ${path.relative(folder, file)}: ${why}`),
  ];
}

/** The bundle in a file that somebody named; refuses what is missing, no JSON, no Bundle, or empty. */
export function readBundle(file: string): Bundle {
  const toDo = "Name a JSON file with a FHIR R4 Bundle behind --fhir.";
  const found = fs.statSync(file, { throwIfNoEntry: false });
  if (found === undefined) throw new SeedRefusal(`There is no file ${file}. Check the path behind --fhir.`);
  if (found.isDirectory()) throw new SeedRefusal(`${file} is a folder. ${toDo}`);
  const value = parsed(file);
  if (value === undefined) throw new SeedRefusal(`${file} is no JSON, or it is cut off. ${toDo}`);
  const { resourceType, entry } = (value ?? {}) as { readonly resourceType?: unknown; readonly entry?: unknown };
  if (resourceType !== "Bundle")
    throw new SeedRefusal(
      `${file} holds ${typeof resourceType === "string" ? `a ${resourceType}` : "no FHIR resource"}, no Bundle. ${toDo}`,
    );
  if (!Array.isArray(entry) || !entry.some(hasResource)) throw new SeedRefusal(`The Bundle in ${file} holds no resource. ${toDo}`);
  return { ...(value as Bundle), entry: entry.filter(hasResource) };
}

const hasResource = (entry: { readonly resource?: { readonly resourceType?: unknown } } | null): boolean =>
  typeof entry?.resource?.resourceType === "string";

function parsed(file: string): unknown {
  try {
    return JSON.parse(fs.readFileSync(file, "utf8").replace(/^\uFEFF/, ""));
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw new SeedRefusal(`${file} cannot be read (${(error as NodeJS.ErrnoException).code ?? "unknown fault"}). Check its access rights.`);
  }
}

/** The case folder is written anew: what is read for it must lie elsewhere. */
export function refuseOverlap(caseFolder: string, sources: readonly string[]): void {
  for (const source of sources) {
    if (isInside(source, caseFolder) || isInside(caseFolder, source))
      throw new SeedRefusal(`The case folder ${caseFolder} and ${source} lie inside each other. Choose another folder with --out.`);
  }
}

/** Whether a path is a folder, or lies in it. */
export function isInside(inner: string, folder: string): boolean {
  const relative = path.relative(real(folder), real(inner));
  return relative === "" || !(relative === ".." || relative.startsWith(`..${path.sep}`) || path.isAbsolute(relative));
}

/** The path without links, as far as it exists. */
function real(name: string): string {
  const full = path.resolve(name);
  if (fs.existsSync(full)) return fs.realpathSync(full);
  const parent = path.dirname(full);
  return parent === full ? full : path.join(real(parent), path.basename(full));
}
