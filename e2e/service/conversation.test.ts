import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import type { AuditEvent, Binary, Bundle, DocumentReference, List, Task } from "@medplum/fhirtypes";
import { describe, expect, test } from "vitest";
import { sharedPath } from "../support/shared-folder.ts";
import { BUNDLE_FHIR_BASE } from "./case-loader.ts";
import type { WriteMode } from "./fhir-repository.ts";
import { partsOf } from "./multipart.ts";
import { type Service, startService } from "./service.ts";
import { type FhirClient, fhirClient, signIn } from "./test-client.ts";

// The example case of the protocol, from discovery to the read-back proof: PROTOCOL.md §12, one line after the other.
const example = sharedPath("protocol") ?? "";
const WORKLIST =
  "Task?owner=Practitioner/demo-reviewer,PractitionerRole/demo-reviewer-role&code=https%3A%2F%2Foverread.org%2Ffhir%2FCodeSystem%2Foverread%7Csecond-opinion" +
  "&status=requested,received,accepted,ready,in-progress,on-hold&_include=Task:patient&_include=Task:focus&_sort=_lastUpdated&_count=50";

const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");
const versionOf = (task: Task): string => `W/"${task.meta?.versionId}"`;
const readExample = (service: Service, name: string): string =>
  fs.readFileSync(path.join(example, "exchange", name), "utf8").replaceAll(BUNDLE_FHIR_BASE, service.base);

async function setStatus(call: FhirClient, status: Task["status"]): Promise<Task> {
  const { body } = await call<Task>("GET", "Task/demo-task");
  const answer = await call<Task>("PUT", "Task/demo-task", { ...body, status }, { "If-Match": versionOf(body) });
  expect(answer.status).toBe(200);
  return answer.body;
}

/** Uploads both Binaries; returns the example's transaction with the ids they got (post mode) and the Task's current version. */
async function prepareReport(service: Service, call: FhirClient, mode: WriteMode, task: Task): Promise<Bundle> {
  const { requests } = JSON.parse(readExample(service, "report-binaries.json")) as { requests: { body: Binary }[] };
  let text = readExample(service, `report-transaction-${mode}.json`);
  for (const { body } of requests) {
    const { id = "", ...content } = body;
    const answer = mode === "put" ? await call<Binary>("PUT", `Binary/${id}`, body) : await call<Binary>("POST", "Binary", content);
    expect(answer.status).toBe(201);
    // the post example names the server's ids `srv-` and the first eight digits of the put example's
    text = text.replaceAll(`Binary/srv-${id.slice(0, 8)}`, `Binary/${answer.body.id}`);
  }
  const bundle = JSON.parse(text) as Bundle;
  for (const { request } of bundle.entry ?? []) if (request?.ifMatch !== undefined) request.ifMatch = versionOf(task);
  return bundle;
}

async function download(service: Service, token: string): Promise<void> {
  const bundle = JSON.parse(fs.readFileSync(path.join(example, "case/case-bundle.json"), "utf8")) as Bundle;
  for (const { resource } of bundle.entry ?? []) {
    if (resource?.resourceType !== "ImagingStudy") continue;
    const study = resource.identifier?.[0]?.value?.replace("urn:oid:", "");
    for (const series of resource.series ?? []) {
      for (const instance of series.instance ?? []) {
        const answer = await fetch(`${service.dicomweb}/studies/${study}/series/${series.uid}/instances/${instance.uid}`, {
          headers: { Authorization: `Bearer ${token}`, Accept: 'multipart/related; type="application/dicom"; transfer-syntax=*' },
        });
        const [part] = partsOf(Buffer.from(await answer.arrayBuffer()), answer.headers.get("content-type") ?? "") ?? [];
        expect(sha256(part ?? Buffer.alloc(0))).toBe(instance.extension?.[0]?.valueString); // announced in the case bundle
      }
    }
  }
}

