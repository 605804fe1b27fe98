import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { transferSyntax, uidOf, writeDicom } from "../fixtures/dicom-writer.ts";
import { encodeRle } from "../fixtures/rle-encoder.ts";
import type { DicomJson } from "./dicom-json.ts";
import { multipartOf, partsOf } from "./multipart.ts";
import { type Running, withSmallCase } from "./test-service.ts";

const STUDY = `studies/${uidOf("a study")}`;
const SERIES = `${STUDY}/series/${uidOf("a series")}`;
const imageUid = (number: number): string => uidOf(`a image ${number}`);
const ALL = 'multipart/related; type="application/dicom"; transfer-syntax=*';

type Got = { readonly status: number; readonly headers: Headers; readonly bytes: Buffer };

async function get({ service, token }: Running, url: string, headers: Readonly<Record<string, string>> = {}): Promise<Got> {
  const answer = await fetch(`${service.dicomweb}/${url}`, { headers: { Authorization: `Bearer ${token}`, ...headers } });
  return { status: answer.status, headers: answer.headers, bytes: Buffer.from(await answer.arrayBuffer()) };
}

const parts = ({ bytes, headers }: Got): Buffer[] => partsOf(bytes, headers.get("content-type") ?? "") ?? [];
const json = ({ bytes }: Got): DicomJson[] => JSON.parse(bytes.toString()) as DicomJson[];
const fileOf = ({ folder }: Running, number: number): Buffer => fs.readFileSync(path.join(folder, "cases/a/dicom", `00${number}.dcm`));

describe("T1 WADO-RS (PS3.18 §10.4)", () => {
  test("an instance, a series and a study come as the bytes that lie on disk", () =>
    withSmallCase({}, async (running) => {
      const one = parts(await get(running, `${SERIES}/instances/${imageUid(2)}`, { Accept: ALL }));
      expect(one).toEqual([fileOf(running, 2)]);
      for (const url of [SERIES, STUDY]) {
        const got = await get(running, url, { Accept: ALL });
        expect(parts(got)).toEqual([1, 2, 3].map((number) => fileOf(running, number)));
        expect(got.headers.get("content-length")).toBe(String(got.bytes.length));
      }
    }));

  test("Range and If-Range resume a download; what is not asked for or not there is refused", () =>
    withSmallCase({}, async (running) => {
      const url = `${SERIES}/instances/${imageUid(1)}`;
      const whole = await get(running, url, { Accept: ALL });
      const rest = await get(running, url, { Accept: ALL, Range: "bytes=500-", "If-Range": whole.headers.get("etag") ?? "" });
      expect([rest.status, rest.bytes]).toEqual([206, whole.bytes.subarray(500)]);
      const single = await get(running, url, { Accept: "application/dicom; transfer-syntax=*" });
      expect([single.headers.get("content-type"), single.bytes]).toEqual([
        `application/dicom; transfer-syntax=${transferSyntax.explicitLittle}`,
        fileOf(running, 1),
      ]);
      expect((await get(running, url, { Accept: "image/jpeg" })).status).toBe(406);
      expect((await get(running, `${SERIES}/instances/1.2.3`, { Accept: ALL })).status).toBe(404);
      expect((await get({ ...running, token: "none" }, url, { Accept: ALL })).status).toBe(401);
    }));

  test("metadata is DICOM JSON without pixels", () =>
    withSmallCase({}, async (running) => {
      const [first, ...others] = json(await get(running, `${SERIES}/metadata`));
      expect(others).toHaveLength(2);
      expect(first).toMatchObject({
        "00100010": { vr: "PN", Value: [{ Alphabetic: "Small^Case" }] },
        "00280010": { vr: "US", Value: [8] },
        "0020000D": { vr: "UI", Value: [uidOf("a study")] },
      });
      expect(first).not.toHaveProperty("7FE00010");
    }));
});

