import { randomBytes } from "node:crypto";
import type { CaseFacts } from "#shared/fhir/case-from-fhir.ts";
import { announcedDocument } from "#shared/fhir/document.ts";
import { announcedStudy } from "#shared/fhir/imaging-study.ts";
import { type Json, textAt, versionOf } from "#shared/fhir/json.ts";
import { batchParts, manifestReferences, readBatches, supportingReferences } from "#shared/fhir/manifest.ts";
import { recordWords } from "#shared/fhir/record-words.ts";
import type { CaseId, RecordId } from "#shared/result/ids.ts";
import { type FhirProblem, isAnswer } from "../service/fhir-client.ts";
import { type CaseEntry, findCase, listResources, putResource, removeResource, setCaseFacts } from "../store/case-store.ts";
import { putRecord, removeRecord } from "../store/document-store.ts";
import { announceInstance, putStudy } from "../store/instance-store.ts";
import { inTransaction, type Tx } from "../store/transaction.ts";
import type { OpenAccount } from "./account.ts";
import { factsOf } from "./apply-task.ts";
import { withdrawCase } from "./withdraw-case.ts";

const FETCHED_APART = new Set(["Binary"]);

async function readMany(
  account: OpenAccount,
  references: readonly string[],
  signal: AbortSignal,
): Promise<Map<string, Json> | FhirProblem> {
  const found = new Map<string, Json>();
  if (!account.service().hasBatch) return readSingly(account, references, found, signal);
  for (const [index, batch] of readBatches(references).entries()) {
    const asked = references.slice(index * 50, index * 50 + 50);
    const answer = await account.fhir.bundle(JSON.stringify(batch), signal);
    if (!isAnswer(answer)) {
      if (answer.kind !== "status" || ![400, 405, 413, 501].includes(answer.status)) return answer;
      account.setService({ ...account.service(), hasBatch: false });
      return readSingly(account, references, found, signal);
    }
    for (const part of batchParts(asked, answer.json)) if (part.ok) found.set(part.reference, part.resource);
  }
  return found;
}

async function readSingly(
  account: OpenAccount,
  references: readonly string[],
  found: Map<string, Json>,
  signal: AbortSignal,
): Promise<Map<string, Json> | FhirProblem> {
  for (const reference of references) {
    const answer = await account.fhir.read(reference, signal);
    if (isAnswer(answer)) found.set(reference, answer.json);
    else if (answer.kind !== "status" || answer.status === 401 || answer.status >= 500) return answer;
  }
  return found;
}

const store = (tx: Tx, caseId: CaseId, resources: ReadonlyMap<string, Json>): void => {
  for (const [reference, resource] of resources) putResource(tx, caseId, reference, versionOf(resource), resource);
};

/**
 * Task, ServiceRequest, Patient and Consent first: without a valid permission nothing else is fetched. Then the manifest List and all
 * that it names; what it withdrew is removed here too (protocol 3.2, 5).
 */
export async function fetchCaseResources(account: OpenAccount, caseId: CaseId, signal: AbortSignal): Promise<FhirProblem | null> {
  const entry = findCase(account.db, caseId);
  if (entry === null) return null;
  const head = await readHead(account, entry, signal);
  if (!(head instanceof Map)) return head;
  const task = head.get(`Task/${entry.taskId}`);
  if (task === undefined) return null;
  const facts = inTransaction(account.db, (tx) => {
    store(tx, caseId, head);
    const fresh = factsOf(account, tx, entry, task);
    setCaseFacts(tx, caseId, versionOf(task) ?? entry.taskVersion, fresh);
    return fresh;
  });
  if (facts.consent.withdrawn) {
    await withdrawCase(account, caseId, "consent-withdrawn");
    return null;
  }
  if (!facts.consent.valid) return null;
  return fetchManifest(account, findCase(account.db, caseId) ?? entry, facts, signal);
}

async function readHead(account: OpenAccount, entry: CaseEntry, signal: AbortSignal): Promise<Map<string, Json> | FhirProblem> {
  const read = await account.fhir.read(`Task/${entry.taskId}`, signal);
  if (!isAnswer(read)) return read;
  const facts = factsOf(account, account.db as Tx, entry, read.json);
  const references = [facts.requestReference, facts.patientReference, facts.consentReference].filter((reference) => reference !== null);
  const rest = await readMany(account, references, signal);
  if (!(rest instanceof Map)) return rest;
  rest.set(`Task/${entry.taskId}`, read.json);
  return rest;
}

async function fetchManifest(account: OpenAccount, entry: CaseEntry, facts: CaseFacts, signal: AbortSignal): Promise<FhirProblem | null> {
  const request = facts.requestReference === null ? null : (listResources(account.db, entry.caseId).get(facts.requestReference) ?? null);
  let references = supportingReferences(request);
  if (facts.listReference !== null) {
    const list = await account.fhir.read(facts.listReference, signal);
    if (!isAnswer(list)) return list;
    inTransaction(account.db, (tx) => putResource(tx, entry.caseId, facts.listReference ?? "", versionOf(list.json), list.json));
    references = manifestReferences(list.json);
  }
  const wanted = references.filter((reference) => !FETCHED_APART.has(reference.split("/")[0] ?? ""));
  const resources = await readMany(account, wanted, signal);
  if (!(resources instanceof Map)) return resources;
  inTransaction(account.db, (tx) => {
    store(tx, entry.caseId, resources);
    removeWithdrawn(tx, entry, facts, wanted);
    announce(tx, entry.caseId, wanted, listResources(tx, entry.caseId));
    const task = listResources(tx, entry.caseId).get(`Task/${entry.taskId}`);
    if (task !== undefined) setCaseFacts(tx, entry.caseId, versionOf(task) ?? entry.taskVersion, factsOf(account, tx, entry, task));
  });
  for (const kind of ["records.changed", "imaging.changed", "case.changed"] as const) account.emit({ kind, caseId: entry.caseId });
  return null;
}

/** What the manifest no longer names is deleted here too; the case's own frame stays. */
function removeWithdrawn(tx: Tx, entry: CaseEntry, facts: CaseFacts, wanted: readonly string[]): void {
  const frame = new Set([
    `Task/${entry.taskId}`,
    facts.requestReference,
    facts.patientReference,
    facts.consentReference,
    facts.listReference,
  ]);
  for (const reference of listResources(tx, entry.caseId).keys()) {
    if (frame.has(reference) || wanted.includes(reference)) continue;
    removeResource(tx, entry.caseId, reference);
    removeRecord(tx, entry.caseId, reference);
  }
}

/** Rows for every record, study and instance that was announced; what is here already keeps its state. */
function announce(tx: Tx, caseId: CaseId, references: readonly string[], resources: ReadonlyMap<string, Json>): void {
  for (const [position, reference] of references.entries()) {
    const resource = resources.get(reference);
    if (resource === undefined) continue;
    const words = recordWords(resource);
    if (words !== null) {
      const recordId = randomBytes(16).toString("hex") as RecordId;
      putRecord(tx, { recordId, caseId, reference, words, document: announcedDocument(resource), position });
    }
    const study = textAt(resource, "resourceType") === "ImagingStudy" ? announcedStudy(resource, resources) : null;
    if (study === null) continue;
    putStudy(tx, caseId, study, position);
    for (const series of study.series) {
      for (const [number, instance] of series.instances.entries()) {
        const place = { instanceId: randomBytes(16).toString("hex"), caseId, studyUid: study.studyUid, seriesUid: series.seriesUid };
        announceInstance(tx, { ...place, sopUid: instance.sopUid, sha256: instance.sha256, position: number });
      }
    }
  }
}
