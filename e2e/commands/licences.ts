import fs from "node:fs";
import path from "node:path";
import type { Plugin } from "vite";

const PACKAGE = /^(.*[\\/]node_modules[\\/]((?:@[^\\/]+[\\/])?[^\\/]+))[\\/]/;

/** The package's own licence texts (a font has one beside that of its package); where it ships none, what its package.json says. */
function licenceText(folder: string): string {
  const files = fs.readdirSync(folder).filter((entry) => /^licen[cs]e/i.test(entry));
  if (files.length > 0) return files.map((file) => fs.readFileSync(path.join(folder, file), "utf8")).join("\n");
  const about = JSON.parse(fs.readFileSync(path.join(folder, "package.json"), "utf8")) as Record<string, string | undefined>;
  return `${about["name"]} ${about["version"]}, licence: ${about["license"]}\n`;
}

/** Bundled packages ask that their licence texts go along: those of all code in the bundle and of `others`, into `licences/`. */
export function licencesOf(others: readonly string[]): Plugin {
  return {
    name: "overread-licences",
    generateBundle(_options, bundle) {
      const modules = Object.values(bundle).flatMap((chunk) => (chunk.type === "chunk" ? Object.keys(chunk.modules) : []));
      const packages = new Map(
        [...modules, ...others].flatMap((id): [string, string][] => {
          const [, folder, name] = PACKAGE.exec(id.replace(/^\0/, "")) ?? [];
          return folder === undefined || name === undefined ? [] : [[name.replaceAll("\\", "/"), folder]];
        }),
      );
      for (const [name, folder] of packages)
        this.emitFile({ type: "asset", fileName: `licences/${name.replace("/", "+")}.txt`, source: licenceText(folder) });
    },
  };
}
