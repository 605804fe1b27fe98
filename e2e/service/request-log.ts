import fs from "node:fs";
import path from "node:path";

/** One request as the service saw it: the oracle of tests. Values that could carry names are not in it. */
export type RequestLogLine = {
  readonly time: string;
  readonly method: string;
  /** The path with the names of the query parameters; values only of those that hold ids, codes or numbers. */
  readonly path: string;
  readonly status: number;
  /** Bytes sent, headers included. */
  readonly bytes: number;
  readonly ms: number;
  /** False when the connection ended before the answer was whole. */
  readonly complete: boolean;
  readonly requestId?: string;
  readonly ifMatch?: string;
  /** Bundle type and the method and URL of each entry. */
  readonly bundle?: { readonly type: string; readonly entries: readonly string[] };
  /** Names of faults that struck this request. */
  readonly faults?: readonly string[];
};

export type RequestLog = { add(line: RequestLogLine): void; lines(): RequestLogLine[]; close(): void };

export function createRequestLog(file: string | undefined): RequestLog {
  const lines: RequestLogLine[] = [];
  if (file !== undefined) fs.mkdirSync(path.dirname(path.resolve(file)), { recursive: true });
  const handle = file === undefined ? null : fs.openSync(file, "a");
  return {
    add(line) {
      lines.push(line);
      if (handle !== null) fs.writeSync(handle, `${JSON.stringify(line)}\n`);
    },
    lines: () => [...lines],
    close: () => {
      if (handle !== null) fs.closeSync(handle);
    },
  };
}

const harmless = new Set([
  "owner",
  "status",
  "code",
  "based-on",
  "practitioner",
  "active",
  "target",
  "identifier",
  "limit",
  "offset",
  "aud",
  "client_id",
  "response_type",
  "_id",
  "_count",
  "_offset",
  "_sort",
  "_include",
  "_revinclude",
  "_lastUpdated",
  "_tag",
  "_summary",
  "_elements",
  "_next",
  "code_challenge_method",
  "StudyInstanceUID",
  "SeriesInstanceUID",
  "SOPInstanceUID",
  "Modality",
  "includefield",
]);

/** The path and query for the log: a value stays only when its parameter cannot hold a person's data. */
export function loggedPath(url: string): string {
  const [path_ = "", query = ""] = url.split("?");
  const parameters = [...new URLSearchParams(query)].map(([name, value]) => `${name}=${harmless.has(name) ? value : "…"}`);
  return parameters.length === 0 ? path_ : `${path_}?${parameters.join("&")}`;
}
