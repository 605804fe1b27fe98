import http from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { FhirClient, isTooDeep, outcomeText, parseJson } from "./fhir-client.ts";
import { createHttp } from "./http.ts";

const bytes = (text: string): Uint8Array => Buffer.from(text);
const nested = (depth: number): string => "[".repeat(depth) + "]".repeat(depth);

describe("JSON of anybody", () => {
  test("row 60: 64 levels are read, 65 are refused before parsing", () => {
    expect(parseJson(bytes(nested(64)))).toBeDefined();
    expect(parseJson(bytes(nested(65)))).toBeUndefined();
    expect(isTooDeep(bytes(nested(100_000)))).toBe(true);
  });

  test("row 60: brackets inside strings are text, also behind escapes", () => {
    expect(parseJson(bytes(JSON.stringify({ text: `${"[".repeat(1_000)}"\\` })))).toBeDefined();
    expect(isTooDeep(bytes(`"\\"${"[".repeat(100)}`))).toBe(false);
  });

  test("row 60: many siblings are not depth", () => expect(isTooDeep(bytes(`[${"{},".repeat(10_000)}{}]`))).toBe(false));

  test("row 60: `__proto__` becomes a key like another, no prototype", () => {
    const parsed = parseJson(bytes('{"__proto__":{"polluted":true},"a":1}')) as Record<string, unknown>;
    expect(Object.hasOwn(parsed, "__proto__")).toBe(true);
    expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
  });

  test.each(["", "{", '{"a":1e}', "\ufeff{}nonsense"])("%j is no JSON", (text) => expect(parseJson(bytes(text))).toBeUndefined());

  test("row 67: bytes that are no UTF-8 are refused, not guessed", () =>
    expect(parseJson(Buffer.from([0x22, 0xe9, 0x22]))).toBeUndefined());
});

test("row 64: what a service says is text, cut to 500 characters", () => {
  const outcome = {
    resourceType: "OperationOutcome",
    issue: [
      { diagnostics: "<script>alert(1)</script>" },
      { details: { text: "x".repeat(600) } },
      { code: "invalid" },
      { severity: "error" },
    ],
  };
  expect(outcomeText(outcome)).toHaveLength(500);
  expect(outcomeText(outcome)).toMatch(/^<script>alert\(1\)<\/script> · x/);
});

type Reply = { readonly status?: number; readonly headers?: Record<string, string>; readonly body?: string };
type Asked = { readonly method: string; readonly url: string; readonly headers: http.IncomingHttpHeaders; readonly body: string };

const servers: http.Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

/** A client and a service that gives one answer to everything, to see what is asked and how answers are judged. */
async function conversation(reply: Reply = {}): Promise<{ fhir: FhirClient; asked: Asked[] }> {
  const asked: Asked[] = [];
  const server = http.createServer((request, response) => {
    const pieces: Buffer[] = [];
    request.on("data", (piece: Buffer) => pieces.push(piece));
    request.on("end", () => {
      const { method = "", url = "", headers } = request;
      asked.push({ method, url, headers, body: Buffer.concat(pieces).toString() });
      response.writeHead(reply.status ?? 200, { "Content-Type": "application/fhir+json", ...reply.headers }).end(reply.body ?? "{}");
    });
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const options = { origins: () => [origin], token: async () => "t", onDate: () => {}, now: () => 0, log: () => {} };
  return { fhir: new FhirClient(createHttp(options), `${origin}/fhir/`, () => 0), asked };
}
const signal = new AbortController().signal;

describe("conversation", () => {
  test("a write carries its version as an opaque weak tag and asks for the result (protocol 0)", async () => {
    const { fhir, asked } = await conversation();
    await fhir.put("Task/1", { resourceType: "Task" }, "abc-def", signal);
    expect(asked[0]).toMatchObject({ method: "PUT", url: "/fhir/Task/1", body: '{"resourceType":"Task"}' });
    expect(asked[0]?.headers).toMatchObject({
      authorization: "Bearer t",
      accept: "application/fhir+json",
      "content-type": "application/fhir+json",
      "if-match": 'W/"abc-def"',
      prefer: "return=representation",
    });
    expect(asked[0]?.headers["x-request-id"]).toMatch(/^[0-9a-f-]{36}$/);
  });

  test("discovery goes without a token", async () => {
    const { fhir, asked } = await conversation();
    await fhir.open("metadata", signal);
    expect(asked[0]?.headers.authorization).toBeUndefined();
  });

  test.each([
    ["HTML with 200", { headers: { "Content-Type": "text/html" }, body: "<html>" }, { kind: "not-fhir" }],
    ["JSON that is none", { body: "{" }, { kind: "not-fhir" }],
    ["a redirect", { status: 302, body: "" }, { kind: "not-fhir" }],
    ["an empty 201", { status: 201, headers: { Location: "Task/1/_history/1" }, body: "" }, { kind: "answer", status: 201 }],
    ["304", { status: 304, headers: { ETag: 'W/"1"' }, body: "" }, { kind: "answer", status: 304, etag: 'W/"1"' }],
    ["503", { status: 503, headers: { "Retry-After": "7" }, body: "" }, { kind: "status", status: 503, retryAfterMs: 7_000 }],
    ["422 with words", { status: 422, body: '{"issue":[{"diagnostics":"no"}]}' }, { kind: "status", status: 422, outcome: "no" }],
  ] as const)("rows 38, 44: %s", async (_, reply, judged) => {
    const { fhir } = await conversation(reply as Reply);
    expect(await fhir.read("Task/1", signal)).toMatchObject(judged);
  });

  test("row 36: a next link of another origin is not followed", async () => {
    const { fhir, asked } = await conversation();
    for (const link of ["https://other.example/fhir?page=2", "//other.example/x", "http://127.0.0.1:1/fhir"])
      expect(await fhir.follow(link, signal)).toMatchObject({ kind: "transport", problem: { kind: "foreign-origin" } });
    expect(asked).toHaveLength(0);
    await fhir.follow("?page=2", signal);
    expect(asked[0]?.url).toBe("/fhir/?page=2");
  });
});
