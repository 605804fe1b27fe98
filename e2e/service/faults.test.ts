import { createHash } from "node:crypto";
import type { Binary, Bundle, DocumentReference, ImagingStudy, Task } from "@medplum/fhirtypes";
import { describe, expect, test } from "vitest";
import { uidOf } from "../fixtures/dicom-writer.ts";
import { faultTable } from "./faults.ts";
import { partsOf } from "./multipart.ts";
import { type Running, withSmallCase } from "./test-service.ts";

const report = (task: Task, ifMatch: string): object => ({
  resourceType: "Bundle",
  type: "transaction",
  entry: [
    {
      resource: {
        resourceType: "DocumentReference",
        id: "report",
        status: "current",
        identifier: [{ system: "urn:ietf:rfc:3986", value: "urn:uuid:r" }],
        content: [{ attachment: { contentType: "application/pdf", url: "Binary/a-letter-pdf" } }],
      },
      request: { method: "PUT", url: "DocumentReference/report" },
    },
    { resource: { ...task, status: "completed" }, request: { method: "PUT", url: "Task/a-task", ifMatch } },
  ],
});

async function sendReport({ call }: Running): Promise<number | "no answer"> {
  const { body: task } = await call<Task>("GET", "Task/a-task");
  return call("POST", "", report(task, `W/"${task.meta?.versionId}"`)).then(
    ({ status }) => status,
    () => "no answer" as const,
  );
}

const reportsOf = async ({ service }: Running): Promise<number> =>
  (await service.search<DocumentReference>("DocumentReference", "identifier=urn:ietf:rfc:3986|urn:uuid:r")).length;

describe("S3 faults of the delivery: what is at the service afterwards", () => {
  test.each([
    { fault: "cut-before-store", answer: "no answer", stored: 0 },
    { fault: "cut-after-body", answer: "no answer", stored: 1 },
    { fault: "cut-in-answer", answer: "no answer", stored: 1 },
    { fault: "500-after-store", answer: 500, stored: 1 },
    { fault: "no-transactions", answer: 501, stored: 0 },
    { fault: "503:1", answer: 503, stored: 0 },
  ])("$fault: $answer, $stored stored; the log says that it struck", ({ fault, answer, stored }) =>
    withSmallCase({}, async (running) => {
      const { body: task } = await running.call<Task>("GET", "Task/a-task");
      running.service.setFault(fault);
      const got = await running.call("POST", "", report(task, 'W/"1"')).then(
        ({ status }) => status,
        () => "no answer",
      );
      expect([got, await reportsOf(running)]).toEqual([answer, stored]);
      expect(
        running.service.log().find(({ bundle }) => bundle?.type === "transaction")?.faults ?? running.service.log().at(-1)?.faults,
      ).toEqual([fault.split(":")[0]]);
    }),
  );

  test("a number behind the colon is how often: two cuts, then the service answers", () =>
    withSmallCase({}, async (running) => {
      running.service.setFault("cut-before-store:2");
      expect([await sendReport(running), await sendReport(running), await sendReport(running)]).toEqual(["no answer", "no answer", 200]);
      expect(running.service.struck()).toEqual({ "cut-before-store": 2 });
    }));

  test("blind-if-match: a stale version is written all the same", () =>
    withSmallCase({}, async (running) => {
      const { body: task } = await running.call<Task>("GET", "Task/a-task");
      running.service.setFault("blind-if-match");
      expect((await running.call("POST", "", report(task, 'W/"77"'))).status).toBe(200);
    }));

  test("rewrites-text: what is stored is not what was sent", () =>
    withSmallCase({}, async ({ call, service }) => {
      service.setFault("rewrites-text");
      await call("PUT", "DiagnosticReport/d", {
        resourceType: "DiagnosticReport",
        id: "d",
        status: "final",
        code: { text: "x" },
        conclusion: "No tumour",
      });
      expect(service.read("DiagnosticReport", "d")).toMatchObject({ conclusion: "(shortened by the service)" });
    }));
});

