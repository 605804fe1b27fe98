import { execFile } from "node:child_process";
import fs from "node:fs";
import { isBuiltin } from "node:module";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type BuiltFolder, buildElsewhere } from "./built-folder.ts";

const run = promisify(execFile);

let built: BuiltFolder;
beforeAll(() => {
  built = buildElsewhere({ page: true });
});
afterAll(() => built.remove());

describe("the built programs of the Electron shell, joined on the double", () => {
  test("P19 sign-in, case, frames and thumbnail through app://, core killed and unlocked again by the key store's secret, closed in order", async () => {
    const script = path.join(import.meta.dirname, "built-shell-run.ts");
    const { stdout } = await run(process.execPath, [script, path.join(built.folder, "out")], { timeout: 60_000 });
    expect(JSON.parse(stdout)).toEqual({
      shell: "electron",
      // three frames of 8 × 8 pixels of 16 bits, each behind its header of three numbers
      frames: [200, "application/octet-stream", 3 * (12 + 128)],
      thumbnail: "PNG",
      locked: 423,
      again: 200,
      secretFiles: 1,
      coreStarts: 2,
    });
  });

  test("the page in Chromium over the preload script: first run, menu commands, core killed, nothing refused by the policy", async () => {
    const script = path.join(import.meta.dirname, "page-on-shell-run.ts");
    const { stdout } = await run(process.execPath, [script, path.join(built.folder, "out")], { timeout: 90_000 });
    expect(JSON.parse(stdout)).toEqual({ complaints: [], isolated: true, onWindow: [], coreStarts: 2 });
  });

  test("the preload script is CommonJS and needs nothing but Electron: the page's process is sandboxed", () => {
    const script = fs.readFileSync(path.join(built.folder, "out/preload/preload.cjs"), "utf8");
    expect([...script.matchAll(/require\("([^"]*)"\)/g)].map(([, name]) => name)).toEqual(["electron"]);
    expect(script).not.toMatch(/^import |^export /m);
    expect(script).not.toContain("contextBridge");
  });

  test("main and core import only Node, Electron and the native module", () => {
    const imported = ["main", "core"].flatMap((program) =>
      fs
        .readdirSync(path.join(built.folder, "out", program))
        .filter((name) => name.endsWith(".js"))
        .flatMap((name) => [
          ...fs.readFileSync(path.join(built.folder, "out", program, name), "utf8").matchAll(/^import (?:[^'"]* from )?["']([^'"]+)["']/gm),
        ])
        .map(([, specifier = ""]) => specifier)
        .filter((specifier) => !specifier.startsWith("./") && !specifier.startsWith("node:")),
    );
    const foreign = new Set(imported.filter((specifier) => !isBuiltin(specifier)));
    expect(foreign).toEqual(new Set(["electron", "better-sqlite3-multiple-ciphers"]));
  });
});
