import { randomUUID } from "node:crypto";
import { retryAfterMs } from "#shared/delivery/backoff.ts";
import { isObject, type Json, listAt, textAt } from "#shared/fhir/json.ts";
import type { Http, TransportProblem } from "./http.ts";

/** The service answered with FHIR JSON. */
export type FhirAnswer = {
  readonly kind: "answer";
  readonly status: number;
  readonly json: Json;
  readonly etag: string | null;
  readonly location: string | null;
};

/** What else may come: no network, a page that is no FHIR (a captive portal), or a refusal with its words. */
export type FhirProblem =
  | { readonly kind: "transport"; readonly problem: TransportProblem }
  | { readonly kind: "not-fhir"; readonly status: number }
  | { readonly kind: "status"; readonly status: number; readonly outcome: string; readonly retryAfterMs: number | null };

export type FhirResult = FhirAnswer | FhirProblem;
export const isAnswer = (result: FhirResult): result is FhirAnswer => result.kind === "answer";

const FHIR_JSON = "application/fhir+json";
const MAX_DEPTH = 64;

/** Nesting deeper than any honest resource is refused before parsing: later steps recurse. */
export function isTooDeep(bytes: Uint8Array): boolean {
  let depth = 0;
  let inString = false;
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i];
    if (inString) {
      if (byte === 0x5c) i++;
      else if (byte === 0x22) inString = false;
    } else if (byte === 0x22) inString = true;
    else if (byte === 0x7b || byte === 0x5b) {
      if (++depth > MAX_DEPTH) return true;
    } else if (byte === 0x7d || byte === 0x5d) depth--;
  }
  return false;
}

/** Bytes as JSON, or undefined when they are not (or nested beyond reason). */
export function parseJson(bytes: Uint8Array): Json | undefined {
  if (isTooDeep(bytes)) return undefined;
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes)) as Json;
  } catch {
    return undefined;
  }
}

/** An OperationOutcome in words; what the service said, shown as plain text. */
export function outcomeText(json: Json): string {
  const issues = listAt(json, "issue").map(
    (issue) => textAt(issue, "diagnostics") ?? textAt(issue, "details", "text") ?? textAt(issue, "code"),
  );
  return issues
    .filter((text) => text !== null)
    .join(" · ")
    .slice(0, 500);
}

/** `If-Match` for a version: opaque, quoted, weak (protocol 0.2). */
export const ifMatch = (version: string): string => `W/"${version}"`;

export class FhirClient {
  readonly #http: Http;
  readonly #base: string;
  readonly #now: () => number;

  constructor(http: Http, base: string, now: () => number) {
    this.#http = http;
    this.#base = base.replace(/\/+$/, "");
    this.#now = now;
  }

  get base(): string {
    return this.#base;
  }

  read(reference: string, signal: AbortSignal, version: string | null = null): Promise<FhirResult> {
    return this.#send(
      "GET",
      `${this.#base}/${reference}`,
      undefined,
      version === null ? {} : { "If-None-Match": ifMatch(version) },
      signal,
    );
  }

  /** `query` holds ids and codes only, never a name. */
  search(query: string, signal: AbortSignal): Promise<FhirResult> {
    return this.#send("GET", `${this.#base}/${query}`, undefined, {}, signal);
  }

  /** A `next` link as it is, if it stays at the same origin. */
  async follow(url: string, signal: AbortSignal): Promise<FhirResult> {
    const target = URL.canParse(url, `${this.#base}/`) ? new URL(url, `${this.#base}/`) : null;
    if (target?.origin !== new URL(this.#base).origin)
      return { kind: "transport", problem: { kind: "foreign-origin", detail: "next link" } };
    return this.#send("GET", target.href, undefined, {}, signal);
  }

  put(reference: string, resource: Json, version: string | null, signal: AbortSignal): Promise<FhirResult> {
    return this.#send(
      "PUT",
      `${this.#base}/${reference}`,
      JSON.stringify(resource),
      version === null ? {} : { "If-Match": ifMatch(version) },
      signal,
    );
  }

  create(type: string, resource: Json, signal: AbortSignal, ifNoneExist: string | null = null): Promise<FhirResult> {
    return this.#send(
      "POST",
      `${this.#base}/${type}`,
      JSON.stringify(resource),
      ifNoneExist === null ? {} : { "If-None-Exist": ifNoneExist },
      signal,
    );
  }

  /** A batch or transaction; `body` may be the frozen bytes of a report. */
  bundle(body: string | Uint8Array, signal: AbortSignal): Promise<FhirResult> {
    return this.#send("POST", this.#base, body, {}, signal);
  }

  /** Without a token: discovery. */
  open(path: string, signal: AbortSignal): Promise<FhirResult> {
    return this.#send("GET", `${this.#base}/${path}`, undefined, {}, signal, false);
  }

  async #send(
    method: "GET" | "POST" | "PUT",
    url: string,
    body: string | Uint8Array | undefined,
    extra: Readonly<Record<string, string>>,
    signal: AbortSignal,
    authorised = true,
  ): Promise<FhirResult> {
    const answer = await this.#http.request({
      method,
      url,
      ...(body === undefined ? {} : { body }),
      headers: {
        Accept: FHIR_JSON,
        "X-Request-Id": randomUUID(),
        ...(method === "GET" ? {} : { "Content-Type": FHIR_JSON, Prefer: "return=representation" }),
        ...extra,
      },
      authorised,
      signal,
    });
    if (!answer.ok) return { kind: "transport", problem: answer.problem };
    return this.#judge(answer.status, answer.headers, answer.body);
  }

  #judge(status: number, headers: Headers, body: Uint8Array): FhirResult {
    const type = headers.get("Content-Type") ?? "";
    const json = /json/i.test(type) && body.length > 0 ? parseJson(body) : undefined;
    if (status === 304) return { kind: "answer", status, json: null, etag: headers.get("ETag"), location: null };
    if (status >= 200 && status < 300) {
      // an empty 200/201 to a write is allowed; a page is a captive portal or a proxy
      if (json === undefined && body.length > 0) return { kind: "not-fhir", status };
      return { kind: "answer", status, json: json ?? null, etag: headers.get("ETag"), location: headers.get("Location") };
    }
    if (status >= 300 && status < 400) return { kind: "not-fhir", status };
    const text = isObject(json) ? outcomeText(json) : "";
    return { kind: "status", status, outcome: text, retryAfterMs: retryAfterMs(headers.get("Retry-After"), this.#now()) };
  }
}
