import { execFileSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";

const root = path.join(import.meta.dirname, "../..");

export type BuiltFolder = { readonly folder: string; readonly core: string; remove(): void };

/**
 * Main, preload and core (and the page), built into a folder far from the checkout: what the bundle forgot cannot be found in the checkout's
 * `node_modules`, where only the native module is lent from.
 */
export function buildElsewhere(options: { readonly page?: true } = {}): BuiltFolder {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "overread-built-"));
  fs.writeFileSync(path.join(folder, "package.json"), JSON.stringify({ type: "module" }));
  fs.mkdirSync(path.join(folder, "node_modules"));
  const native = "node_modules/better-sqlite3-multiple-ciphers";
  fs.symlinkSync(path.join(root, native), path.join(folder, native));
  const out = path.join(folder, "out");
  const node = (...args: readonly string[]): void =>
    void execFileSync(process.execPath, args, { cwd: root, stdio: "pipe", env: { ...process.env, NODE_ENV: "production" } });
  node("e2e/commands/build.mjs", "--out", out);
  if (options.page === true)
    node(
      "node_modules/vite/bin/vite.js",
      "build",
      "-c",
      "renderer/vite.config.ts",
      "--logLevel",
      "error",
      "--outDir",
      path.join(out, "renderer"),
    );
  return { folder, core: path.join(folder, "out/core"), remove: () => fs.rmSync(folder, { recursive: true, force: true }) };
}
