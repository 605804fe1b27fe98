import fs from "node:fs";
import http from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { frameHeader } from "#shared/imaging/frame-stream.ts";
import type { FrameResult, ScannedFile } from "./decode-types.ts";
import { plainBytes } from "./scan-folder.ts";

/** The product's own policy (reliability §1.2), so that workers and WebAssembly are tried under it. */
const CSP = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "worker-src 'self'",
  "style-src 'self'",
  "img-src 'self' blob:",
  "connect-src 'self'",
  "base-uri 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types overread",
].join("; ");

const HEADERS = {
  "Content-Security-Policy": CSP,
  "X-Content-Type-Options": "nosniff",
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "require-corp",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Cache-Control": "no-store",
};

const TYPES: { readonly [extension: string]: string } = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".wasm": "application/wasm",
  ".css": "text/css",
};

export type DecodeServer = {
  readonly address: string;
  /** Resolves when the page has sent everything. */
  readonly done: Promise<readonly FrameResult[]>;
  readonly close: () => void;
};

function joinRuns(plain: Uint8Array, runs: readonly (readonly [number, number])[]): Uint8Array {
  return Buffer.concat(runs.map(([offset, length]) => plain.subarray(offset, offset + length)));
}

function* frameStream(folder: string, scanned: ScannedFile, order: readonly number[]): Generator<Uint8Array> {
  const plain = plainBytes(folder, scanned.file);
  for (const index of order) {
    const runs = scanned.runs.get(index);
    if (runs === undefined) yield frameHeader({ index, status: "missing", length: 0 });
    else {
      const bytes = joinRuns(plain, runs);
      yield frameHeader({ index, status: "ok", length: bytes.length });
      yield bytes;
    }
  }
}

async function bodyOf(request: http.IncomingMessage): Promise<string> {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece as Buffer);
  return Buffer.concat(pieces).toString("utf8");
}

function sendFile(response: http.ServerResponse, root: string, name: string): void {
  const file = path.join(root, path.normalize(`/${name}`));
  if (!fs.existsSync(file) || !fs.statSync(file).isFile()) {
    response.writeHead(404, HEADERS).end();
    return;
  }
  response.writeHead(200, { ...HEADERS, "Content-Type": TYPES[path.extname(file)] ?? "application/octet-stream" });
  fs.createReadStream(file).pipe(response);
}

/** Serves the built page, the jobs, the frames in the product's stream, and takes the results. */
export async function startDecodeServer(folder: string, pageRoot: string, files: readonly ScannedFile[]): Promise<DecodeServer> {
  const bySeries = new Map(files.map((file) => [file.seriesId, file]));
  const results: FrameResult[] = [];
  const { promise: done, resolve: finish } = Promise.withResolvers<readonly FrameResult[]>();

  async function answer(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    const url = new URL(request.url ?? "/", "http://localhost");
    const [, first, , seriesId = ""] = url.pathname.split("/");
    if (url.pathname === "/jobs") {
      response
        .writeHead(200, { ...HEADERS, "Content-Type": "application/json" })
        .end(JSON.stringify(files.flatMap(({ job }) => job ?? [])));
    } else if (url.pathname === "/results" && request.method === "POST") {
      results.push(...(JSON.parse(await bodyOf(request)) as FrameResult[]));
      response.writeHead(204, HEADERS).end();
    } else if (url.pathname === "/done" && request.method === "POST") {
      response.writeHead(204, HEADERS).end();
      finish(results);
    } else if (url.pathname === "/favicon.ico") {
      response.writeHead(204, HEADERS).end();
    } else if (first === "frames") {
      const scanned = bySeries.get(seriesId);
      const order = (url.searchParams.get("order") ?? "").split(",").map(Number);
      response.writeHead(scanned === undefined ? 404 : 200, { ...HEADERS, "Content-Type": "application/octet-stream" });
      if (scanned === undefined) response.end();
      else await pipeline(Readable.from(frameStream(folder, scanned, order)), response);
    } else {
      sendFile(response, pageRoot, url.pathname === "/" ? "index.html" : url.pathname);
    }
  }

  const server = http.createServer((request, response) => {
    answer(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return { address: `http://127.0.0.1:${port}/`, done, close: () => server.close() };
}
