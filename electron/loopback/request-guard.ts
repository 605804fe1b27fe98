import { timingSafeEqual } from "node:crypto";
import fs from "node:fs";
import type { IncomingMessage } from "node:http";
import type { Socket } from "node:net";

export type Refusal = { readonly status: 401 | 403 | 404 | 405 | 421; readonly why: string };

export type GuardOptions = {
  readonly host: string;
  readonly origin: string;
  readonly cookie: string;
  readonly isKnownPath: (path: string) => boolean;
};

const equal = (a: string, b: string): boolean => {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
};

const cookieOf = (request: IncomingMessage): string => /(?:^|;\s*)overread=([^;]*)/.exec(request.headers.cookie ?? "")?.[1] ?? "";

/**
 * Linux: does the other end of this connection belong to our own user? Read from the kernel's table of sockets; elsewhere, and where
 * the row cannot be found, the other checks have to do.
 */
export function isOwnUser(socket: Socket): boolean {
  const uid = process.getuid?.();
  if (process.platform !== "linux" || uid === undefined || socket.remotePort === undefined || socket.localPort === undefined) return true;
  const port = (value: number): string => value.toString(16).toUpperCase().padStart(4, "0");
  const rows = fs.readFileSync("/proc/net/tcp", "utf8").split("\n").slice(1);
  for (const row of rows) {
    const [, local = "", remote = "", , , , , owner] = row.trim().split(/\s+/);
    if (local.endsWith(`:${port(socket.remotePort)}`) && remote.endsWith(`:${port(socket.localPort)}`)) return Number(owner) === uid;
  }
  return true;
}

/** The checks of an HTTP request in their order; null = it may be answered. `first` is the empty page that is served without the cookie. */
export function refusalOf(request: IncomingMessage, path: string, options: GuardOptions): Refusal | null {
  if (request.headers.host !== options.host) return { status: 421, why: "host" };
  if (request.method !== "GET") return { status: 405, why: "method" };
  if (!options.isKnownPath(path)) return { status: 404, why: "path" };
  if (request.headers.origin !== undefined && request.headers.origin !== options.origin) return { status: 403, why: "origin" };
  if (path === "/start" || path === "/favicon.ico") return null;
  if (!equal(cookieOf(request), options.cookie)) return { status: 401, why: "cookie" };
  const site = request.headers["sec-fetch-site"];
  if (site !== "same-origin" && !(site === "none" && path === "/")) return { status: 403, why: "site" };
  return null;
}

/** The checks of a WebSocket handshake; the ticket (second subprotocol) is good for one use and came over the browser's pipe. */
export function socketRefusalOf(request: IncomingMessage, options: GuardOptions, tickets: Set<string>): Refusal | null {
  if (request.headers.host !== options.host) return { status: 421, why: "host" };
  if (request.url !== "/rpc") return { status: 404, why: "path" };
  if (request.headers.origin !== options.origin) return { status: 403, why: "origin" };
  if (!equal(cookieOf(request), options.cookie)) return { status: 401, why: "cookie" };
  const offered = (request.headers["sec-websocket-protocol"] ?? "").split(",").map((part) => part.trim());
  const ticket = [...tickets].find((known) => offered[1] !== undefined && equal(known, offered[1]));
  if (offered[0] !== "overread" || ticket === undefined) return { status: 403, why: "ticket" };
  tickets.delete(ticket);
  return null;
}
