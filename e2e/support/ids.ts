import fs from "node:fs";
import path from "node:path";
import { sourceFiles } from "./walls.ts";

const root = path.join(import.meta.dirname, "../..");
/** Requirement ids as they stand in titles: M1, P39, R11, T4, S3, U15. */
const ID = /\b([MPRTSU]\d{1,2}[a-o]?)\b/g;
const TITLE = /\b(?:test|describe)(?:\.\w+)*(?:\([^"'`]*\))*\(\s*(["'`])((?:(?!\1).)*)\1/g;

/** Requirement id → titles of the tests that name it. */
export function idsInTests(): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const file of sourceFiles(root).filter((name) => /\.test\.tsx?$/.test(name))) {
    const source = fs.readFileSync(path.join(root, file), "utf8");
    for (const [, , title = ""] of source.matchAll(TITLE)) {
      for (const [, id = ""] of title.matchAll(ID)) found.set(id, [...(found.get(id) ?? []), `${file}: ${title}`]);
    }
  }
  return found;
}

/** `npm run ids`. */
export function runIdsCommand(): number {
  const found = [...idsInTests()].sort(([a], [b]) => a.localeCompare(b, "en", { numeric: true }));
  for (const [id, titles] of found) {
    process.stdout.write(`${id}\n`);
    for (const title of titles) process.stdout.write(`    ${title}\n`);
  }
  process.stdout.write(`${found.length} requirements are named by tests\n`);
  return 0;
}
