import { randomUUID } from "node:crypto";
import { OVERREAD } from "#shared/fhir/codes.ts";
import { type JsonObject, textAt, versionOf } from "#shared/fhir/json.ts";
import { type FhirProblem, ifMatch, isAnswer } from "../service/fhir-client.ts";
import { nowOf, type OpenAccount } from "./account.ts";

/**
 * Once per service: does a "transaction" guard versions and roll back? A bundle whose second entry cannot fit must be refused whole;
 * anything else means a batch in disguise, and reports then go as single requests (protocol 6.4, probe). The Task is not changed: it
 * is sent as read, with a version that it cannot have.
 */
export async function probeTransactions(account: OpenAccount, task: JsonObject, signal: AbortSignal): Promise<FhirProblem | null> {
  const service = account.service();
  if (service.atomic !== null) return null;
  if (!service.hasTransactions) {
    account.setService({ ...service, atomic: false });
    return null;
  }
  const version = versionOf(task) ?? "";
  const impossible = /^\d+$/.test(version) ? "0" : randomUUID();
  const auditEvent = {
    resourceType: "AuditEvent",
    ...(task["meta"] === undefined ? {} : { meta: { security: (task["meta"] as JsonObject)["security"] } }),
    type: { system: "http://terminology.hl7.org/CodeSystem/audit-event-type", code: "rest" },
    subtype: [{ system: OVERREAD, code: "overread-probe" }],
    recorded: new Date(nowOf(account)).toISOString(),
    agent: [{ who: { reference: `Practitioner/${account.reviewer().practitionerId}` }, requestor: true }],
    source: { observer: { display: "Overread desktop" } },
  };
  const uuid = randomUUID();
  const taskId = textAt(task, "id") ?? "";
  const first =
    service.mode === "put"
      ? {
          fullUrl: `${account.fhir.base}/AuditEvent/${uuid}`,
          resource: { ...auditEvent, id: uuid },
          request: { method: "PUT", url: `AuditEvent/${uuid}` },
        }
      : { fullUrl: `urn:uuid:${uuid}`, resource: auditEvent, request: { method: "POST", url: "AuditEvent" } };
  const second = {
    fullUrl: `${account.fhir.base}/Task/${taskId}`,
    resource: task,
    request: { method: "PUT", url: `Task/${taskId}`, ifMatch: ifMatch(impossible) },
  };
  const answer = await account.fhir.bundle(JSON.stringify({ resourceType: "Bundle", type: "transaction", entry: [first, second] }), signal);
  if (isAnswer(answer)) {
    account.setService({ ...service, atomic: false });
    return null;
  }
  if (answer.kind !== "status" || answer.status === 401 || answer.status === 429 || answer.status >= 502) return answer;
  account.setService({ ...service, atomic: [400, 409, 412, 422].includes(answer.status) });
  return null;
}
