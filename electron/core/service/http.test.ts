import type http from "node:http";
import zlib from "node:zlib";
import { afterEach, describe, expect, test } from "vitest";
import { createHttp, type HttpOptions, isAllowedUrl } from "./http.ts";
import { MadeServers } from "./made-servers.ts";

type Handler = (request: http.IncomingMessage, response: http.ServerResponse) => void;
const servers = new MadeServers();
afterEach(() => servers.close());

/** A server on a free loopback port, with what it was asked. */
async function serve(handler: Handler): Promise<{ origin: string; seen: http.IncomingMessage[] }> {
  const seen: http.IncomingMessage[] = [];
  const origin = await servers.start((request, response) => {
    seen.push(request);
    handler(request, response);
  });
  return { origin, seen };
}

const client = (options: Partial<HttpOptions> = {}) =>
  createHttp({ origins: () => [], token: async () => "the-token", onDate: () => {}, now: () => 0, log: () => {}, ...options });
const signal = new AbortController().signal;
const text = (body: Uint8Array): string => Buffer.from(body).toString();

describe("addresses", () => {
  test.each([
    ["https://service.example/fhir", true],
    ["http://127.0.0.1:8080/fhir", true],
    ["http://127.9.8.7/", true],
    ["http://localhost:1/", true],
    ["http://[::1]/", true],
    ["http://service.example/fhir", false],
    ["http://127.0.0.1.service.example/", false],
    ["http://localhost.service.example/", false],
    ["https://user:secret@service.example/", false],
    ["ftp://127.0.0.1/", false],
    ["file:///etc/passwd", false],
    ["javascript:alert(1)", false],
    ["not a url", false],
  ])("row 37: %s is allowed: %s", (url, allowed) => expect(isAllowedUrl(url)).toBe(allowed));

  test("row 37: no request leaves for an address that is not allowed", async () => {
    const answer = await client().request({ url: "http://service.example/x", signal });
    expect(answer).toMatchObject({ ok: false, problem: { kind: "foreign-origin" } });
  });
});

describe("token", () => {
  test("row 36: goes only to confirmed origins; another origin is not even asked", async () => {
    const [mine, other] = [await serve((_, response) => response.end("ok")), await serve((_, response) => response.end("ok"))];
    const http = client({ origins: () => [mine.origin] });
    await http.request({ url: `${mine.origin}/a`, authorised: true, signal });
    expect(mine.seen[0]?.headers.authorization).toBe("Bearer the-token");
    const refused = await http.request({ url: `${other.origin}/a`, authorised: true, signal });
    expect(refused).toMatchObject({ ok: false, problem: { kind: "foreign-origin" } });
    expect(other.seen).toHaveLength(0);
    await http.request({ url: `${other.origin}/open`, signal });
    expect(other.seen[0]?.headers.authorization).toBeUndefined();
  });

  test("row 36: a redirect is not followed, so no token goes where it points", async () => {
    const target = await serve((_, response) => response.end("ok"));
    const mine = await serve((_, response) => response.writeHead(302, { Location: `${target.origin}/steal` }).end());
    const answer = await client({ origins: () => [mine.origin] }).request({ url: `${mine.origin}/a`, authorised: true, signal });
    expect(answer).toMatchObject({ ok: true, status: 302 });
    expect(target.seen).toHaveLength(0);
  });

  test("row 33: after a 401 the token is renewed once and the request repeated once, with its body", async () => {
    const bodies: string[] = [];
    const mine = await serve((request, response) => {
      let body = "";
      request.on("data", (piece) => {
        body += piece;
      });
      request.on("end", () => {
        bodies.push(body);
        response.writeHead(401).end();
      });
    });
    const refused: (string | null)[] = [];
    const http = client({
      origins: () => [mine.origin],
      token: async (old) => {
        refused.push(old);
        return old === null ? "first" : "second";
      },
    });
    const answer = await http.request({ method: "POST", url: `${mine.origin}/a`, body: "bytes", authorised: true, signal });
    expect(answer).toMatchObject({ ok: true, status: 401 });
    expect(mine.seen.map((request) => request.headers.authorization)).toEqual(["Bearer first", "Bearer second"]);
    expect(bodies).toEqual(["bytes", "bytes"]);
    expect(refused).toEqual([null, "first"]);
  });
});

