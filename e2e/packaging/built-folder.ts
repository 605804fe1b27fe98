import { execFileSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";

const root = path.join(import.meta.dirname, "../..");

export type BuiltFolder = { readonly folder: string; readonly core: string; remove(): void };

/**
 * Main, preload and core, built into a folder far from the checkout: what the bundle forgot cannot be found in the checkout's
 * `node_modules`, where only the native module is lent from.
 */
export function buildElsewhere(): BuiltFolder {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "overread-built-"));
  fs.writeFileSync(path.join(folder, "package.json"), JSON.stringify({ type: "module" }));
  fs.mkdirSync(path.join(folder, "node_modules"));
  const native = "node_modules/better-sqlite3-multiple-ciphers";
  fs.symlinkSync(path.join(root, native), path.join(folder, native));
  execFileSync(process.execPath, [path.join(root, "e2e/commands/build.mjs"), "--out", path.join(folder, "out")], { stdio: "pipe" });
  return { folder, core: path.join(folder, "out/core"), remove: () => fs.rmSync(folder, { recursive: true, force: true }) };
}
