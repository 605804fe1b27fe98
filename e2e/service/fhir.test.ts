import type { Bundle, CapabilityStatement, Communication, OperationOutcome, Resource, Task } from "@medplum/fhirtypes";
import { describe, expect, test } from "vitest";
import type { FhirClient } from "./test-client.ts";
import { withSmallCase } from "./test-service.ts";

const message = (id: string, text = "Hello"): Communication => ({
  resourceType: "Communication",
  id,
  identifier: [{ system: "urn:ietf:rfc:3986", value: `urn:uuid:${id}` }],
  basedOn: [{ reference: "ServiceRequest/a-request" }],
  status: "completed",
  payload: [{ contentString: text }],
});

const codeOf = (outcome: unknown): string | undefined => (outcome as OperationOutcome).issue[0]?.code;

/** Follows the next links and returns the ids of all matches. */
async function allPages(call: FhirClient, path: string): Promise<{ readonly pages: number; readonly ids: (string | undefined)[] }> {
  const ids: (string | undefined)[] = [];
  for (let pages = 1, next: string | undefined = path; ; pages += 1) {
    const { body }: { body: Bundle } = await call<Bundle>("GET", next ?? "");
    ids.push(...(body.entry ?? []).flatMap(({ resource, search }) => (search?.mode === "match" ? [resource?.id] : [])));
    next = body.link?.find(({ relation }) => relation === "next")?.url?.replace(/^.*\/fhir\/R4\//, "");
    if (next === undefined) return { pages, ids };
  }
}

describe("versions (R4 §3.1.0)", () => {
  test("S3 If-Match: the right version is written, a stale one is 412, a malformed one 400, and 409 can be asked for", () =>
    withSmallCase({}, async ({ call, service }) => {
      const read = await call<Task>("GET", "Task/a-task");
      expect(read.headers.get("etag")).toBe('W/"1"');
      const accepted = { ...read.body, status: "accepted" };
      const written = await call<Task>("PUT", "Task/a-task", accepted, { "If-Match": 'W/"1"' });
      expect([written.status, written.headers.get("etag"), written.body.meta?.versionId]).toEqual([200, 'W/"2"', "2"]);
      expect((await call("PUT", "Task/a-task", { ...accepted, status: "in-progress" }, { "If-Match": 'W/"1"' })).status).toBe(412);
      expect((await call("PUT", "Task/a-task", accepted, { "If-Match": "2" })).status).toBe(400);
      service.setFault("conflict-409");
      const conflict = await call("PUT", "Task/a-task", { ...accepted, status: "in-progress" }, { "If-Match": 'W/"1"' });
      expect([conflict.status, codeOf(conflict.body)]).toEqual([409, "conflict"]);
    }));

  test("a read with If-None-Match of the current version is 304, after a change 200", () =>
    withSmallCase({}, async ({ call, service }) => {
      expect((await call("GET", "Task/a-task", undefined, { "If-None-Match": 'W/"1"' })).status).toBe(304);
      await service.changeTask("a-task", "touch");
      expect((await call("GET", "Task/a-task", undefined, { "If-None-Match": 'W/"1"' })).status).toBe(200);
    }));

  test("S4 a deleted Task is 410, one that never was is 404", () =>
    withSmallCase({}, async ({ call, service }) => {
      await service.changeTask("a-task", "delete");
      const gone = await call("GET", "Task/a-task");
      expect([gone.status, codeOf(gone.body)]).toEqual([410, "deleted"]);
      expect((await call("GET", "Task/never")).status).toBe(404);
    }));

  test("the same content written again keeps its version", () =>
    withSmallCase({}, async ({ call }) => {
      expect((await call("PUT", "Communication/m-1", message("m-1"))).status).toBe(201);
      const again = await call("PUT", "Communication/m-1", message("m-1"));
      expect([again.status, again.headers.get("etag")]).toEqual([200, 'W/"1"']);
    }));

  test("history and vread give earlier versions", () =>
    withSmallCase({}, async ({ call, service }) => {
      await service.changeTask("a-task", "cancel");
      expect((await call<Bundle>("GET", "Task/a-task/_history")).body.entry?.map(({ resource }) => (resource as Task).status)).toEqual([
        "cancelled",
        "requested",
      ]);
      expect((await call<Task>("GET", "Task/a-task/_history/1")).body.status).toBe("requested");
    }));
});

describe("transactions", () => {
  const transaction = (...entry: object[]): object => ({ resourceType: "Bundle", type: "transaction", entry });
  const put = (resource: Resource, ifMatch?: string): object => ({
    resource,
    request: { method: "PUT", url: `${resource.resourceType}/${resource.id}`, ...(ifMatch === undefined ? {} : { ifMatch }) },
  });

  test.each([
    { why: "a stale ifMatch", entry: (task: Task): object => put({ ...task, id: "a-task" }, 'W/"0"'), status: 412 },
    {
      why: "an invalid resource",
      entry: (): object => put({ resourceType: "Communication", id: "bad", nonsense: 1 } as never),
      status: 400,
    },
    { why: "a status that R4 does not have", entry: (): object => put({ ...message("bad"), status: "banana" } as never), status: 422 },
    {
      why: "a reference that leads nowhere",
      entry: (): object => put({ ...message("bad"), basedOn: [{ reference: "ServiceRequest/nowhere" }] }),
      status: 422,
    },
  ])("$why takes everything back", ({ entry, status }) =>
    withSmallCase({}, async ({ call, service }) => {
      const { body: task } = await call<Task>("GET", "Task/a-task");
      const answer = await call("POST", "", transaction(put(message("m-1")), put(message("m-2")), entry(task)));
      expect(answer.status).toBe(status);
      expect(service.read("Communication", "m-1")).toBeNull();
      expect((await call("GET", "Communication/m-2")).status).toBe(404);
    }),
  );

  test("two at the same time: the second one meets the moved version, and nothing of it stays", () =>
    withSmallCase({}, async ({ call, service }) => {
      const { body: task } = await call<Task>("GET", "Task/a-task");
      const send = (id: string) =>
        call("POST", "", transaction(put(message(id)), put({ ...task, id: "a-task", status: "completed" } as never, 'W/"1"')));
      const answers = await Promise.all([send("m-1"), send("m-2")]);
      expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 412]);
      expect(await service.search("Communication")).toHaveLength(1);
    }));

  test("each entry of the answer has status, location and etag", () =>
    withSmallCase({}, async ({ call }) => {
      const { body } = await call<Bundle>("POST", "", transaction(put(message("m-1"))));
      expect(body.entry?.[0]?.response).toMatchObject({ status: "201 Created", location: "Communication/m-1/_history/1", etag: 'W/"1"' });
    }));

  test("post mode: placeholders become ids, PUT of an unknown id is refused, versions are UUIDs", () =>
    withSmallCase({ mode: "post" }, async ({ call }) => {
      const placeholder = "urn:uuid:0b1f8e6c-6a4e-4e0e-9a53-0d7c0f9f2f11";
      const { id: _id, ...content } = message("x");
      const { body } = await call<Bundle>(
        "POST",
        "",
        transaction(
          { fullUrl: placeholder, resource: content, request: { method: "POST", url: "Communication" } },
          { resource: { ...content, inResponseTo: [{ reference: placeholder }] }, request: { method: "POST", url: "Communication" } },
        ),
      );
      const [first, second] = (body.entry ?? []).map(({ resource }) => resource as Communication);
      expect(second?.inResponseTo?.[0]?.reference).toBe(`Communication/${first?.id}`);
      expect(first?.meta?.versionId).toMatch(/^[0-9a-f]{8}-/);
      const refused = await call("PUT", "Communication/mine", message("mine"));
      expect([refused.status, codeOf(refused.body)]).toEqual([405, "not-supported"]);
    }));

  test("conditional create by If-None-Exist makes one", () =>
    withSmallCase({ mode: "post" }, async ({ call, service }) => {
      const { id: _id, ...content } = message("m-1");
      const header = { "If-None-Exist": "identifier=urn:ietf:rfc:3986|urn:uuid:m-1" };
      const statuses = [await call("POST", "Communication", content, header), await call("POST", "Communication", content, header)].map(
        ({ status }) => status,
      );
      expect(statuses).toEqual([201, 200]);
      expect(await service.search("Communication")).toHaveLength(1);
    }));
});

