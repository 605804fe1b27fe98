import fs from "node:fs";
import { isBuiltin } from "node:module";
import path from "node:path";
import { type ImportRule, importTable, testPackages } from "./import-table.ts";

/** One import that the table does not allow. */
export type Breach = { readonly file: string; readonly line: number; readonly specifier: string; readonly rule: string };

const SPECIFIER = /(?:^|[\s;])(?:import|export)\s(?:[^'"`;]*?\sfrom\s)?\s*["']([^"']+)["']|\bimport\s*\(\s*["']([^"']+)["']/g;

/** The specifiers of static, type-only, re-exporting and dynamic imports of one source text, with their lines. */
export function importsOf(source: string): { readonly specifier: string; readonly line: number }[] {
  return [...source.matchAll(SPECIFIER)].map((match) => ({
    specifier: (match[1] ?? match[2] ?? "").replace(/\?.*$/, ""),
    line: source.slice(0, match.index + match[0].length).split("\n").length,
  }));
}

const inside = (folder: string, file: string): boolean => file === folder || file.startsWith(`${folder}/`);

function ruleFor(file: string): ImportRule | undefined {
  return importTable.filter((rule) => inside(rule.from, file)).sort((a, b) => b.from.length - a.from.length)[0];
}

/** The folder whose files belong together: a screen is its own room, `renderer/screens` is not one. */
function roomOf(rule: ImportRule, file: string): string {
  if (!inside("renderer/screens", file)) return rule.from;
  return file.split("/").slice(0, 3).join("/");
}

function allowed(rule: ImportRule, file: string, specifier: string): boolean {
  const isTest = /\.test\.tsx?$/.test(file);
  if (specifier.startsWith("node:") || isBuiltin(specifier)) return rule.node === true || (isTest && !file.startsWith("renderer/"));
  if (specifier.startsWith(".") || specifier.startsWith("#shared/")) {
    const target = specifier.startsWith("#") ? specifier.slice(1) : path.posix.join(path.posix.dirname(file), specifier);
    if (inside("resources", target)) return true;
    return [roomOf(rule, file), ...rule.may].some((folder) => inside(folder, target));
  }
  const packages = isTest ? [...rule.npm, ...testPackages, ...(rule.testNpm ?? [])] : rule.npm;
  return packages.some((name) =>
    name.endsWith("/") ? specifier.startsWith(name) : specifier === name || specifier.startsWith(`${name}/`),
  );
}

/** Checks one file (path relative to the checkout, with `/`) against the import table. */
export function breachesOf(file: string, source: string): Breach[] {
  const rule = ruleFor(file);
  if (rule === undefined) return [{ file, line: 1, specifier: "", rule: "this file lies in no room of the import table" }];
  return importsOf(source)
    .filter(({ specifier }) => !allowed(rule, file, specifier))
    .map(({ specifier, line }) => ({ file, line, specifier, rule: `${rule.from} may not import this` }));
}

const CLOCK = /\bDate\.now\s*\(|\bnew Date\(\s*\)|\bMath\.random\s*\(|\bperformance\.now\s*\(/;

/** `shared` takes time and randomness as arguments: the line of the first breach, or null. */
export function clockUse(file: string, source: string): number | null {
  if (!file.startsWith("shared/") || file.endsWith(".test.ts")) return null;
  const at = source
    .split("\n")
    .findIndex((line) => CLOCK.test(line) && !line.trimStart().startsWith("*") && !line.trimStart().startsWith("//"));
  return at < 0 ? null : at + 1;
}

/** All TypeScript files of the product's folders. */
export function sourceFiles(root: string): string[] {
  return ["shared", "electron", "renderer", "e2e"].flatMap((top) =>
    fs
      .readdirSync(path.join(root, top), { recursive: true, encoding: "utf8" })
      .map((name) => `${top}/${name.split(path.sep).join("/")}`)
      .filter((name) => /\.tsx?$/.test(name) && !name.endsWith(".d.ts") && !name.includes("node_modules/")),
  );
}
