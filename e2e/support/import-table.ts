/**
 * Who may import whom: the table of docs/architecture.md as data. What is not listed is closed, `import type` included.
 * `from` is a folder of the checkout (the longest match counts); `may` are folders, or single files, that it may
 * import besides itself; `npm` are packages (a scope ends with `/`), `node` opens Node's own modules.
 */
export type ImportRule = {
  readonly from: string;
  readonly may: readonly string[];
  readonly npm: readonly string[];
  readonly node?: true;
  /** Same-folder imports are always allowed; `closed` lists what this folder's tests may use besides. */
  readonly testNpm?: readonly string[];
};

const CORE_LOW = ["electron/core/store", "electron/core/vault", "electron/core/service"];
const CORE_MIDDLE = ["electron/core/report", "electron/core/imaging", "electron/core/audit", ...CORE_LOW];
const LOG = "electron/core/log.ts";
const SCREEN = ["shared", "renderer/client", "renderer/viewer/viewer.ts", "renderer/journal", "renderer/ui"];
const SCREEN_NPM = ["react", "zustand"];

export const importTable: readonly ImportRule[] = [
  { from: "shared/result", may: [], npm: ["zod"] },
  { from: "shared/dicom", may: ["shared/result"], npm: ["zod", "dicom-parser"] },
  { from: "shared/case", may: ["shared/result"], npm: ["zod"] },
  { from: "shared/delivery", may: ["shared/result"], npm: ["zod"] },
  {
    from: "shared/decode",
    may: ["shared/result", "shared/dicom"],
    npm: ["zod", "@cornerstonejs/"],
  },
  { from: "shared/imaging", may: ["shared/result", "shared/dicom"], npm: ["zod"] },
  { from: "shared/objects", may: ["shared/result", "shared/dicom"], npm: ["zod"] },
  { from: "shared/measure", may: ["shared/result", "shared/decode", "shared/imaging"], npm: ["zod"] },
  { from: "shared/report", may: ["shared/result"], npm: ["zod", "bidi-js"] },
  { from: "shared/opinion", may: ["shared/result", "shared/case", "shared/delivery", "shared/measure", "shared/report"], npm: ["zod"] },
  {
    from: "shared/fhir",
    may: ["shared/result", "shared/dicom", "shared/case", "shared/delivery", "shared/imaging", "shared/opinion"],
    npm: ["zod", "@medplum/fhirtypes"],
  },
  {
    from: "shared/contract",
    may: [
      "shared/result",
      "shared/dicom",
      "shared/case",
      "shared/delivery",
      "shared/imaging",
      "shared/measure",
      "shared/objects",
      "shared/opinion",
    ],
    npm: ["zod", "@orpc/contract"],
  },
  { from: "shared/commands", may: ["shared/result", "shared/case"], npm: ["zod"] },
  { from: "shared/verify", may: ["shared/result"], npm: ["zod", "pkijs", "asn1js"] },

  { from: "electron/core", may: ["shared", "electron/core"], npm: ["zod"], node: true },
  { from: "electron/core/rpc", may: ["shared", LOG], npm: ["zod", "@orpc/server"], node: true },
  {
    from: "electron/core/procedures",
    may: ["shared", LOG, "electron/core/rpc", "electron/core/sync", ...CORE_MIDDLE],
    npm: ["zod"],
    node: true,
  },
  { from: "electron/core/sync", may: ["shared", LOG, ...CORE_MIDDLE], npm: ["zod"], node: true },
  {
    from: "electron/core/report",
    may: ["shared", LOG, ...CORE_LOW],
    npm: ["zod", "pdfkit", "@signpdf/", "pkijs", "asn1js"],
    node: true,
  },
  { from: "electron/core/imaging", may: ["shared", LOG, ...CORE_LOW], npm: ["zod"], node: true },
  { from: "electron/core/audit", may: ["shared", LOG, ...CORE_LOW], npm: ["zod"], node: true },
  { from: "electron/core/service", may: ["shared", LOG], npm: ["zod", "openid-client"], node: true },
  { from: "electron/core/store", may: ["shared", LOG], npm: ["zod", "better-sqlite3-multiple-ciphers"], node: true },
  {
    from: "electron/core/vault",
    may: ["shared", LOG],
    npm: ["zod", "hash-wasm", "@zxcvbn-ts/", "better-sqlite3-multiple-ciphers"],
    node: true,
  },

  {
    from: "electron/main",
    may: ["shared/contract", "shared/commands", "shared/result"],
    npm: ["electron", "electron-updater"],
    node: true,
  },
  { from: "electron/preload", may: ["shared/contract", "shared/commands", "shared/result"], npm: ["electron"] },
  { from: "electron/loopback", may: ["shared/contract", "shared/commands", "shared/result"], npm: ["ws"], node: true },
  // the command runs the loopback shell in its own process; Electron and core are started by file name
  { from: "electron/commands", may: ["shared", "electron/loopback/loopback.ts"], npm: ["@sparticuz/chromium"], node: true },

  { from: "renderer/app", may: ["renderer", "shared"], npm: ["react", "react-dom", "zustand"] },
  {
    from: "renderer/main.tsx",
    may: ["renderer", "shared"],
    npm: ["react", "react-dom", "zod", "inter-ui", "@fontsource-variable/"],
  },
  { from: "renderer/screens", may: SCREEN, npm: SCREEN_NPM },
  { from: "renderer/screens/images", may: SCREEN, npm: [...SCREEN_NPM, "react-dom"] },
  { from: "renderer/screens/records", may: SCREEN, npm: [...SCREEN_NPM, "pdfjs-dist", "uplot"] },
  { from: "renderer/screens/sign", may: SCREEN, npm: [...SCREEN_NPM, "pdfjs-dist"] },
  {
    from: "renderer/client",
    may: ["shared/contract", "shared/result"],
    npm: ["@orpc/client", "@orpc/contract"],
    testNpm: ["@orpc/server"],
  },
  {
    from: "renderer/first-frame.test.ts",
    may: ["shared/contract", "renderer/first-frame.css", "renderer/index.html", "renderer/ui/tokens.css"],
    npm: [],
  },
  { from: "renderer/vite.config.ts", may: [], npm: ["vite", "@vitejs/"], node: true },
  { from: "renderer/journal", may: ["shared/result", "shared/opinion"], npm: ["dexie"] },
  { from: "renderer/viewer", may: ["shared/result", "shared/dicom", "shared/decode", "shared/imaging", "shared/measure"], npm: [] },
  {
    from: "renderer/viewer/draw",
    may: ["shared/result", "shared/dicom", "shared/decode", "shared/imaging", "renderer/viewer"],
    npm: ["cornerstone-core"],
  },
  {
    from: "renderer/viewer/decode",
    may: ["shared/result", "shared/dicom", "shared/decode", "shared/imaging", "renderer/viewer"],
    npm: ["@cornerstonejs/"],
  },
  { from: "renderer/verify", may: ["shared"], npm: [] },
  { from: "renderer/ui", may: ["shared/result", "shared/report"], npm: ["react", "@base-ui/", "lucide-react", "@tanstack/", "pdfjs-dist"] },

  {
    from: "e2e",
    may: ["shared", "electron/commands/find-shell.ts"],
    npm: ["zod", "playwright", "axe-core", "@axe-core/", "@sparticuz/chromium", "@electron/", "electron"],
    node: true,
  },
  {
    from: "e2e/stories",
    may: ["shared", "e2e", "electron/commands/find-shell.ts"],
    npm: ["playwright", "axe-core", "@axe-core/"],
    node: true,
  },
  {
    from: "e2e/service",
    may: ["shared", "e2e/fixtures", "e2e/support"],
    npm: ["@medplum/", "oidc-provider", "pdfkit", "dicom-parser", "zod", "dejavu-fonts-ttf"],
    node: true,
  },
  {
    from: "e2e/fixtures",
    may: ["shared", "e2e/support"],
    npm: ["pdfkit", "dicom-parser", "zod", "dejavu-fonts-ttf", "@medplum/fhirtypes"],
    node: true,
  },
  {
    from: "e2e/torture",
    may: ["shared", "e2e", "electron/core"],
    npm: ["playwright", "@orpc/client", "@orpc/contract", "@medplum/fhirtypes", "pdfkit", "zod"],
    node: true,
  },
  {
    from: "e2e/bench",
    may: ["shared", "e2e", "electron/core", "electron/commands", "electron/loopback/open-chromium.ts", "renderer/viewer"],
    npm: ["playwright"],
    node: true,
  },
  // broken files through core's own import
  { from: "e2e/fuzz", may: ["shared", "e2e", "electron/core"], npm: ["@cornerstonejs/"], node: true },
  { from: "e2e/decode", may: ["shared", "e2e"], npm: ["playwright", "zod"], node: true },
  { from: "e2e/imaging", may: ["shared", "e2e"], npm: ["playwright", "wabt", "zod"], node: true },
  {
    from: "e2e/commands",
    may: ["shared", "e2e", "electron/commands", "electron/core/imaging/wasm-files.ts", "electron/core/report/fonts.ts"],
    npm: ["vite"],
    node: true,
  },
  // main and preload run on a double of Electron, joined to the real core
  {
    from: "e2e/shell",
    may: ["shared", "e2e", "electron/main", "electron/preload", "electron/core"],
    npm: ["electron", "vitest"],
    node: true,
  },
  { from: "e2e/packaging", may: ["shared", "e2e"], npm: ["@electron/", "@orpc/client", "electron", "playwright"], node: true },
  { from: "e2e/support/build-page.ts", may: [], npm: ["vite"], node: true },
  { from: "e2e/pages", may: ["shared", "renderer/viewer", "e2e"], npm: ["zod", "playwright"] },
];

/** What every test may use besides its folder's own list. */
export const testPackages: readonly string[] = ["vitest", "fast-check"];
