import fs from "node:fs";
import path from "node:path";
import { pageFiles } from "#shared/contract/page-policy.ts";

export type StaticFile = { readonly file: string; readonly type: string };

/** The page's files by their address, as they lie on the disk. */
export function staticFiles(folder: string): ReadonlyMap<string, StaticFile> {
  const names = fs
    .readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)).split(path.sep).join("/"));
  return new Map([...pageFiles(names)].map(([address, { name, type }]) => [address, { file: path.join(folder, name), type }]));
}
