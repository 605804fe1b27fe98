import { randomBytes } from "node:crypto";
import fs from "node:fs";
import http from "node:http";
import { pathToFileURL } from "node:url";
import { type WebSocket, WebSocketServer } from "ws";
import type { Core, StartCore } from "#shared/contract/host.ts";
import { isBytePath, securityHeaders } from "#shared/contract/page-policy.ts";
import { ownHost } from "./own-host.ts";
import type { FromServer, ServerStart, ToServer } from "./process-message.ts";
import { type GuardOptions, isOwnUser, refusalOf, socketRefusalOf } from "./request-guard.ts";
import { staticFiles } from "./static-files.ts";
import { bridge } from "./websocket-port.ts";

const MAX_MESSAGE_BYTES = 1024 * 1024;
const MAX_REFUSED_A_MINUTE = 20;
const QUIET_MS = 25;
/** Pieces below this size go out together with the next one. */
const COPIED_BYTES = 1024;
const START_PAGE = '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Overread</title></head><body></body></html>';

const tell = (message: FromServer): void => void process.send?.(message);

/** Too many refused requests in a minute: somebody is trying. The server stops listening and the user is told. */
function refusalCounter(onTooMany: () => void): () => void {
  let times: number[] = [];
  return () => {
    const now = performance.now();
    times = [...times.filter((time) => now - time < 60_000), now];
    if (times.length > MAX_REFUSED_A_MINUTE) onTooMany();
  };
}

/** A function that calls `then` once it has not been called for `ms`. */
function whenQuiet(ms: number, then: () => void): () => void {
  let timer: NodeJS.Timeout | undefined;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(then, ms);
  };
}

async function serveBytes(core: Core, path: string, query: string, response: http.ServerResponse): Promise<void> {
  const gone = new AbortController();
  response.once("close", () => gone.abort());
  const answer = await core.bytes(path, query, gone.signal);
  if (!answer.ok) {
    response.writeHead(answer.status, { "Content-Type": "application/json" }).end(JSON.stringify(answer.failure));
    return;
  }
  response.writeHead(200, {
    "Content-Type": answer.contentType,
    ...(answer.length === null ? {} : { "Content-Length": String(answer.length) }),
  });
  try {
    // leaving the loop ends the generator, so that its files are closed
    for await (const piece of answer.body) if (!(await written(response, piece))) return;
    response.end();
  } catch {
    response.destroy();
  }
}

/** Resolves when the memory of the piece may be used for something else: it was sent, or copied; with false when the reader went away. */
function written(response: http.ServerResponse, piece: Uint8Array): Promise<boolean> {
  if (piece.length < COPIED_BYTES) {
    response.write(Uint8Array.from(piece));
    return Promise.resolve(!response.destroyed);
  }
  return new Promise((resolve) => {
    response.write(piece, (error) => resolve(!error));
  });
}

async function start(message: ServerStart): Promise<void> {
  const files = staticFiles(message.pageFolder);
  const tickets = new Set<string>();
  const own = ownHost({ remarks: message.remarks, demoServiceBase: message.demoServiceBase }, (url) => tell({ kind: "open", url }));
  let guard: GuardOptions = { host: "", origin: "", cookie: message.cookie, isKnownPath: () => false };
  let headers: Readonly<Record<string, string>> = {};
  let page: WebSocket | null = null;

  let loading: Promise<Core> | null = null;
  const core = (): Promise<Core> => {
    loading ??= import(pathToFileURL(message.coreFile).href).then((module: { startCore: StartCore }) =>
      module.startCore({ host: own.host, dataDir: message.dataDir, configDir: message.configDir, version: message.version }),
    );
    return loading;
  };
  /** Loading core blocks this process for a quarter of a second: it waits until the page has the files that it asked for. */
  const loadWhenServed = whenQuiet(QUIET_MS, () => void core());

  const server = http.createServer((request, response) => {
    const [path = "/", query = ""] = (request.url ?? "/").split("?");
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    const refusal = refusalOf(request, path, guard);
    if (refusal !== null) {
      refused();
      response.writeHead(refusal.status).end();
      return;
    }
    if (path === "/start") response.writeHead(200, { "Content-Type": "text/html; charset=utf-8" }).end(START_PAGE);
    else if (path === "/favicon.ico") response.writeHead(204).end();
    else if (isBytePath(path)) void core().then((running) => serveBytes(running, path, query, response));
    else {
      const file = files.get(path);
      if (file === undefined) response.writeHead(404).end();
      else response.writeHead(200, { "Content-Type": file.type }).end(fs.readFileSync(file.file));
      // the page itself is painted first; then it asks for its programs
      if (path !== "/") loadWhenServed();
    }
  });
  const refused = refusalCounter(() => {
    server.close();
    tell({ kind: "attacked" });
  });
  server.on("connection", (socket) => {
    if (!isOwnUser(socket)) socket.destroy();
  });

  const sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_MESSAGE_BYTES, handleProtocols: () => "overread" });
  server.on("upgrade", (request, socket, head) => {
    const refusal = socketRefusalOf(request, guard, tickets);
    if (refusal !== null) {
      refused();
      socket.end(`HTTP/1.1 ${refusal.status} Refused\r\nConnection: close\r\n\r\n`);
      return;
    }
    // messages that come before core serves the port would be lost: the handshake waits for core
    void core().then((running) =>
      sockets.handleUpgrade(request, socket, head, (webSocket) => {
        // one page: a new one (after a reload) takes the place of the one before
        page?.terminate();
        page = webSocket;
        running.connect(bridge(webSocket));
      }),
    );
  });

  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(message.port, message.address, resolve);
  });
  const host = `${message.address}:${message.port}`;
  guard = {
    ...guard,
    host,
    origin: `http://${host}`,
    isKnownPath: (path) => path === "/start" || path === "/favicon.ico" || files.has(path) || isBytePath(path),
  };
  headers = securityHeaders(guard.origin.replace(/^http/, "ws"));
  tell({ kind: "listening" });

  process.on("message", (next: ToServer) => {
    if (next.kind === "ticket") {
      const ticket = randomBytes(32).toString("hex");
      tickets.add(ticket);
      tell({ kind: "ticket", id: next.id, ticket });
    } else if (next.kind === "active") own.active();
    else if (next.kind === "window-gone") void loading?.then((running) => running.lock("window-gone"));
    else if (next.kind === "close") {
      own.close();
      server.close();
      page?.terminate();
      const closed = loading === null ? Promise.resolve() : loading.then((running) => running.close());
      void closed.then(() => {
        tell({ kind: "closed" });
        process.disconnect();
      });
    }
  });
}

process.once("message", (message: ToServer) => {
  if (message.kind === "start") void start(message);
});
// the shell is gone: nobody could unlock or see anything any more
process.once("disconnect", () => process.exit(0));
