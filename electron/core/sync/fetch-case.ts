import type { CaseFacts } from "#shared/fhir/case-from-fhir.ts";
import { endpointsOf } from "#shared/fhir/imaging-study.ts";
import { type Json, referenceAt, versionOf } from "#shared/fhir/json.ts";
import { manifestReferences, supportingReferences } from "#shared/fhir/manifest.ts";
import { namesAnotherPatient } from "#shared/fhir/patient.ts";
import type { CaseId } from "#shared/result/ids.ts";
import { type FhirProblem, isAnswer } from "../service/fhir-client.ts";
import {
  type CaseEntry,
  findCase,
  listResources,
  putResource,
  readResource,
  setAnnounced,
  setCaseFacts,
  tellOfCase,
} from "../store/case-store.ts";
import { inTransaction, type Tx } from "../store/transaction.ts";
import type { OpenAccount } from "./account.ts";
import { announce, removeWithdrawn } from "./announce-case.ts";
import { factsOf } from "./apply-task.ts";
import { isRead, type ReadMany, readMany } from "./read-many.ts";
import { withdrawCase } from "./withdraw-case.ts";

const FETCHED_APART = new Set(["Binary"]);

const store = (tx: Tx, caseId: CaseId, resources: ReadonlyMap<string, Json>): void => {
  for (const [reference, resource] of resources) putResource(tx, caseId, reference, versionOf(resource), resource);
};

/** Who asked, if it is an organisation: its name stands at the head of the report (M34). */
export function requesterOf(task: Json): string | null {
  const requester = referenceAt(task, "requester");
  return requester?.startsWith("Organization/") === true ? requester : null;
}

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
  const references = [facts.requestReference, facts.patientReference, facts.consentReference, requesterOf(read.json)];
  const rest = await readMany(
    account,
    references.filter((reference) => reference !== null),
    signal,
  );
  if (!isRead(rest)) return rest;
  rest.found.set(`Task/${entry.taskId}`, read.json);
  return rest.found;
}

async function fetchManifest(account: OpenAccount, entry: CaseEntry, facts: CaseFacts, signal: AbortSignal): Promise<FhirProblem | null> {
  const { caseId } = entry;
  let manifest: Json = null;
  let references = supportingReferences(facts.requestReference === null ? null : readResource(account.db, caseId, facts.requestReference));
  if (facts.listReference !== null) {
    const list = await account.fhir.read(facts.listReference, signal);
    if (!isAnswer(list)) return list;
    manifest = list.json;
    references = manifestReferences(list.json);
  }
  const wanted = references.filter((reference) => !FETCHED_APART.has(reference.split("/")[0] ?? ""));
  const read = await readMany(account, wanted, signal);
  if (!isRead(read)) return read;
  // where the images lie is no record of the patient: a manifest may leave it to the studies to name it
  const archives = endpointsOf([...read.found.values()]).filter((reference) => !wanted.includes(reference));
  const endpoints = await readMany(account, archives, signal);
  if (!isRead(endpoints)) return endpoints;
  for (const [reference, endpoint] of endpoints.found) read.found.set(reference, endpoint);
  if (facts.listReference !== null) read.found.set(facts.listReference, manifest);
  const orphans = inTransaction(account.db, (tx) => takeOver(account, tx, entry, facts, wanted, read));
  for (const blobId of orphans) await account.vault.blobs.remove(blobId);
  for (const kind of ["records.changed", "imaging.changed", "case.changed"] as const) account.emit({ kind, caseId });
  return null;
}

const WRITING = new Set(["in-review", "waiting", "drafted"]);

/** Rows for all that was announced, whether it came or not; answers the files that nothing names any more. */
function takeOver(
  account: OpenAccount,
  tx: Tx,
  entry: CaseEntry,
  facts: CaseFacts,
  wanted: readonly string[],
  { found, refused }: ReadMany,
): string[] {
  const { caseId } = entry;
  const archives = endpointsOf([...found.values()]);
  const foreign = [...found]
    .filter(([, resource]) => namesAnotherPatient(resource, facts.patientReference))
    .map(([reference]) => reference);
  // another patient's data must not lie in this case, not even hidden (M20)
  for (const reference of foreign) found.delete(reference);
  store(tx, caseId, found);
  const task = listResources(tx, caseId).get(`Task/${entry.taskId}`);
  const stays = wanted.filter((reference) => refused.get(reference) !== 410 && !foreign.includes(reference));
  const frame = [`Task/${entry.taskId}`, facts.requestReference, facts.patientReference, facts.consentReference, facts.listReference];
  const withdrawn = removeWithdrawn(
    tx,
    caseId,
    new Set([...frame, ...archives, requesterOf(task), ...stays].filter((one) => one !== null)),
  );
  const announced = announce(tx, caseId, { wanted, resources: listResources(tx, caseId), refused, foreign: new Set(foreign) });
  if (WRITING.has(entry.state.at) && (announced.news || withdrawn.some)) tellOfCase(tx, caseId, "material-changed");
  setAnnounced(tx, caseId, true);
  if (task !== undefined) setCaseFacts(tx, caseId, versionOf(task) ?? entry.taskVersion, factsOf(account, tx, entry, task));
  return [...withdrawn.orphans, ...announced.orphans];
}
