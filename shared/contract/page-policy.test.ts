import { describe, expect, test } from "vitest";
import { isBytePath, pageFiles, securityHeaders } from "./page-policy.ts";

// reliability §1.2, written out again: a change of any value has to be made twice, on purpose
const POLICY =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; style-src 'self' 'sha256-kDGKXBwGbZfbl8CFvAG/lGHLKHJ0FxXmTpOsEfqcRwE='; img-src 'self' blob:; font-src 'self'; " +
  "connect-src 'self'; manifest-src 'self'; media-src 'none'; object-src 'none'; frame-src 'none'; base-uri 'none'; form-action 'none'; " +
  "frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types overread";

describe("what the page may do", () => {
  test("the headers, value by value", () => {
    expect(securityHeaders(null)).toEqual({
      "Content-Security-Policy": POLICY,
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
  });

  test("the loopback shell adds its WebSocket and nothing else", () => {
    const { "Content-Security-Policy": policy, ...others } = securityHeaders("ws://127.1.2.3:45");
    const { "Content-Security-Policy": plain, ...same } = securityHeaders(null);
    expect(policy).toBe(plain?.replace("connect-src 'self'", "connect-src 'self' ws://127.1.2.3:45"));
    expect(others).toEqual(same);
  });

  test("only the five byte paths go to core", () => {
    expect(["/frames/a/b", "/thumbnails/a/b", "/documents/a/b", "/objects/a/b", "/reports/a/pdf"].map(isBytePath)).toEqual([
      true,
      true,
      true,
      true,
      true,
    ]);
    expect(["/", "/frames", "/index.html", "/assets/frames/a.js", "/Frames/a/b"].map(isBytePath)).toEqual([
      false,
      false,
      false,
      false,
      false,
    ]);
  });

  test("files have one address each, `/` is the start page, source maps have none", () => {
    const files = pageFiles(["index.html", "assets/start-1a.js", "assets/start-1a.js.map", "pdfjs/cmaps/78-H.bcmap"]);
    expect([...files.keys()]).toEqual(["/index.html", "/assets/start-1a.js", "/pdfjs/cmaps/78-H.bcmap", "/"]);
    expect(files.get("/")?.type).toBe("text/html; charset=utf-8");
    expect(files.get("/pdfjs/cmaps/78-H.bcmap")?.type).toBe("application/octet-stream");
  });
});
