import path from "node:path";
import { build } from "vite";

const root = path.join(import.meta.dirname, "../..");

/** Builds a test page (a folder with an `index.html`) as the product's page is built: files only, nothing inline. Gives `outDir`. */
export async function buildPage(folder: string, outDir: string): Promise<string> {
  await build({
    configFile: false,
    logLevel: "error",
    root: path.join(root, folder),
    base: "/",
    worker: { format: "es" },
    build: {
      outDir,
      emptyOutDir: true,
      target: "chrome138",
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      chunkSizeWarningLimit: 2_000,
    },
  });
  return outDir;
}
