import fs from "node:fs";
import http from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { BOUNDARY } from "./static-dicomweb.ts";

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".json": "application/json",
  ".css": "text/css",
  ".wasm": "application/wasm",
  ".dcm": "application/dicom",
};

/** What the page's own memory measurement asks for (cross-origin isolation), and no cache between rounds. */
const HEADERS = {
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "require-corp",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Cache-Control": "no-store",
};

const isFile = (file: string): boolean => fs.existsSync(file) && fs.statSync(file).isFile();

/** The file below one of the places that a path of the page names, or null. A folder answers with its `index.html` or `index.json`. */
function fileFor(pathname: string, roots: Readonly<Record<string, string>>): string | null {
  const name = path.normalize(decodeURIComponent(pathname));
  const prefix = Object.keys(roots).find((start) => name.startsWith(start));
  if (prefix === undefined) return null;
  const place = path.join(roots[prefix] ?? "", name.slice(prefix.length));
  return [place, path.join(place, "index.html"), path.join(place, "index.json")].find(isFile) ?? null;
}

/** Files of the static DICOMweb have no ending: frames are parts of a multipart answer, the rest is JSON. */
function typeOf(file: string): string {
  const known = TYPES[path.extname(file)];
  if (known !== undefined) return known;
  if (file.includes("/frames/")) return `multipart/related; type="application/octet-stream"; boundary=${BOUNDARY}`;
  return path.basename(file) === "metadata" ? "application/dicom+json" : "application/octet-stream";
}

/** Serves one peer on a port of its own: `roots` maps the start of a path to a folder or file; the first that fits counts. */
async function serve(roots: Readonly<Record<string, string>>): Promise<string> {
  const server = http.createServer((request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://localhost");
    const file = fileFor(pathname, roots);
    if (file === null) {
      response.writeHead(404, HEADERS).end();
      return;
    }
    // frames and files are small: read whole, as a static server answers from the page cache
    const bytes = fs.readFileSync(file);
    response
      .writeHead(200, {
        ...HEADERS,
        "Content-Type": typeOf(file),
        "Content-Length": bytes.length,
      })
      .end(bytes);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

/** A program of its own, so that its processor time counts as the peer's: takes the folders of each peer as JSON, prints the addresses. */
async function main(): Promise<void> {
  const peers = JSON.parse(process.argv[2] ?? "{}") as Readonly<Record<string, Readonly<Record<string, string>>>>;
  const addresses: Record<string, string> = {};
  for (const [name, roots] of Object.entries(peers)) addresses[name] = await serve(roots);
  process.stdout.write(`${JSON.stringify(addresses)}\n`);
  process.stdin.on("end", () => process.exit(0)).resume();
}

await main();