describe("search", () => {
  test("pages are joined by next links; an empty first page has one too", () =>
    withSmallCase({}, async ({ call, service }) => {
      for (const id of ["m-1", "m-2", "m-3", "m-4", "m-5"]) await call("PUT", `Communication/${id}`, message(id));
      const path = "Communication?based-on=ServiceRequest/a-request&_sort=_id&_count=2";
      expect(await allPages(call, path)).toEqual({ pages: 3, ids: ["m-1", "m-2", "m-3", "m-4", "m-5"] });
      service.setFault("small-pages");
      expect(await allPages(call, path)).toEqual({ pages: 6, ids: ["m-1", "m-2", "m-3", "m-4", "m-5"] });
    }));

  test("_lastUpdated in several writings finds what is newer", () =>
    withSmallCase({}, async ({ call, service }) => {
      const updated = service.read("Task", "a-task")?.meta?.lastUpdated ?? "";
      const totals = [
        `ge${updated}`,
        `gt${updated}`,
        `ge${updated.replace("Z", "+00:00")}`,
        `ge${updated.slice(0, 19)}Z`,
        "lt2020-01-01T00:00:00Z",
      ].map(async (value) => (await call<Bundle>("GET", `Task?_lastUpdated=${encodeURIComponent(value)}`)).body.total);
      expect(await Promise.all(totals)).toEqual([1, 0, 1, 1, 0]);
    }));

  test("POST _search with a form is the same search", () =>
    withSmallCase({}, async ({ call }) => {
      const form = { "Content-Type": "application/x-www-form-urlencoded" };
      const answer = await call<Bundle>("POST", "Task/_search", "owner=Practitioner/demo-reviewer&status=requested", form);
      expect(answer.body.total).toBe(1);
    }));

  test("an unknown parameter is ignored with an outcome, or refused when handling=strict", () =>
    withSmallCase({}, async ({ call }) => {
      const lenient = await call<Bundle>("GET", "Task?colour=red");
      expect(lenient.body.entry?.map(({ search }) => search?.mode)).toEqual(["match", "outcome"]);
      expect((await call("GET", "Task?colour=red", undefined, { Prefer: "handling=strict" })).status).toBe(400);
    }));

  test("a batch of reads has one result for each, with its own status", () =>
    withSmallCase({}, async ({ call }) => {
      const entry = ["Task/a-task", "Task/none", "Task?status=requested"].map((url) => ({ request: { method: "GET", url } }));
      const { body } = await call<Bundle>("POST", "", { resourceType: "Bundle", type: "batch", entry });
      expect(body.entry?.map(({ response }) => response?.status)).toEqual(["200 OK", "404", "200 OK"]);
      expect(body.entry?.[2]?.resource).toMatchObject({ total: 1 });
    }));
});

