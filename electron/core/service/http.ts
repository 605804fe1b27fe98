import type { Log } from "../log.ts";

/** Why no full answer came. None of them says whether the service saw the request. */
export type TransportProblem =
  | { readonly kind: "offline"; readonly detail: string }
  | { readonly kind: "timeout"; readonly detail: string }
  | { readonly kind: "certificate"; readonly detail: string }
  /** A page in place of what was asked for: a sign-in page of a hotel or train. Nothing of it is kept. */
  | { readonly kind: "captive"; readonly detail: string }
  | { readonly kind: "too-large"; readonly detail: string }
  | { readonly kind: "foreign-origin"; readonly detail: string }
  | { readonly kind: "aborted"; readonly detail: string };

export type HttpAnswer = { readonly ok: true; readonly status: number; readonly headers: Headers; readonly body: Uint8Array };
export type HttpStream = {
  readonly ok: true;
  readonly status: number;
  readonly headers: Headers;
  readonly body: AsyncIterable<Uint8Array>;
};
export type HttpFailure = { readonly ok: false; readonly problem: TransportProblem };

export type HttpRequest = {
  readonly method?: "GET" | "POST" | "PUT";
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array | string;
  /** Send the access token. Only to origins that the user confirmed. */
  readonly authorised?: boolean;
  readonly maxBytes?: number;
  readonly signal: AbortSignal;
};

export type Http = {
  /** The whole answer in memory, at most `maxBytes` (32 MiB when not said). */
  request(request: HttpRequest): Promise<HttpAnswer | HttpFailure>;
  /** The answer as it comes. A stream that ends early throws in the reader. */
  stream(request: HttpRequest): Promise<HttpStream | HttpFailure>;
};

export type HttpOptions = {
  /** Origins that may get the token (protocol 0.8). */
  readonly origins: () => readonly string[];
  /** A valid access token, or null when a person has to sign in. `refused` is the token that the service answered with 401. */
  readonly token: (refused: string | null) => Promise<string | null>;
  /** The service's clock, once per answer. */
  readonly onDate: (serverMs: number) => void;
  readonly now: () => number;
  readonly log: Log;
  readonly limits?: Limits;
};

/** How slow an answer may be: silence before the first byte and between two, and at least so many bytes in each stretch of waiting. */
export type Limits = { readonly firstByteMs: number; readonly gapMs: number; readonly stretchMs: number; readonly stretchBytes: number };

const LIMITS: Limits = { firstByteMs: 30_000, gapMs: 30_000, stretchMs: 60_000, stretchBytes: 60 * 1024 };
const DEFAULT_MAX_BYTES = 32 * 1024 * 1024;

/** http only for this machine itself (demo, tests); everything else is https, and certificates are always checked. */
export function isAllowedUrl(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, hostname, username, password } = new URL(url);
  if (username !== "" || password !== "") return false;
  if (protocol === "https:") return true;
  return protocol === "http:" && (/^127(\.\d{1,3}){3}$/.test(hostname) || hostname === "[::1]" || hostname === "localhost");
}

/** A page for people where data was asked for: what answered is not the service. */
export const isPage = (contentType: string): boolean => /^\s*(text\/html|application\/xhtml)/i.test(contentType);

const CERTIFICATE = /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|ALTNAME|ERR_TLS|ERR_SSL|DEPTH_ZERO/;

function problemOf(error: unknown, timedOut: boolean): TransportProblem {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : "";
  if (timedOut) return { kind: "timeout", detail: "too slow" };
  if (error instanceof Error && error.name === "AbortError") return { kind: "aborted", detail: "" };
  if (CERTIFICATE.test(code)) return { kind: "certificate", detail: code };
  return { kind: "offline", detail: code };
}

/** Ends a request that stays silent or drips. Only waiting for the other side counts, not what is done here with the bytes meanwhile. */
class Patience {
  readonly #controller = new AbortController();
  readonly #limits: Limits;
  #timer: NodeJS.Timeout | undefined;
  #since = 0;
  #waitedMs = 0;
  #bytes = 0;
  timedOut = false;
  readonly signal: AbortSignal;

