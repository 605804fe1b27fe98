/** The one inline style of the page, `renderer/first-frame.css`, by its hash (CSP3 §6.7.3.3). */
export const FIRST_FRAME_STYLE = "sha256-kDGKXBwGbZfbl8CFvAG/lGHLKHJ0FxXmTpOsEfqcRwE=";

/**
 * Headers of every response to the page, the same in both shells (reliability §1.2). `socketOrigin` is the WebSocket of the loopback
 * shell; in Electron messages go over a MessagePort and it is null.
 */
export const securityHeaders = (socketOrigin: string | null): Readonly<Record<string, string>> => ({
  "Content-Security-Policy": [
    "default-src 'none'",
    "script-src 'self' 'wasm-unsafe-eval'",
    "worker-src 'self'",
    `style-src 'self' '${FIRST_FRAME_STYLE}'`,
    "img-src 'self' blob:",
    "font-src 'self'",
    `connect-src 'self'${socketOrigin === null ? "" : ` ${socketOrigin}`}`,
    "manifest-src 'self'",
    "media-src 'none'",
    "object-src 'none'",
    "frame-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types overread",
  ].join("; "),
  "X-Content-Type-Options": "nosniff",
  "Referrer-Policy": "no-referrer",
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "require-corp",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Origin-Agent-Cluster": "?1",
  "X-Frame-Options": "DENY",
  "Cache-Control": "no-store",
  "Permissions-Policy":
    "camera=(), microphone=(), geolocation=(), usb=(), serial=(), hid=(), midi=(), payment=(), display-capture=(), clipboard-read=(), browsing-topics=(), local-fonts=()",
});

/** Paths whose bytes core opens (design D6); every other path is a file of the page. */
export const isBytePath = (path: string): boolean => /^\/(frames|thumbnails|documents|objects|reports)\//.test(path);

const TYPES: Readonly<Record<string, string>> = {
  html: "text/html; charset=utf-8",
  js: "text/javascript; charset=utf-8",
  mjs: "text/javascript; charset=utf-8",
  css: "text/css; charset=utf-8",
  json: "application/json",
  svg: "image/svg+xml",
  png: "image/png",
  woff2: "font/woff2",
  woff: "font/woff",
  ttf: "font/ttf",
  wasm: "application/wasm",
  icc: "application/vnd.iccprofile",
  txt: "text/plain; charset=utf-8",
};

export type PageFile = { readonly name: string; readonly type: string };

/**
 * The page's files by their address: a fixed list made at start from the names in its folder (with `/`), so that no request can name
 * a path of its own. Source maps stay at home.
 */
export function pageFiles(names: readonly string[]): ReadonlyMap<string, PageFile> {
  const files = new Map<string, PageFile>();
  for (const name of names.filter((each) => !each.endsWith(".map"))) {
    files.set(`/${name}`, { name, type: TYPES[name.slice(name.lastIndexOf(".") + 1)] ?? "application/octet-stream" });
  }
  const index = files.get("/index.html");
  if (index !== undefined) files.set("/", index);
  return files;
}