describe("who may do what", () => {
  test("without a token 401, with a token of too little scope 403", () =>
    withSmallCase({ signInAs: { scope: "openid fhirUser user/Task.rs" } }, async ({ call, service }) => {
      const anonymous = await fetch(`${service.base}/Task/a-task`);
      expect([anonymous.status, anonymous.headers.get("www-authenticate")]).toEqual([401, "Bearer"]);
      expect((await call("GET", "Task/a-task")).status).toBe(200);
      const refused = await call<OperationOutcome>("PUT", "Task/a-task", service.read("Task", "a-task"));
      expect([refused.status, refused.body.issue[0]?.diagnostics]).toEqual([403, "Scope user/Task.u is missing"]);
      const batch = await call<Bundle>("POST", "", {
        resourceType: "Bundle",
        type: "batch",
        entry: [{ request: { method: "GET", url: "Patient/a-patient" } }],
      });
      expect(batch.body.entry?.[0]?.response?.status).toBe("403");
    }));

  test.each([
    { mode: "put", updateCreate: true },
    { mode: "post", updateCreate: false },
  ] as const)("metadata says updateCreate $updateCreate in $mode mode, without a token", ({ mode, updateCreate }) =>
    withSmallCase({ mode }, async ({ service }) => {
      const statement = (await (await fetch(`${service.base}/metadata`)).json()) as CapabilityStatement;
      const rest = statement.rest?.[0];
      expect(rest?.resource?.find(({ type }) => type === "Composition")?.updateCreate).toBe(updateCreate);
      expect(rest?.interaction?.map(({ code }) => code)).toEqual(["transaction", "batch"]);
    }),
  );
});

describe("Binary", () => {
  test("bytes for its own type, JSON when FHIR JSON is the first choice; Range resumes", () =>
    withSmallCase({}, async ({ service, token }) => {
      const get = (headers: Record<string, string>) =>
        fetch(`${service.base}/Binary/a-letter-pdf`, { headers: { Authorization: `Bearer ${token}`, ...headers } });
      const whole = await get({ Accept: "application/pdf, */*;q=0.5" });
      const bytes = Buffer.from(await whole.arrayBuffer());
      expect([whole.headers.get("content-type"), whole.headers.get("accept-ranges"), bytes.subarray(0, 5).toString()]).toEqual([
        "application/pdf",
        "bytes",
        "%PDF-",
      ]);
      const etag = whole.headers.get("etag") ?? "";
      expect(etag).toMatch(/^"[0-9a-f]{64}"$/);
      const rest = await get({ Range: "bytes=10-", "If-Range": etag });
      expect([rest.status, rest.headers.get("content-range")]).toEqual([206, `bytes 10-${bytes.length - 1}/${bytes.length}`]);
      expect(Buffer.from(await rest.arrayBuffer())).toEqual(bytes.subarray(10));
      expect((await get({ Range: "bytes=10-", "If-Range": '"another"' })).status).toBe(200);
      expect((await get({ Range: `bytes=${bytes.length}-` })).status).toBe(416);
      expect((await get({ "If-None-Match": etag })).status).toBe(304);
      const json = (await (await get({ Accept: "application/fhir+json" })).json()) as { data: string };
      expect(Buffer.from(json.data, "base64")).toEqual(bytes);
    }));

  test("raw bytes with their own content type can be stored; FHIR JSON that is no resource is 400, text on another type 415", () =>
    withSmallCase({}, async ({ call, service }) => {
      const stored = await call("PUT", "Binary/raw-1", "hello", {
        "Content-Type": "text/plain",
        "X-Security-Context": "Patient/a-patient",
      });
      expect(stored.status).toBe(201);
      expect(service.read("Binary", "raw-1")).toMatchObject({ contentType: "text/plain", data: Buffer.from("hello").toString("base64") });
      expect((await call("PUT", "Binary/raw-2", "hello")).status).toBe(400);
      expect((await call("PUT", "Communication/m-1", "hello", { "Content-Type": "text/plain" })).status).toBe(415);
    }));
});
