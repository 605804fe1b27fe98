import { execFile } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { extractAll, listPackage } from "@electron/asar";
import { FuseState, FuseV1Options, getCurrentFuseWire } from "@electron/fuses";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const root = path.join(import.meta.dirname, "../..");
const run = promisify(execFile);
const NATIVE = "node_modules/better-sqlite3-multiple-ciphers";

let folder: string;
let lines: readonly string[];
let unpacked: string;
/** What lies in app.asar, extracted. */
let app: string;

// electron-builder makes such a folder for Linux only; on the other systems it would be another layout
describe.runIf(process.platform === "linux")("npm run package -- --dir", () => {
  beforeAll(async () => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "overread-package-"));
    const { NODE_ENV: _, ...env } = process.env;
    const command = [path.join(root, "e2e/commands/package.mjs"), "--dir", "--out", path.join(folder, "dist")];
    const { stdout } = await run(process.execPath, command, { cwd: root, env });
    lines = stdout.trim().split("\n");
    const made = fs.readdirSync(path.join(folder, "dist")).find((name) => name.startsWith("linux-")) ?? "";
    unpacked = path.join(folder, "dist", made);
    app = path.join(folder, "app");
    extractAll(path.join(unpacked, "resources/app.asar"), app);
  }, 60_000);
  afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

  const names = (): string[] =>
    listPackage(path.join(unpacked, "resources/app.asar"), { isPack: false }).filter((name) => fs.statSync(path.join(app, name)).isFile());

  test("says what it took and what came out", () => {
    expect(lines.at(-2)).toMatch(/stand-in folder|the Electron that is here/);
    expect(lines.at(-1)).toMatch(/^packaged( with a stand-in)?: app\.asar \d+\.\d MB in /);
  });

  test("the archive holds the four programs and the native module's code, and nothing else", () => {
    const rooms = [
      /^\/package\.json$/,
      /^\/out\/(main|preload|core|renderer)\//,
      new RegExp(`^/${NATIVE}/(package\\.json|LICENSE|lib/|prebuilds/)`),
    ];
    expect(names().filter((name) => !rooms.some((room) => room.test(name)))).toEqual([]);
    for (const needed of [
      "/out/main/main.js",
      "/out/main/icon.png",
      "/out/preload/preload.cjs",
      "/out/core/host.js",
      "/out/renderer/index.html",
    ])
      expect(names()).toContain(needed);
  });

  test("no sources, tests, maps, logs, scripts or Node binaries", () => {
    expect(
      names().filter((name) => /\.(tsx?|map|log|node-gyp|yml)$|\.test\.|\/(e2e|resources|docs|node-linux-\w+|node-win-\w+)\//.test(name)),
    ).toEqual([]);
    const about = JSON.parse(fs.readFileSync(path.join(app, "package.json"), "utf8")) as Record<string, unknown>;
    expect(about).toMatchObject({ name: "overread", main: "out/main/main.js", type: "module" });
    expect(Object.keys(about).filter((key) => ["scripts", "devDependencies"].includes(key))).toEqual([]);
  });

  test("outside the archive lies one file: the native module of this system, as it was published", () => {
    const outside = path.join(unpacked, "resources/app.asar.unpacked");
    const files = fs
      .readdirSync(outside, { recursive: true, encoding: "utf8" })
      .filter((name) => fs.statSync(path.join(outside, name)).isFile());
    const file = `${NATIVE}/prebuilds/linux-${process.arch}.node`;
    expect(files).toEqual([file]);
    expect(fs.readFileSync(path.join(outside, file)).equals(fs.readFileSync(path.join(root, file)))).toBe(true);
  });

  // reliability §1.1, table of fuses
  test("fuses, read back from the program", async () => {
    const wire = await getCurrentFuseWire(path.join(unpacked, "overread"));
    const states = Object.entries(FuseV1Options)
      .filter((entry): entry is [string, FuseV1Options] => typeof entry[1] === "number")
      .map(([name, fuse]) => [name, wire[fuse] === FuseState.ENABLE ? "on" : wire[fuse] === FuseState.DISABLE ? "off" : "?"]);
    expect(Object.fromEntries(states)).toEqual({
      RunAsNode: "off",
      EnableCookieEncryption: "on",
      EnableNodeOptionsEnvironmentVariable: "off",
      EnableNodeCliInspectArguments: "off",
      EnableEmbeddedAsarIntegrityValidation: "on",
      OnlyLoadAppFromAsar: "on",
      LoadBrowserProcessSpecificV8Snapshot: "off",
      GrantFileProtocolExtraPrivileges: "off",
      WasmTrapHandlers: "on",
    });
  });

  test("core from the archive makes a vault, signs and delivers", async () => {
    const script = path.join(import.meta.dirname, "built-core-run.ts");
    const { stdout } = await run(process.execPath, [script, path.join(app, "out/core"), path.join(folder, "report.pdf")], {
      timeout: 60_000,
    });
    expect(JSON.parse(stdout)).toMatchObject({ state: "delivered" });
  });

  describe("no test switch works in the package (design D22)", () => {
    const OPENED = { exits: [], windows: 1, words: [], switches: [], demoServiceBase: null };

    async function start(env: Readonly<Record<string, string>>, switches: readonly string[] = [], uid = 1000): Promise<unknown> {
      const script = path.join(import.meta.dirname, "packaged-run.ts");
      const places = { OVERREAD_DATA: path.join(folder, "data"), OVERREAD_CONFIG: path.join(folder, "config") };
      const { stdout } = await run(process.execPath, [script, app, String(uid), ...switches], {
        env: { ...process.env, ...places, ...env },
      });
      return JSON.parse(stdout);
    }

    test("an ordinary start opens the window; the demo service of the environment is not taken", async () => {
      expect(await start({ OVERREAD_DEMO_SERVICE: "http://127.0.0.1:9" })).toEqual(OPENED);
    });

    test.each([
      ["OVERREAD_TEST", { OVERREAD_TEST: "1" }, [], 1000],
      ["remote-debugging-port", {}, ["--remote-debugging-port=0"], 1000],
      ["inspect", {}, ["--inspect=0"], 1000],
      ["no-sandbox", {}, ["--no-sandbox"], 1000],
      ["root", {}, [], 0],
    ] as const)("%s: it does not start, and says why", async (word, env, switches, uid) => {
      expect(await start(env, switches, uid)).toMatchObject({
        exits: [1],
        windows: 0,
        switches: [],
        words: [expect.stringContaining(word)],
      });
    });

    test("the programs read no other setting of ours from the environment", () => {
      const sources = names()
        .filter((name) => /^\/out\/(main|preload|core)\/.*\.c?js$/.test(name))
        .map((name) => fs.readFileSync(path.join(app, name), "utf8"));
      const read = new Set(sources.flatMap((source) => source.match(/\bOVERREAD_[A-Z_]+/g) ?? []));
      expect(read).toEqual(new Set(["OVERREAD_CONFIG", "OVERREAD_DATA", "OVERREAD_DEMO_SERVICE", "OVERREAD_TEST"]));
    });
  });
});
