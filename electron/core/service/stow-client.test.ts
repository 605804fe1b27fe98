import { afterEach, describe, expect, test } from "vitest";
import { createHttp } from "./http.ts";
import { MadeServers } from "./made-servers.ts";
import { type Archive, readInstance, storeInstance } from "./stow-client.ts";

const PLACE = { studyUid: "1.2.3", seriesUid: "2.25.4", sopInstanceUid: "2.25.5" };
const signal = new AbortController().signal;
const servers = new MadeServers();
afterEach(() => servers.close());

type Seen = { method: string; url: string; type: string; body: Buffer };

async function archive(status: number, answer: unknown, headers: Record<string, string> = {}): Promise<Archive & { seen: Seen[] }> {
  const seen: Seen[] = [];
  const origin = await servers.start((request, response) => {
    const pieces: Buffer[] = [];
    request.on("data", (piece: Buffer) => pieces.push(piece));
    request.on("end", () => {
      const { method = "", url = "" } = request;
      seen.push({ method, url, type: request.headers["content-type"] ?? "", body: Buffer.concat(pieces) });
      response.writeHead(status, { "Content-Type": "application/dicom+json", ...headers });
      response.end(typeof answer === "string" ? answer : JSON.stringify(answer));
    });
  });
  const client = createHttp({ origins: () => [origin], token: async () => "t", onDate: () => {}, now: () => 0, log: () => {} });
  return { http: client, root: `${origin}/dw/`, now: () => 0, seen };
}

const failed = (reason: number | null, uid = PLACE.sopInstanceUid): object => ({
  "00081198": {
    vr: "SQ",
    Value: [{ "00081155": { vr: "UI", Value: [uid] }, ...(reason === null ? {} : { "00081197": { vr: "US", Value: [reason] } }) }],
  },
});

describe("P17: STOW-RS (PS3.18 10.5)", () => {
  test("one part of application/dicom goes to the study", async () => {
    const there = await archive(200, {});
    expect(await storeInstance(there, PLACE, Buffer.from("DICM bytes"), signal)).toEqual({ kind: "taken" });
    const [request] = there.seen;
    expect([request?.method, request?.url]).toEqual(["POST", "/dw/studies/1.2.3"]);
    const boundary = /^multipart\/related; type="application\/dicom"; boundary=(\S+)$/.exec(request?.type ?? "")?.[1];
    expect(request?.body.toString("latin1")).toBe(
      `--${boundary}\r\nContent-Type: application/dicom\r\n\r\nDICM bytes\r\n--${boundary}--\r\n`,
    );
  });

  // 45070: Azure's conformance statement; 273 (0111H): PS3.7 C.5.8; 272: PS3.18 table I.2-2
  test.each([
    [409, failed(45070), { kind: "there" }],
    [409, failed(0x0111), { kind: "there" }],
    [202, failed(272), { kind: "refused", status: 202, reason: 272 }],
    [409, failed(null), { kind: "refused", status: 409, reason: 0 }],
    [200, failed(43265), { kind: "refused", status: 200, reason: 43265 }],
    [200, failed(43265, "1.9.9"), { kind: "taken" }],
    [200, "<NativeDicomModel/>", { kind: "taken" }],
    [409, "", { kind: "unclear", status: 409 }],
    [202, "", { kind: "unclear", status: 202 }],
    [405, "", { kind: "refused", status: 405, reason: null }],
    [413, "", { kind: "refused", status: 413, reason: null }],
  ])("%i %j is %j: the answer counts for the instance", async (status, answer, said) => {
    expect(await storeInstance(await archive(status, answer), PLACE, Buffer.from("x"), signal)).toEqual(said);
  });

  test("what may pass is a problem, with the time that the archive asks for; a page for people is no archive", async () => {
    const busy = await storeInstance(await archive(503, "", { "Retry-After": "7" }), PLACE, Buffer.from("x"), signal);
    expect(busy).toEqual({ kind: "problem", problem: { kind: "status", status: 503, retryAfterMs: 7_000 } });
    const page = await storeInstance(await archive(200, "<html>", { "Content-Type": "text/html" }), PLACE, Buffer.from("x"), signal);
    expect(page).toMatchObject({ kind: "problem", problem: { kind: "transport", problem: { kind: "captive" } } });
  });

  test("no UID, no request", async () => {
    const there = await archive(200, {});
    await expect(storeInstance(there, { ...PLACE, seriesUid: "../x" }, Buffer.from("x"), signal)).rejects.toThrow(RangeError);
    expect(there.seen).toEqual([]);
  });
});

describe("P17: read back (WADO-RS metadata, PS3.18 10.4)", () => {
  const held = (more: object = {}): object[] => [{ "00080018": { vr: "UI", Value: [PLACE.sopInstanceUid] }, ...more }];
  const nested = (tag: string, value: object): object => ({ [tag]: { vr: "SQ", Value: [value] } });
  const named = nested("0040A375", nested("00081115", nested("00081199", { "00081155": { vr: "UI", Value: ["1.2.3.4"] } })));

  test.each([
    [200, held(named), { kind: "there", names: ["1.2.3.4"] }],
    [200, held(), { kind: "there", names: null }],
    [200, [{ "00080018": { vr: "UI", Value: ["1.9"] } }], { kind: "absent" }],
    [404, "", { kind: "absent" }],
    [204, "", { kind: "absent" }],
    [500, "", { kind: "problem", problem: { kind: "status", status: 500, retryAfterMs: null } }],
  ])("%i %j is %j", async (status, answer, said) => {
    const there = await archive(status, answer);
    expect(await readInstance(there, PLACE, signal)).toEqual(said);
    expect(there.seen[0]?.url).toBe("/dw/studies/1.2.3/series/2.25.4/instances/2.25.5/metadata");
  });
});
