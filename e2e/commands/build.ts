import fs from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { parseArgs } from "node:util";
import { build, type InlineConfig, type Plugin } from "vite";
import { wasmFiles } from "../../electron/core/imaging/wasm-files.ts";
import { fontFiles } from "../../electron/core/report/fonts.ts";
import { licencesOf } from "./licences.ts";

const root = path.join(import.meta.dirname, "../..");
const { resolve } = createRequire(import.meta.url);

/** Not bundled: what Electron brings, and the native module, which loads a file beside itself. */
const EXTERNAL = ["electron", "better-sqlite3-multiple-ciphers"];

/** The colour profile that an archivable PDF names; pdfkit reads it beside its own code. */
const COLOUR_PROFILE = "pdfkit/js/data/sRGB_IEC61966_2_1.icc";

/** Glue of the codecs was written for CommonJS and asks for its own folder. */
const COMMONJS_NAMES = "const __dirname = import.meta.dirname, __filename = import.meta.filename;";

type Program = {
  readonly outDir: string;
  readonly input: Readonly<Record<string, string>>;
  readonly format: "es" | "cjs";
  readonly banner?: string;
  readonly plugins?: readonly Plugin[];
};

/** One of Electron's programs, bundled: the package needs no `node_modules` but the native one. */
const programConfig = ({ outDir, input, format, banner = "", plugins = [] }: Program): InlineConfig => ({
  configFile: false,
  root,
  logLevel: "error",
  plugins: [...plugins],
  ssr: { noExternal: true, external: EXTERNAL },
  build: {
    outDir,
    emptyOutDir: true,
    ssr: true,
    target: "node24",
    sourcemap: true,
    minify: false,
    rollupOptions: {
      input: Object.fromEntries(Object.entries(input).map(([name, file]) => [name, path.join(root, file)])),
      output: {
        format,
        banner,
        entryFileNames: format === "cjs" ? "[name].cjs" : "[name].js",
        // beside the entries: workers, fonts and codecs are looked for beside the file that asks
        chunkFileNames: "[name].js",
      },
    },
  },
});

function copy(from: string, to: string): void {
  fs.mkdirSync(path.dirname(to), { recursive: true });
  fs.copyFileSync(from, to);
}

const packageFile = (file: string): string => path.join(root, "node_modules", file);

async function buildCore(outDir: string): Promise<void> {
  const fonts = fontFiles.map(packageFile);
  const codecs = Object.entries(wasmFiles).map(([codec, file]) => [codec, resolve(file)] as const);
  const input = {
    host: "electron/core/host.ts",
    core: "electron/core/core.ts",
    "key-derivation-worker": "electron/core/vault/key-derivation-worker.ts",
    "passphrase-worker": "electron/core/vault/passphrase-worker.ts",
    "prepare-worker": "electron/core/imaging/prepare-worker.ts",
  };
  await build(
    programConfig({
      outDir,
      input,
      format: "es",
      banner: COMMONJS_NAMES,
      plugins: [licencesOf([...fonts, ...codecs.map(([, file]) => file)])],
    }),
  );
  for (const file of fonts) copy(file, path.join(outDir, "fonts", path.basename(file)));
  copy(packageFile(COLOUR_PROFILE), path.join(outDir, "data", path.basename(COLOUR_PROFILE)));
  for (const [codec, file] of codecs) copy(file, path.join(outDir, "wasm", `${codec}.wasm`));
}

/** Puts a finished folder in the place of an older one: a program that is just starting finds the one or the other, hardly ever a gap. */
function replaceFolder(made: string, place: string): void {
  const old = `${made}-old`;
  if (fs.existsSync(place)) fs.renameSync(place, old);
  fs.renameSync(made, place);
  fs.rmSync(old, { recursive: true, force: true });
}

/** Main, preload and core with its workers, into folders of these names below `out`. */
export async function buildShell(out = path.join(root, "out")): Promise<void> {
  fs.mkdirSync(out, { recursive: true });
  const beside = fs.mkdtempSync(path.join(out, ".build-"));
  try {
    await build(programConfig({ outDir: path.join(beside, "main"), input: { main: "electron/main/main.ts" }, format: "es" }));
    copy(path.join(root, "resources/icons/256x256.png"), path.join(beside, "main/icon.png"));
    await build(programConfig({ outDir: path.join(beside, "preload"), input: { preload: "electron/preload/preload.ts" }, format: "cjs" }));
    await buildCore(path.join(beside, "core"));
    for (const program of ["main", "preload", "core"]) replaceFolder(path.join(beside, program), path.join(out, program));
  } finally {
    fs.rmSync(beside, { recursive: true, force: true });
  }
}

export const buildPage = async (): Promise<void> =>
  void (await build({ configFile: path.join(root, "renderer/vite.config.ts"), logLevel: "error" }));

/** `npm run build [-- --shell] [--out DIR]`; `--out` is for tests of what was built and leaves the page out. */
export async function runBuildCommand(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({ args: [...args], options: { shell: { type: "boolean", default: false }, out: { type: "string" } } });
  const withPage = !values.shell && values.out === undefined;
  if (withPage) await buildPage();
  await buildShell(values.out === undefined ? undefined : path.resolve(values.out));
  process.stdout.write(`built ${withPage ? "renderer, " : ""}main, preload and core into ${values.out ?? "out"}/\n`);
  return 0;
}
