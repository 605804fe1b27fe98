import { spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { root } from "./places.ts";

export const pageFolder = path.join(root, "out/renderer");

/** The newest change below some folders, in ms. */
function newest(folders: readonly string[]): number {
  let latest = 0;
  for (const folder of folders) {
    for (const entry of fs.readdirSync(path.join(root, folder), { recursive: true, withFileTypes: true })) {
      if (entry.isFile() && !/\.test\.tsx?$/.test(entry.name))
        latest = Math.max(latest, fs.statSync(path.join(entry.parentPath, entry.name)).mtimeMs);
    }
  }
  return latest;
}

/** Builds the page when its sources are newer than what was built. False = the build failed (its output is shown). */
export function ensurePage(say: (text: string) => void): boolean {
  const built = fs.statSync(path.join(pageFolder, "index.html"), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  if (built > newest(["renderer", "shared", "resources"]) && built > fs.statSync(path.join(root, "package-lock.json")).mtimeMs) return true;
  say("Building the page …");
  const vite = path.join(root, "node_modules/vite/bin/vite.js");
  const result = spawnSync(process.execPath, [vite, "build", "-c", "renderer/vite.config.ts", "--logLevel", "error"], {
    cwd: root,
    stdio: ["ignore", "inherit", "inherit"],
  });
  return result.status === 0;
}