describe("frames", () => {
  const frame = (number: number): Uint8Array => Uint8Array.from({ length: 16 }, (_, index) => (index < 8 ? number : index));
  const frames = [frame(1), frame(2), frame(3)];
  const cine = (name: string, encapsulated: boolean): Buffer =>
    writeDicom({
      sopClassUid: "1.2.840.10008.5.1.4.1.1.3.1",
      sopInstanceUid: uidOf(name),
      transferSyntaxUid: encapsulated ? transferSyntax.rle : transferSyntax.explicitLittle,
      dataSet: [
        ["0020000D", "UI", uidOf("cine study")],
        ["0020000E", "UI", uidOf("cine series")],
        ["00280002", "US", 1],
        ["00280008", "IS", 3],
        ["00280010", "US", 4],
        ["00280011", "US", 4],
        ["00280100", "US", 8],
      ],
      pixels: encapsulated
        ? { kind: "encapsulated", frames: frames.map((bytes) => encodeRle(bytes, { bytesPerSample: 1, samplesPerPixel: 1, columns: 4 })) }
        : { kind: "native", vr: "OB", bytes: Buffer.concat(frames) },
    });

  test.each([
    { what: "native", encapsulated: false },
    { what: "RLE", encapsulated: true },
  ])("$what frames come as stored, in the order that was asked for", ({ encapsulated }) =>
    withSmallCase({}, async (running) => {
      await store(running, [cine("cine", encapsulated)]);
      const url = `studies/${uidOf("cine study")}/series/${uidOf("cine series")}/instances/${uidOf("cine")}/frames`;
      const got = parts(await get(running, `${url}/3,1`));
      const stored = frames.map((bytes) =>
        encapsulated ? encodeRle(bytes, { bytesPerSample: 1, samplesPerPixel: 1, columns: 4 }) : Buffer.from(bytes),
      );
      expect(got.map((bytes, index) => bytes.subarray(0, stored[index === 0 ? 2 : 0]?.length))).toEqual([stored[2], stored[0]]);
      expect((await get(running, `${url}/4`)).status).toBe(404);
      expect((await get(running, `${url}/x`)).status).toBe(400);
    }),
  );
});

describe("QIDO-RS (PS3.18 §10.6)", () => {
  test("studies, series and instances with limit and offset; nothing is 204", () =>
    withSmallCase({}, async (running) => {
      const [study] = json(await get(running, "studies?PatientID=a-patient"));
      expect([study?.["00201208"]?.Value, study?.["00080061"]?.Value]).toEqual([[3], ["CT"]]);
      expect(json(await get(running, `${STUDY}/series`))[0]?.["00201209"]?.Value).toEqual([3]);
      const page = json(await get(running, `${SERIES}/instances?limit=2&offset=1`));
      expect(page.map((each) => each["00080018"]?.Value?.[0])).toEqual([imageUid(2), imageUid(3)]);
      expect((await get(running, `${SERIES}/instances?limit=2&offset=3`)).status).toBe(204);
      expect((await get(running, "studies?PatientID=nobody")).status).toBe(204);
      expect((await get(running, "studies?Colour=red")).status).toBe(400);
    }));
});

async function store(
  { service, token }: Running,
  files: readonly Buffer[],
  study = "",
): Promise<{ readonly status: number; readonly body: DicomJson }> {
  const body = Buffer.concat(
    multipartOf(
      files.map((bytes) => ({ contentType: "application/dicom", content: [{ bytes }] })),
      "edge",
    ).segments.map((segment) => ("bytes" in segment ? segment.bytes : Buffer.alloc(0))),
  );
  const answer = await fetch(`${service.dicomweb}/studies${study === "" ? "" : `/${study}`}`, {
    method: "POST",
    headers: { Authorization: `Bearer ${token}`, "Content-Type": 'multipart/related; type="application/dicom"; boundary=edge' },
    body,
  });
  return { status: answer.status, body: (await answer.json()) as DicomJson };
}

