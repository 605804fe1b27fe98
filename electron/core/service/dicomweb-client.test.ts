import type http from "node:http";
import { afterEach, describe, expect, test } from "vitest";
import { BROKE_OFF, DicomwebClient } from "./dicomweb-client.ts";
import { createHttp } from "./http.ts";
import { MadeServers } from "./made-servers.ts";

const [STUDY, SERIES, IMAGE] = ["1.2.3", "1.2.3.4", "1.2.3.4.5"] as const;
const signal = new AbortController().signal;
const servers = new MadeServers();
afterEach(() => servers.close());

type Handler = (accept: string, response: http.ServerResponse, request: http.IncomingMessage) => void;

async function archive(answer: Handler): Promise<{ client: DicomwebClient; accepted: string[]; urls: string[] }> {
  const [accepted, urls]: [string[], string[]] = [[], []];
  const origin = await servers.start((request, response) => {
    accepted.push(request.headers.accept ?? "");
    urls.push(request.url ?? "");
    answer(request.headers.accept ?? "", response, request);
  });
  const client = createHttp({ origins: () => [origin], token: async () => "t", onDate: () => {}, now: () => 0, log: () => {} });
  return { client: new DicomwebClient(client, `${origin}/dicomweb/`, () => 0), accepted, urls };
}

const multipart = (parts: readonly string[], end = "\r\n--x--"): string =>
  parts.map((part) => `\r\n--x\r\nContent-Type: application/dicom\r\n\r\n${part}`).join("") + end;
const MULTIPART = { "Content-Type": 'multipart/related; type="application/dicom"; boundary=x' };

describe("instances", () => {
  test("asked as stored, and one part of a multipart answer is the file", async () => {
    const { client, accepted, urls } = await archive((_, response) => response.writeHead(200, MULTIPART).end(multipart(["bytes"])));
    expect(await client.instance(STUDY, SERIES, IMAGE, signal)).toEqual({ ok: true, bytes: Buffer.from("bytes") });
    expect(accepted).toEqual(['multipart/related; type="application/dicom"; transfer-syntax=*']);
    expect(urls).toEqual([`/dicomweb/studies/${STUDY}/series/${SERIES}/instances/${IMAGE}`]);
  });

  test("after 406 the next form is asked for, and the one that works is remembered (protocol 5)", async () => {
    const { client, accepted } = await archive((accept, response) =>
      accept === "application/dicom; transfer-syntax=*"
        ? response.writeHead(200, { "Content-Type": "application/dicom" }).end("plain")
        : response.writeHead(406).end(),
    );
    expect(await client.instance(STUDY, SERIES, IMAGE, signal)).toEqual({ ok: true, bytes: Buffer.from("plain") });
    expect(accepted).toEqual([
      'multipart/related; type="application/dicom"; transfer-syntax=*',
      'multipart/related; type="application/dicom"',
      "application/dicom; transfer-syntax=*",
    ]);
    await client.instance(STUDY, SERIES, IMAGE, signal);
    expect(accepted.at(-1)).toBe("application/dicom; transfer-syntax=*");
    expect(accepted).toHaveLength(4);
  });

  test("406 to every form is the archive's refusal, not an endless question", async () => {
    const { client, accepted } = await archive((_, response) => response.writeHead(406).end());
    expect(await client.instance(STUDY, SERIES, IMAGE, signal)).toMatchObject({ ok: false, problem: { kind: "status", status: 406 } });
    expect(accepted.at(-1)).toBe("*/*");
    expect(accepted).toHaveLength(4);
    // one image that the archive cannot give makes no other come in another form than stored
    await client.instance(STUDY, SERIES, IMAGE, signal);
    expect(accepted[4]).toBe('multipart/related; type="application/dicom"; transfer-syntax=*');
  });

  test("row 38: a page is a captive portal, nothing else is taken for an image", async () => {
    const portal = await archive((_, response) => response.writeHead(200, { "Content-Type": "text/html" }).end("<html>"));
    expect(await portal.client.instance(STUDY, SERIES, IMAGE, signal)).toMatchObject({
      ok: false,
      problem: { kind: "transport", problem: { kind: "captive" } },
    });
    expect(await portal.client.listInstances(STUDY, SERIES, signal)).toMatchObject({ problem: { kind: "captive" } });
    const json = await archive((_, response) => response.writeHead(200, { "Content-Type": "application/json" }).end("{}"));
    expect(await json.client.instance(STUDY, SERIES, IMAGE, signal)).toMatchObject({ ok: false, problem: { kind: "broken" } });
  });

  test.each([
    ["no end mark", MULTIPART, multipart(["half"], "")],
    ["a wrong boundary", MULTIPART, multipart(["bytes"]).replaceAll("--x", "--y")],
    ["no part at all", MULTIPART, "\r\n--x--"],
  ])("row 40: %s is broken", async (_, headers, body) => {
    const { client } = await archive((__, response) => response.writeHead(200, headers).end(body));
    expect(await client.instance(STUDY, SERIES, IMAGE, signal)).toMatchObject({ ok: false, problem: { kind: "broken" } });
  });

  test("rows 40, 49: a cut line gives what was whole before it, and says that it was cut", async () => {
    const { client } = await archive((_, response, request) => {
      response.writeHead(200, MULTIPART);
      response.write(`${multipart(["one", "two"], "")}\r\n--x\r\nContent-Type: application/dicom\r\n\r\nthr`, () =>
        request.socket.destroy(),
      );
    });
    const parts: string[] = [];
    for await (const part of client.series(STUDY, SERIES, signal))
      parts.push(part.ok ? part.bytes.toString() : part.problem.kind === "transport" ? part.problem.problem.detail : part.problem.kind);
    expect(parts).toEqual(["one", "two", BROKE_OFF]);
  });

  test("a refusal carries what the archive asks for", async () => {
    const { client } = await archive((_, response) => response.writeHead(429, { "Retry-After": "3" }).end());
    expect(await client.instance(STUDY, SERIES, IMAGE, signal)).toMatchObject({ problem: { status: 429, retryAfterMs: 3_000 } });
  });

  test("row 66: nothing but a UID becomes part of an address", async () => {
    const { client } = await archive((_, response) => response.end());
    for (const uid of ["../../secret", "1.2/3", "1.2?x=1", "", "1".repeat(65), "1.2.3 "])
      await expect(client.instance(STUDY, SERIES, uid, signal)).rejects.toThrow("not a UID");
  });
});

describe("QIDO-RS", () => {
  const row = (uid: string) => ({ "00080018": { vr: "UI", Value: [uid] } });

  test("pages until one is shorter than asked for; what is no UID is left out", async () => {
    const pages = [Array.from({ length: 100 }, (_, index) => row(`1.2.${index}`)), [row("1.3.1"), row("../x"), {}]];
    const { client, urls } = await archive((_, response, request) => {
      const offset = Number(new URL(request.url ?? "", "http://x").searchParams.get("offset"));
      response.writeHead(200, { "Content-Type": "application/dicom+json" }).end(JSON.stringify(pages[offset / 100]));
    });
    const found = await client.listInstances(STUDY, SERIES, signal);
    expect(found).toHaveLength(101);
    expect(urls.map((url) => url.split("?")[1])).toEqual(["limit=100&offset=0", "limit=100&offset=100"]);
  });

  test("204 is an empty list", async () => {
    const { client } = await archive((_, response) => response.writeHead(204).end());
    expect(await client.listInstances(STUDY, SERIES, signal)).toEqual([]);
  });
});
