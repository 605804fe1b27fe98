import { spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { root } from "./places.ts";

export const pageFolder = path.join(root, "out/renderer");
/** Core as Electron runs it. The loopback shell takes it too: it loads in a fraction of the time that the sources take. */
export const coreFile = path.join(root, "out/core/core.js");

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

/** Is what was built (told by one of its files) newer than its sources and the packages in it? */
function isFresh(builtFile: string, sources: readonly string[]): boolean {
  const built = fs.statSync(path.join(root, "out", builtFile), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  return built > newest(sources) && built > fs.statSync(path.join(root, "package-lock.json")).mtimeMs;
}

/** What is built is always for production, also when a test runner that says otherwise started us. */
const runNode = (...args: readonly string[]): boolean =>
  spawnSync(process.execPath, args, {
    cwd: root,
    stdio: ["ignore", "ignore", "inherit"],
    env: { ...process.env, NODE_ENV: "production" },
  }).status === 0;

/** Builds the page when its sources are newer than what was built. False = the build failed (its output is shown). */
export function ensurePage(say: (text: string) => void): boolean {
  if (isFresh("renderer/index.html", ["renderer", "shared", "resources"])) return true;
  say("Building the page …");
  return runNode(path.join(root, "node_modules/vite/bin/vite.js"), "build", "-c", "renderer/vite.config.ts", "--logLevel", "error");
}

/** Main, preload and core: Electron does not run the sources as they are, and they load slowly. */
export function ensureShell(say: (text: string) => void): boolean {
  const sources = ["electron/main", "electron/preload", "electron/core", "shared", "resources/icons", "e2e/commands"];
  // core is built last
  if (isFresh("core/host.js", sources)) return true;
  say("Building the programs …");
  return runNode(path.join(root, "e2e/commands/build.mjs"), "--shell");
}