describe("STOW-RS (PS3.18 §10.5)", () => {
  const file = (name: string): Buffer =>
    writeDicom({
      sopClassUid: "1.2.840.10008.5.1.4.1.1.88.59",
      sopInstanceUid: uidOf(name),
      transferSyntaxUid: transferSyntax.explicitLittle,
      dataSet: [
        ["0020000D", "UI", uidOf("a study")],
        ["0020000E", "UI", uidOf("key objects")],
      ],
    });
  const reasons = (body: DicomJson): unknown[] =>
    (body["00081198"]?.Value ?? []).map((item) => (item as DicomJson)["00081197"]?.Value?.[0]);

  test("each instance has its own result: 200, 202 with an old one, 409 when none is new", () =>
    withSmallCase({}, async (running) => {
      const first = await store(running, [file("one")], uidOf("a study"));
      expect([first.status, first.body["00081199"]?.Value?.length]).toEqual([200, 1]);
      const mixed = await store(running, [file("one"), file("two"), Buffer.from("no DICOM")]);
      expect([mixed.status, reasons(mixed.body)]).toEqual([202, [45070, 0xc000]]);
      const again = await store(running, [file("one")]);
      expect([again.status, reasons(again.body)]).toEqual([409, [45070]]);
      const elsewhere = await store(running, [file("three")], "1.2.3");
      expect([elsewhere.status, reasons(elsewhere.body)]).toEqual([409, [43265]]);
      const got = parts(await get(running, `${STUDY}/series/${uidOf("key objects")}`, { Accept: ALL }));
      expect(got.map((bytes) => createHash("sha256").update(bytes).digest("hex"))).toEqual(
        [file("one"), file("two")].map((bytes) => createHash("sha256").update(bytes).digest("hex")).toSorted(() => 0),
      );
    }));
});

describe("STOW-RS: what a service says of it, and its faults", () => {
  const capabilities = async (base: string): Promise<unknown[]> => {
    const smart = (await (await fetch(`${base}/.well-known/smart-configuration`)).json()) as { associated_endpoints: object[] };
    return smart.associated_endpoints.map((endpoint) => (endpoint as { capabilities: unknown }).capabilities);
  };
  const keyObjects = writeDicom({
    sopClassUid: "1.2.840.10008.5.1.4.1.1.88.59",
    sopInstanceUid: uidOf("faulty"),
    transferSyntaxUid: transferSyntax.explicitLittle,
    dataSet: [
      ["0020000D", "UI", uidOf("a study")],
      ["0020000E", "UI", uidOf("faulty series")],
    ],
  });
  const held = async (running: Running): Promise<number> =>
    (await get(running, `studies/${uidOf("a study")}/series/${uidOf("faulty series")}/instances/${uidOf("faulty")}/metadata`)).status;

  test("it asks for key objects unless it is told not to, and then takes none", async () => {
    await withSmallCase({}, async ({ service }) => expect(await capabilities(service.base)).toEqual([["stow-key-objects"], []]));
    await withSmallCase({ stow: false }, async (running) => {
      expect(await capabilities(running.service.base)).toEqual([[], []]);
      expect((await store(running, [keyObjects], uidOf("a study"))).status).toBe(405);
    });
    const elsewhere = { dicomwebUrl: "http://127.0.0.1:8042/dicom-web" };
    await withSmallCase(elsewhere, async ({ service }) => expect(await capabilities(service.base)).toEqual([[], []]));
  });

  test.each([
    ["stow-500", 500, 404],
    ["stow-refused", 409, 404],
    ["stow-already", 409, 200],
  ])("%s: answered %i, and the instance is read with %i afterwards", (fault, status, read) =>
    withSmallCase({}, async (running) => {
      running.service.setFault(fault);
      const answer = await store(running, [keyObjects], uidOf("a study"));
      expect(answer.status).toBe(status);
      running.service.setFault(null);
      expect(await held(running)).toBe(read);
    }),
  );

  test("stow-cut-after-body: no answer, and the instance is there", () =>
    withSmallCase({}, async (running) => {
      running.service.setFault("stow-cut-after-body");
      await expect(store(running, [keyObjects], uidOf("a study"))).rejects.toThrow();
      expect(await held(running)).toBe(200);
    }));
});

test("with --dicomweb the service serves no images and names the other archive", () =>
  withSmallCase({ dicomwebUrl: "http://127.0.0.1:8042/dicom-web/" }, async ({ service, token }) => {
    expect(service.read("Endpoint", "a-archive")).toMatchObject({ address: "http://127.0.0.1:8042/dicom-web" });
    const smart = (await (await fetch(`${service.base}/.well-known/smart-configuration`)).json()) as {
      associated_endpoints: { url: string }[];
    };
    expect(smart.associated_endpoints.map(({ url }) => url)).toContain("http://127.0.0.1:8042/dicom-web");
    const own = `${new URL(service.base).origin}/dicomweb/studies`;
    expect((await fetch(own, { headers: { Authorization: `Bearer ${token}` } })).status).toBe(404);
  }));
