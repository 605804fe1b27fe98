import fs from "node:fs";
import path from "node:path";
import type { CustomScheme } from "electron";
import { isBytePath, pageFiles, securityHeaders } from "#shared/contract/page-policy.ts";
import type { RelayedBytes } from "./byte-relay.ts";

export const PAGE_ORIGIN = "app://overread";
export const START_PAGE = `${PAGE_ORIGIN}/`;

/** Registered once, before `ready`: without `standard` there is no IndexedDB and no origin. Nothing here may pass by the policy. */
export const appScheme: CustomScheme = {
  scheme: "app",
  privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true, codeCache: true },
};

/** Names of all files below a folder, with `/`. Level by level: inside an archive that is the form that Electron is sure to know. */
function namesIn(folder: string, prefix = ""): string[] {
  return fs
    .readdirSync(folder, { withFileTypes: true })
    .flatMap((entry) =>
      entry.isDirectory() ? namesIn(path.join(folder, entry.name), `${prefix}${entry.name}/`) : [`${prefix}${entry.name}`],
    );
}

type AskBytes = (path: string, query: string) => Promise<RelayedBytes>;

/**
 * Answers `app://overread/…`: the page's files from a list made once, the four byte paths from core. Every answer carries the policy;
 * another host, method or path is refused.
 */
export function pageHandler(pageFolder: string, askBytes: AskBytes): (request: Request) => Promise<Response> {
  const files = pageFiles(namesIn(pageFolder));
  const headers = securityHeaders(null);
  const refuse = (status: number): Response => new Response(null, { status, headers });

  const bytes = async (pathname: string, query: string): Promise<Response> => {
    const answer = await askBytes(pathname, query);
    if (!answer.ok) return Response.json(answer.failure, { status: answer.status, headers });
    const length = answer.length === null ? {} : { "Content-Length": String(answer.length) };
    return new Response(answer.body, { headers: { ...headers, "Content-Type": answer.contentType, ...length } });
  };

  return async (request) => {
    const url = new URL(request.url);
    if (url.host !== "overread") return refuse(404);
    if (request.method !== "GET") return refuse(405);
    if (isBytePath(url.pathname)) return bytes(url.pathname, url.search.slice(1));
    if (url.pathname === "/favicon.ico") return refuse(204);
    const file = files.get(url.pathname);
    if (file === undefined) return refuse(404);
    const content = await fs.promises.readFile(path.join(pageFolder, file.name));
    return new Response(new Uint8Array(content), { headers: { ...headers, "Content-Type": file.type } });
  };
}
