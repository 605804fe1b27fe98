import fs from "node:fs";
import path from "node:path";
import { isInside } from "../../service/seed-sources.ts";

/** What a run leaves in its folder, pictures apart. */
const OUTPUTS = [
  "data",
  "config",
  "service",
  "cases",
  "service-log.jsonl",
  "summary.json",
  "canaries.json",
  "report.pdf",
  "report.fhir.json",
];
const PICTURE = /^\d\d-.*\.png$/;
/** Says that the folder belongs to a run of the demo: only then is what lies there taken away. */
const MARK = ".overread-demo";

/**
 * Makes the folder of a run and takes away what an earlier run left there. Answers in words why it must not: the caller's own files lie
 * there, or things that no run of the demo made.
 */
export function prepareOut(out: string, sources: readonly string[]): string | null {
  if (fs.statSync(out, { throwIfNoEntry: false })?.isFile() === true) return `${out} is a file. Name a folder behind --out.`;
  const inside = sources.find((source) => isInside(source, out));
  if (inside !== undefined) return `${inside} lies in the folder of --out, which a run writes anew. Choose another folder with --out.`;
  const there = fs.existsSync(out) ? fs.readdirSync(out).filter((name) => OUTPUTS.includes(name) || PICTURE.test(name)) : [];
  if (there.length > 0 && !fs.existsSync(path.join(out, MARK)))
    return `${out} holds ${there.slice(0, 3).join(", ")}, which no run of the demo made. Choose an empty folder with --out.`;
  for (const name of there) fs.rmSync(path.join(out, name), { recursive: true, force: true });
  fs.mkdirSync(out, { recursive: true });
  fs.writeFileSync(path.join(out, MARK), "");
  return null;
}