describe("faults of the download", () => {
  const instance = (number: number): string =>
    `studies/${uidOf("a study")}/series/${uidOf("a series")}/instances/${uidOf(`a image ${number}`)}`;
  const get = async ({ service, token }: Running, number: number): Promise<{ readonly status: number; readonly part: Buffer }> => {
    const answer = await fetch(`${service.dicomweb}/${instance(number)}`, { headers: { Authorization: `Bearer ${token}` } });
    const [part] = partsOf(Buffer.from(await answer.arrayBuffer()), answer.headers.get("content-type") ?? "") ?? [];
    return { status: answer.status, part: part ?? Buffer.alloc(0) };
  };

  test("truncate-dicom, missing-instance, foreign-instance and cut-dicom touch one instance and no other", () =>
    withSmallCase({}, async (running) => {
      const whole = (await get(running, 1)).part;
      running.service.setFault("truncate-dicom");
      expect((await get(running, 1)).part).toEqual(whole.subarray(0, Math.floor(whole.length / 2)));
      expect((await get(running, 2)).part).toHaveLength(whole.length);
      running.service.setFault(`missing-instance:${uidOf("a image 2")}`);
      expect([(await get(running, 1)).status, (await get(running, 2)).status]).toEqual([200, 404]);
      running.service.setFault("foreign-instance");
      expect((await get(running, 1)).part).toEqual((await get(running, 2)).part);
      running.service.setFault("cut-dicom");
      await expect(get(running, 1)).rejects.toThrow();
      expect((await get(running, 1)).part).toEqual(whole);
    }));

  test("no-endpoint: a study does not say where it lies; the stored one still does", () =>
    withSmallCase({}, async ({ call, service }) => {
      service.setFault("no-endpoint");
      expect((await call<ImagingStudy>("GET", "ImagingStudy/a-study")).body).not.toHaveProperty("endpoint");
      expect(service.struck()).toEqual({ "no-endpoint": 1 });
      expect(service.read<ImagingStudy>("ImagingStudy", "a-study")).toHaveProperty("endpoint");
    }));

  test("not-a-pdf: the document's hash fits, its content is no PDF; wrong-bytes: the hash does not fit", () =>
    withSmallCase({}, async ({ call, service }) => {
      const hashes = async (): Promise<[string | undefined, string, string]> => {
        const { body: document } = await call<DocumentReference>("GET", "DocumentReference/a-letter");
        const { body: binary } = await call<Binary>("GET", "Binary/a-letter-pdf");
        const bytes = Buffer.from(binary.data ?? "", "base64");
        return [
          document.content[0]?.attachment.extension?.[0]?.valueString,
          createHash("sha256").update(bytes).digest("hex"),
          bytes.subarray(0, 5).toString(),
        ];
      };
      service.setFault("not-a-pdf");
      const [announced, received, start] = await hashes();
      expect([announced === received, start]).toEqual([true, "This "]);
      service.setFault("wrong-bytes");
      const [still, changed] = await hashes();
      expect(changed).not.toBe(still);
      service.setFault(null);
      const [right, same] = await hashes();
      expect(same).toBe(right);
    }));
});

describe("faults of the way", () => {
  test.each([
    { fault: "captive-portal", status: 200, type: "text/html" },
    { fault: "503", status: 503, type: "application/fhir+json; charset=utf-8" },
    { fault: "429", status: 429, type: "application/fhir+json; charset=utf-8" },
    { fault: "forbidden", status: 403, type: "application/fhir+json; charset=utf-8" },
    { fault: "expired-token", status: 401, type: "application/fhir+json; charset=utf-8" },
  ])("$fault answers $status", ({ fault, status, type }) =>
    withSmallCase({}, async ({ service, token }) => {
      service.setFault(fault);
      const answer = await fetch(`${service.base}/Task/a-task`, { headers: { Authorization: `Bearer ${token}` } });
      expect([answer.status, answer.headers.get("content-type")]).toEqual([status, type]);
    }),
  );

  test("no-includes and empty-worklist", () =>
    withSmallCase({}, async ({ call, service }) => {
      service.setFault("no-includes");
      expect((await call<Bundle>("GET", "Task?owner=Practitioner/demo-reviewer&_include=Task:patient")).body.entry).toHaveLength(1);
      service.setFault("empty-worklist");
      expect((await call<Bundle>("GET", "Task?owner=Practitioner/demo-reviewer")).body.total).toBe(0);
      expect((await call("GET", "Task/a-task")).status).toBe(200);
    }));

  test("the admin routes set a fault, say what struck, and refuse an unknown name with the list", () =>
    withSmallCase({}, async ({ service }) => {
      const admin = (path: string, body?: object) =>
        fetch(`${new URL(service.base).origin}/__admin/${path}`, body === undefined ? {} : { method: "POST", body: JSON.stringify(body) });
      await admin("fault", { name: "503:1" });
      expect((await fetch(`${service.base}/metadata`)).status).toBe(503);
      expect(await (await admin("fault")).json()).toEqual({ active: null, struck: { "503": 1 } });
      const unknown = await admin("fault", { name: "earthquake" });
      expect([unknown.status, JSON.stringify(await unknown.json())]).toEqual([
        400,
        expect.stringContaining(Object.keys(faultTable)[0] ?? ""),
      ]);
    }));
});

describe("S4 what a service does to a Task behind the reviewer's back", () => {
  test.each([
    { change: "cancel", expected: { status: "cancelled" } },
    { change: "reassign", expected: { owner: { reference: "Practitioner/other-reviewer" } } },
    { change: "complete-elsewhere", expected: { status: "completed" } },
    {
      change: "change-question",
      expected: { input: expect.arrayContaining([expect.objectContaining({ valueString: "What is it? (changed by the patient)" })]) },
    },
  ])("$change", ({ change, expected }) =>
    withSmallCase({}, async ({ service }) => {
      const admin = await fetch(`${new URL(service.base).origin}/__admin/tasks/a-task/${change}`, { method: "POST" });
      expect(admin.status).toBe(200);
      expect(service.read("Task", "a-task")).toMatchObject({ ...expected, meta: { versionId: "2" } });
    }),
  );

  test("withdraw-consent and add-record change what hangs on the Task", () =>
    withSmallCase({}, async ({ service }) => {
      await service.changeTask("a-task", "withdraw-consent");
      await service.changeTask("a-task", "add-record");
      expect(service.read("Consent", "a-consent")).toMatchObject({ status: "inactive" });
      expect(service.read("List", "a-manifest")).toMatchObject({ meta: { versionId: "2" } });
      expect(service.read("Observation", "a-task-late-5")).toMatchObject({ valueQuantity: { value: 42 } });
    }));
});
