import fs from "node:fs";
import http from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { securityHeaders } from "#shared/contract/page-policy.ts";

/** The product's own policy (reliability §1.2), so that workers and WebAssembly are tried under it. */
export const PAGE_HEADERS = securityHeaders(null);

const TYPES: { readonly [extension: string]: string } = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".wasm": "application/wasm",
  ".css": "text/css",
};

/** Answers a request of the page, or says that it is none of its own. */
export type PageRoute = (url: URL, request: http.IncomingMessage, response: http.ServerResponse) => Promise<boolean>;

export type PageServer = { readonly address: string; readonly close: () => void };

function sendFile(response: http.ServerResponse, root: string, name: string): void {
  const file = path.join(root, path.normalize(`/${name}`));
  if (!fs.existsSync(file) || !fs.statSync(file).isFile()) {
    response.writeHead(404, PAGE_HEADERS).end();
    return;
  }
  response.writeHead(200, { ...PAGE_HEADERS, "Content-Type": TYPES[path.extname(file)] ?? "application/octet-stream" });
  fs.createReadStream(file).pipe(response);
}

export async function bodyOf(request: http.IncomingMessage): Promise<string> {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece as Buffer);
  return Buffer.concat(pieces).toString("utf8");
}

/** Serves a built test page on a free port of 127.0.0.1, with the routes its test brings. */
export async function startPageServer(root: string, route: PageRoute): Promise<PageServer> {
  async function answer(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    const url = new URL(request.url ?? "/", "http://localhost");
    if (await route(url, request, response)) return;
    if (url.pathname === "/favicon.ico") response.writeHead(204, PAGE_HEADERS).end();
    else sendFile(response, root, url.pathname === "/" ? "index.html" : url.pathname);
  }
  const server = http.createServer((request, response) => {
    answer(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return { address: `http://127.0.0.1:${port}/`, close: () => server.close() };
}