describe("limits", () => {
  const quick = { firstByteMs: 150, gapMs: 150, stretchMs: 300, stretchBytes: 1_000 };

  test("row 39: more bytes than allowed are not kept", async () => {
    const mine = await serve((_, response) => response.end(Buffer.alloc(10_000)));
    const answer = await client().request({ url: mine.origin, maxBytes: 9_999, signal });
    expect(answer).toMatchObject({ ok: false, problem: { kind: "too-large" } });
    expect(await client().request({ url: mine.origin, maxBytes: 10_000, signal })).toMatchObject({ ok: true });
  });

  test("row 39: a compressed answer counts as what it unpacks to", async () => {
    const bomb = zlib.gzipSync(Buffer.alloc(5_000_000));
    const mine = await serve((_, response) => response.writeHead(200, { "Content-Encoding": "gzip" }).end(bomb));
    expect(bomb.length).toBeLessThan(10_000);
    expect(await client().request({ url: mine.origin, maxBytes: 1_000_000, signal })).toMatchObject({
      ok: false,
      problem: { kind: "too-large" },
    });
  });

  test("row 39: no answer at all, and an answer that stops, end by time", async () => {
    const silent = await serve(() => {});
    const stops = await serve((_, response) => response.write("half"));
    const http = client({ limits: quick });
    expect(await http.request({ url: silent.origin, signal })).toMatchObject({ ok: false, problem: { kind: "timeout" } });
    expect(await http.request({ url: stops.origin, signal })).toMatchObject({ ok: false, problem: { kind: "timeout" } });
  });

  test("row 39: an answer that drips ends, although it is never silent for long", async () => {
    const drips = await serve((_, response) => {
      const timer = setInterval(() => response.write("x"), 50);
      response.on("close", () => clearInterval(timer));
    });
    expect(await client({ limits: quick }).request({ url: drips.origin, signal })).toMatchObject({
      ok: false,
      problem: { kind: "timeout" },
    });
  });

  test("time that is spent here on the bytes does not count against the sender", async () => {
    const mine = await serve((_, response) => {
      response.write("one");
      response.end("two");
    });
    const opened = await client({ limits: quick }).stream({ url: mine.origin, signal });
    if (!opened.ok) throw new Error(opened.problem.kind);
    const pieces: string[] = [];
    for await (const piece of opened.body) {
      pieces.push(text(piece));
      await new Promise((resolve) => setTimeout(resolve, 400));
    }
    expect(pieces.join("")).toBe("onetwo");
  });

  test("row 40: an answer shorter than announced is no answer", async () => {
    const mine = await serve((request, response) => {
      response.writeHead(200, { "Content-Length": "100" });
      response.write("half", () => request.socket.destroy());
    });
    expect(await client().request({ url: mine.origin, signal })).toMatchObject({ ok: false, problem: { kind: "offline" } });
  });

  test("a request that is stopped says so", async () => {
    const silent = await serve(() => {});
    const stop = new AbortController();
    const asked = client().request({ url: silent.origin, signal: stop.signal });
    setTimeout(() => stop.abort(), 50);
    expect(await asked).toMatchObject({ ok: false, problem: { kind: "aborted" } });
  });

  test("nobody listens: offline", async () => {
    const mine = await serve(() => {});
    servers.close();
    expect(await client().request({ url: mine.origin, signal })).toMatchObject({ ok: false, problem: { kind: "offline" } });
  });
});

test("D11: every answer tells the service's clock", async () => {
  const dates: number[] = [];
  const mine = await serve((_, response) => response.writeHead(503, { Date: "Tue, 24 Nov 2026 18:05:00 GMT" }).end());
  await client({ onDate: (ms) => dates.push(ms) }).request({ url: mine.origin, signal });
  expect(dates).toEqual([Date.UTC(2026, 10, 24, 18, 5)]);
});