  constructor(outer: AbortSignal, limits: Limits) {
    this.#limits = limits;
    this.signal = AbortSignal.any([outer, this.#controller.signal]);
    this.#start(limits.firstByteMs);
  }

  #start(ms: number): void {
    this.#since = performance.now();
    this.#timer = setTimeout(() => this.#giveUp(), ms);
  }

  #giveUp(): void {
    this.timedOut = true;
    this.#controller.abort();
  }

  /** Waits for the next bytes. */
  wait(): void {
    this.end();
    this.#start(this.#limits.gapMs);
  }

  /** Bytes came. */
  heard(bytes: number): void {
    this.end();
    this.#waitedMs += performance.now() - this.#since;
    this.#bytes += bytes;
    if (this.#waitedMs < this.#limits.stretchMs) return;
    if (this.#bytes < this.#limits.stretchBytes) this.#giveUp();
    this.#waitedMs = 0;
    this.#bytes = 0;
  }

  end(): void {
    clearTimeout(this.#timer);
  }
}

/** All of core's conversation with the network goes through here. */
export function createHttp(options: HttpOptions): Http {
  async function open(request: HttpRequest): Promise<{ response: Response; patience: Patience } | HttpFailure> {
    if (!isAllowedUrl(request.url)) return { ok: false, problem: { kind: "foreign-origin", detail: "not https" } };
    if (request.authorised !== true) return send(request, null);
    if (!options.origins().includes(new URL(request.url).origin))
      return { ok: false, problem: { kind: "foreign-origin", detail: "not a confirmed origin" } };
    const token = await options.token(null);
    const opened = await send(request, token);
    if ("ok" in opened || opened.response.status !== 401 || token === null) return opened;
    // renewed once, repeated once (protocol 10); a second 401 goes to the caller
    const renewed = await options.token(token);
    if (renewed === null || renewed === token) return opened;
    opened.patience.end();
    await opened.response.body?.cancel();
    return send(request, renewed);
  }

  async function send(request: HttpRequest, token: string | null): Promise<{ response: Response; patience: Patience } | HttpFailure> {
    const headers = new Headers(request.headers);
    if (token !== null) headers.set("Authorization", `Bearer ${token}`);
    const patience = new Patience(request.signal, options.limits ?? LIMITS);
    try {
      const body = request.body === undefined ? null : typeof request.body === "string" ? request.body : new Uint8Array(request.body);
      const response = await fetch(request.url, {
        method: request.method ?? "GET",
        headers,
        body,
        redirect: "manual",
        signal: patience.signal,
      });
      const date = Date.parse(response.headers.get("Date") ?? "");
      if (!Number.isNaN(date)) options.onDate(date);
      return { response, patience };
    } catch (error) {
      patience.end();
      return { ok: false, problem: problemOf(error, patience.timedOut) };
    }
  }

  async function* pieces(response: Response, patience: Patience): AsyncGenerator<Uint8Array> {
    const reader = response.body?.getReader();
    try {
      while (reader !== undefined) {
        patience.wait();
        const { done, value } = await reader.read();
        if (done) return;
        patience.heard(value.length);
        yield value;
      }
    } finally {
      patience.end();
      await reader?.cancel().catch(() => undefined);
    }
  }

  return {
    async request(request) {
      const opened = await open(request);
      if ("ok" in opened) return opened;
      const { response, patience } = opened;
      const held: Uint8Array[] = [];
      let bytes = 0;
      try {
        for await (const piece of pieces(response, patience)) {
          bytes += piece.length;
          if (bytes > (request.maxBytes ?? DEFAULT_MAX_BYTES))
            return { ok: false, problem: { kind: "too-large", detail: `${bytes} bytes` } };
          held.push(piece);
        }
      } catch (error) {
        return { ok: false, problem: problemOf(error, patience.timedOut) };
      }
      options.log("http", { status: response.status, bytes });
      return { ok: true, status: response.status, headers: response.headers, body: Buffer.concat(held) };
    },
    async stream(request) {
      const opened = await open(request);
      if ("ok" in opened) return opened;
      return { ok: true, status: opened.response.status, headers: opened.response.headers, body: pieces(opened.response, opened.patience) };
    },
  };
}