describe.skipIf(example === "").each(["put", "post"] as const)("S3 the conversation of the protocol in %s mode", (mode) => {
  test("accept, download, report cut after the body, read back: one report", async () => {
    const service = await startService({ casesDirs: [example], mode });
    try {
      const token = (await signIn(service.base)).access_token;
      const call = fhirClient(service.base, token);

      const worklist = await call<Bundle>("GET", WORKLIST);
      expect(worklist.body.entry?.map(({ resource }) => resource?.resourceType)).toEqual(["Task", "Patient", "ServiceRequest"]);
      await setStatus(call, "accepted");

      const { body: manifest } = await call<List>("GET", "List/demo-manifest");
      const entry = (manifest.entry ?? []).map(({ item }) => ({ request: { method: "GET", url: item.reference } }));
      const batch = await call<Bundle>("POST", "", { resourceType: "Bundle", type: "batch", entry });
      expect(batch.body.entry?.map(({ response }) => response?.status?.slice(0, 3))).toEqual(entry.map(() => "200"));
      const documents =
        batch.body.entry?.flatMap(({ resource }) => (resource?.resourceType === "DocumentReference" ? [resource] : [])) ?? [];
      for (const { content } of documents) {
        const attachment = content[0]?.attachment;
        const answer = await fetch(`${service.base}/${attachment?.url}`, {
          headers: { Authorization: `Bearer ${token}`, Accept: "application/pdf, */*;q=0.5" },
        });
        expect(sha256(new Uint8Array(await answer.arrayBuffer()))).toBe(attachment?.extension?.[0]?.valueString);
      }
      await download(service, token);

      const inProgress = await setStatus(call, "in-progress");
      const report = await prepareReport(service, call, mode, inProgress);
      service.setFault("cut-after-body");
      await expect(call("POST", "", report)).rejects.toThrow();
      expect(service.struck()["cut-after-body"]).toBe(1);

      const replay = await call("POST", "", report);
      expect(replay.status).toBe(412);
      const { body: done } = await call<Task>("GET", "Task/demo-task");
      expect(done.status).toBe("completed");
      const outputs = done.output?.map(({ valueReference }) => valueReference?.reference ?? "") ?? [];
      expect(outputs.map((reference) => reference.split("/")[0])).toEqual(["DocumentReference", "DiagnosticReport"]);
      const { body: document } = await call<DocumentReference>("GET", outputs[0] ?? "");
      expect(document.masterIdentifier?.value).toMatch(/^urn:uuid:/);
      const found = await call<Bundle>("GET", `DocumentReference?identifier=urn:ietf:rfc:3986|${document.masterIdentifier?.value}`);
      expect(found.body.total).toBe(1);
      for (const [index, file] of ["report.pdf", "report-document.json"].entries()) {
        const attachment = document.content[index]?.attachment;
        const { body: binary } = await call<Binary>("GET", attachment?.url ?? "");
        const sent = fs.readFileSync(path.join(example, "exchange", file));
        expect(sha256(Buffer.from(binary.data ?? "", "base64"))).toBe(sha256(sent));
      }

      const audit = JSON.parse(readExample(service, "audit-batch.json")) as Bundle;
      for (const entry of audit.entry ?? []) {
        if (mode === "put" || entry.resource === undefined) continue;
        delete entry.resource.id;
        entry.request = { method: "POST", url: "AuditEvent" };
      }
      const uploaded = await call<Bundle>("POST", "", audit);
      expect(uploaded.body.entry?.every(({ response }) => response?.status?.startsWith("201"))).toBe(true);
      const thread = await call<Bundle>(
        "GET",
        "Communication?based-on=ServiceRequest/demo-request&_lastUpdated=ge2020-01-01T00:00:00.000Z&_sort=_lastUpdated",
      );
      expect(thread.body.total).toBe(1);
    } finally {
      await service.close();
    }
  });

  test("S3 the probe with a version that cannot fit is refused as a whole", async () => {
    const service = await startService({ casesDirs: [example], mode });
    try {
      const call = fhirClient(service.base, (await signIn(service.base)).access_token);
      const audit = (JSON.parse(readExample(service, "audit-batch.json")) as Bundle).entry?.[0]?.resource as AuditEvent;
      const { body: task } = await call<Task>("GET", "Task/demo-task");
      const { id, ...withoutId } = audit;
      const first =
        mode === "put"
          ? { resource: audit, request: { method: "PUT", url: `AuditEvent/${id}` } }
          : { resource: withoutId, request: { method: "POST", url: "AuditEvent" } };
      const ifMatch = mode === "put" ? 'W/"0"' : 'W/"5f2b1c1e-0f57-4c5e-9a39-b0a1d1a6f001"';
      const probe = {
        resourceType: "Bundle",
        type: "transaction",
        entry: [first, { resource: task, request: { method: "PUT", url: "Task/demo-task", ifMatch } }],
      };
      expect((await call("POST", "", probe)).status).toBe(412);
      expect(await service.search("AuditEvent")).toEqual([]);
      service.setFault("batch-in-disguise");
      const disguised = await call<Bundle>("POST", "", probe);
      expect([disguised.status, ...(disguised.body.entry?.map(({ response }) => response?.status?.slice(0, 3)) ?? [])]).toEqual([
        200,
        "201",
        "412",
      ]);
    } finally {
      await service.close();
    }
  });
});
