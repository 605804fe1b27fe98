import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { frameHeader } from "#shared/imaging/frame-stream.ts";
import { bodyOf, PAGE_HEADERS, type PageRoute, startPageServer } from "../support/page-server.ts";
import type { FrameResult, ScannedFile } from "./decode-types.ts";
import { plainBytes } from "./scan-folder.ts";

export type DecodeServer = {
  readonly address: string;
  /** Resolves when the page has sent everything. */
  readonly done: Promise<readonly FrameResult[]>;
  readonly close: () => void;
};

function* frameStream(folder: string, scanned: ScannedFile, order: readonly number[]): Generator<Uint8Array> {
  const plain = plainBytes(folder, scanned.file);
  for (const index of order) {
    const runs = scanned.runs.get(index);
    if (runs === undefined) {
      yield frameHeader({ index, status: "missing", length: 0 });
      continue;
    }
    const bytes = Buffer.concat(runs.map(([offset, length]) => plain.subarray(offset, offset + length)));
    yield frameHeader({ index, status: "ok", length: bytes.length });
    yield bytes;
  }
}

/** Serves the built page, the jobs, the frames in the product's stream, and takes the results. */
export async function startDecodeServer(folder: string, pageRoot: string, files: readonly ScannedFile[]): Promise<DecodeServer> {
  const bySeries = new Map(files.map((file) => [file.seriesId, file]));
  const results: FrameResult[] = [];
  const { promise: done, resolve: finish } = Promise.withResolvers<readonly FrameResult[]>();

  const route: PageRoute = async (url, request, response) => {
    const [, first, , seriesId = ""] = url.pathname.split("/");
    if (url.pathname === "/jobs") {
      response
        .writeHead(200, { ...PAGE_HEADERS, "Content-Type": "application/json" })
        .end(JSON.stringify(files.flatMap(({ job }) => job ?? [])));
    } else if (url.pathname === "/results") {
      results.push(...(JSON.parse(await bodyOf(request)) as FrameResult[]));
      response.writeHead(204, PAGE_HEADERS).end();
    } else if (url.pathname === "/done") {
      response.writeHead(204, PAGE_HEADERS).end();
      finish(results);
    } else if (first === "frames") {
      const scanned = bySeries.get(seriesId);
      const order = (url.searchParams.get("order") ?? "").split(",").map(Number);
      response.writeHead(scanned === undefined ? 404 : 200, { ...PAGE_HEADERS, "Content-Type": "application/octet-stream" });
      if (scanned === undefined) response.end();
      else await pipeline(Readable.from(frameStream(folder, scanned, order)), response);
    } else {
      return false;
    }
    return true;
  };

  const server = await startPageServer(pageRoot, route);
  return { ...server, done };
}
