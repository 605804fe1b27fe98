import { spawn } from "node:child_process";
import fs from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { parseArgs } from "node:util";
import { ensurePage, ensureShell } from "../../electron/commands/ensure-built.ts";
import { electronBinary } from "../../electron/commands/find-shell.ts";
import { buildPage, buildShell } from "./build.ts";
import { makeStandIn } from "./stand-in.ts";

const root = path.join(import.meta.dirname, "../..");
const require = createRequire(import.meta.url);
const say = (line: string): void => void process.stdout.write(`${line}\n`);

const TARGETS: Readonly<Record<string, string>> = { linux: "--linux", darwin: "--mac", win32: "--win" };

/** Runs electron-builder; its output is shown only when it fails. */
function electronBuilder(args: readonly string[]): Promise<boolean> {
  return new Promise((resolve) => {
    const cli = require.resolve("electron-builder/cli.js");
    const child = spawn(process.execPath, [cli, ...args], { cwd: root, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (chunk: Buffer) => {
        output += chunk.toString("utf8");
      });
    }
    child.once("close", (code) => {
      if (code !== 0) say(output);
      resolve(code === 0);
    });
  });
}

function electronVersion(): string {
  const about = require("electron/package.json") as { readonly version: string };
  return about.version;
}

/** What was made, for the last line: the size of the archive and what lies beside it. */
function summary(out: string): string {
  const archive = fs.globSync("**/app.asar", { cwd: out })[0];
  const megabytes = archive === undefined ? 0 : fs.statSync(path.join(out, archive)).size / 1e6;
  return `app.asar ${megabytes.toFixed(1)} MB`;
}

/**
 * `npm run package [-- --dir] [--out DIR]`: the packages of this system, everything built anew; `--dir` makes the unpacked folder only,
 * of what is built already where that is newer than its sources.
 */
export async function runPackageCommand(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({ args: [...args], options: { dir: { type: "boolean", default: false }, out: { type: "string" } } });
  const out = path.resolve(values.out ?? path.join(root, "dist"));
  const binary = electronBinary();
  if (binary === undefined && !(values.dir && process.platform === "linux")) {
    say("A package that people install needs Electron itself, and its binary is not here. Get it with: npx install-electron");
    return 1;
  }
  if (values.dir) {
    if (!ensurePage(say) || !ensureShell(say)) return 1;
  } else {
    await buildPage();
    await buildShell();
  }
  const standIn = binary === undefined ? makeStandIn(electronVersion()) : null;
  say(
    standIn === null
      ? "Packaging with the Electron that is here."
      : "Electron's binary is not here: packaging with a stand-in folder. The result shows archive, native module and fuses; it cannot be started.",
  );
  try {
    const made = await electronBuilder([
      TARGETS[process.platform] ?? "--linux",
      ...(values.dir ? ["dir"] : []),
      "--publish=never",
      `-c.electronDist=${standIn ?? path.dirname(binary ?? "")}`,
      `-c.directories.output=${out}`,
    ]);
    say(
      made
        ? `packaged${standIn === null ? "" : " with a stand-in"}: ${summary(out)} in ${path.relative(process.cwd(), out) || "."}`
        : "packaging failed",
    );
    return made ? 0 : 1;
  } finally {
    if (standIn !== null) fs.rmSync(standIn, { recursive: true, force: true });
  }
}
