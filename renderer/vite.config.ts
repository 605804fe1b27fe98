import fs from "node:fs";
import path from "node:path";
import react from "@vitejs/plugin-react";
import { defineConfig, type Plugin } from "vite";

const here = import.meta.dirname;
const pdfjs = path.join(here, "../node_modules/pdfjs-dist");

/** pdf.js loads these by name at run time. Without them scans, CJK text and files without embedded fonts come out wrong or empty. */
const PDFJS_FOLDERS = ["cmaps", "standard_fonts", "wasm", "iccs"];

/** `quickjs-eval` runs scripts inside PDFs: never shipped (reliability §1.2). */
const isWanted = (name: string): boolean => !name.startsWith("quickjs-eval");

function pdfjsFiles(): Plugin {
  return {
    name: "overread-pdfjs-files",
    generateBundle() {
      for (const folder of PDFJS_FOLDERS) {
        for (const name of fs.readdirSync(path.join(pdfjs, folder)).filter(isWanted)) {
          this.emitFile({ type: "asset", fileName: `pdfjs/${folder}/${name}`, source: fs.readFileSync(path.join(pdfjs, folder, name)) });
        }
      }
    },
  };
}

/** The fonts and libraries in the bundle ask that their licence texts go along. */
const LICENCES: Readonly<Record<string, string>> = {
  "inter.txt": "inter-ui/LICENSE.txt",
  "source-serif-4.txt": "@fontsource-variable/source-serif-4/LICENSE",
  "react.txt": "react/LICENSE",
  "base-ui.txt": "@base-ui/react/LICENSE",
  "lucide.txt": "lucide-react/LICENSE",
  "pdfjs.txt": "pdfjs-dist/LICENSE",
  "cornerstone-core.txt": "cornerstone-core/LICENSE",
  "dexie.txt": "dexie/LICENSE",
  "orpc.txt": "@orpc/client/LICENSE",
  "uplot.txt": "uplot/LICENSE",
  "zod.txt": "zod/LICENSE",
  "zstddec.txt": "@thewtex/zstddec/LICENSE",
  "zustand.txt": "zustand/LICENSE",
};

function licences(): Plugin {
  return {
    name: "overread-licences",
    generateBundle() {
      for (const [fileName, file] of Object.entries(LICENCES)) {
        const source = path.join(here, "../node_modules", file);
        if (fs.existsSync(source)) this.emitFile({ type: "asset", fileName: `licences/${fileName}`, source: fs.readFileSync(source) });
      }
    },
  };
}

/**
 * The app's chunks are asked for with the page itself, not one after the other. The letters are not: their preload costs the first paint
 * 110 ms, and the unlock screen comes no sooner with it (measured).
 */
function preloads(): Plugin {
  return {
    name: "overread-preloads",
    transformIndexHtml: {
      order: "post",
      handler(_html, { bundle }) {
        return Object.values(bundle ?? {})
          .filter((part) => part.type === "chunk" && part.name === "start")
          .flatMap((part) => [part.fileName, ...("imports" in part ? part.imports : [])])
          .map((file) => ({ tag: "link", attrs: { rel: "modulepreload", href: `/${file}`, crossorigin: "" }, injectTo: "head" as const }));
      },
    },
  };
}

/**
 * The title bar stands in the HTML itself and is painted before any other file has come: its few rules lie in the page (the policy names
 * their hash), everything else is asked for behind it.
 */
function firstFrame(): Plugin {
  return {
    name: "overread-first-frame",
    transformIndexHtml: {
      order: "post",
      handler(html) {
        const style = fs.readFileSync(path.join(here, "first-frame.css"), "utf8").trim();
        const [head = "", body = ""] = html.split("</head>");
        const later = /\s*<(?:link|script) [^>]*>(?:<\/script>)?/g;
        const moved = head.match(later)?.join("") ?? "";
        return `${head.replace(later, "")}  <style>${style}</style>\n  </head>${body.replace("</body>", `${moved}\n  </body>`)}`;
      },
    },
  };
}

/** `npx vite build -c renderer/vite.config.ts` → `out/renderer`: files only, nothing inline but the first frame's rules, so that the page's policy can be strict. */
export default defineConfig({
  root: here,
  base: "/",
  plugins: [react(), pdfjsFiles(), licences(), preloads(), firstFrame()],
  worker: { format: "es" },
  build: {
    outDir: path.join(here, "../out/renderer"),
    emptyOutDir: true,
    target: "chrome138",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    sourcemap: true,
    chunkSizeWarningLimit: 1_500,
  },
});
