import { questionsOf } from "#shared/fhir/case-from-fhir.ts";
import { isObject, type Json, type JsonObject, localReference, textAt } from "#shared/fhir/json.ts";
import { searchPage } from "#shared/fhir/manifest.ts";
import { reportOutputs } from "#shared/fhir/report-transaction.ts";
import type { SpoolPayload } from "../report/spool.ts";
import { type FhirProblem, isAnswer } from "../service/fhir-client.ts";
import { type OpenAccount, ownersOf } from "./account.ts";
import { verdictOn } from "./apply-task.ts";

/** What the service says before anything is sent, and after every unclear end (protocol 6.4, steps 1 and 2). */
export type Found =
  | { readonly kind: "arrived"; readonly task: Json; readonly documentReference: string }
  | { readonly kind: "open"; readonly task: JsonObject; readonly partly: boolean }
  | { readonly kind: "conflict"; readonly why: string; readonly detail: string | null }
  | { readonly kind: "problem"; readonly problem: FhirProblem };

const isMine = (documentReference: Json, reportId: string): boolean =>
  textAt(documentReference, "masterIdentifier", "value") === `urn:uuid:${reportId}`;

/** Is one of the Task's outputs this report? Another report there stops everything: it is never overwritten. */
async function outputOf(account: OpenAccount, payload: SpoolPayload, task: Json, signal: AbortSignal): Promise<Found | null> {
  for (const output of reportOutputs(task)) {
    const reference = localReference(output);
    if (reference === null) continue;
    const read = await account.fhir.read(reference, signal);
    if (!isAnswer(read)) return { kind: "problem", problem: read };
    if (isMine(read.json, payload.reportId)) return { kind: "arrived", task, documentReference: reference };
    return { kind: "conflict", why: "another-report", detail: reference };
  }
  return null;
}

/** Parts of an earlier attempt at a service without atomic transactions. Two of them is a double: shown, never deleted. */
async function partOf(account: OpenAccount, payload: SpoolPayload, signal: AbortSignal): Promise<boolean | Found> {
  const query = `DocumentReference?identifier=${encodeURIComponent(`urn:ietf:rfc:3986|urn:uuid:${payload.reportId}`)}`;
  const answer = await account.fhir.search(query, signal);
  if (!isAnswer(answer)) return { kind: "problem", problem: answer };
  const { matches } = searchPage(answer.json);
  if (matches.length > 1) return { kind: "conflict", why: "double", detail: matches.map((match) => textAt(match, "id")).join(", ") };
  return matches.length === 1;
}

export async function readFirst(account: OpenAccount, payload: SpoolPayload, signal: AbortSignal): Promise<Found> {
  const read = await account.fhir.read(`Task/${payload.taskId}`, signal);
  if (!isAnswer(read)) {
    if (read.kind === "status" && [403, 404, 410].includes(read.status))
      return { kind: "conflict", why: "case-gone", detail: String(read.status) };
    return { kind: "problem", problem: read };
  }
  const task = read.json;
  if (!isObject(task)) return { kind: "problem", problem: { kind: "not-fhir", status: read.status } };
  const output = await outputOf(account, payload, task, signal);
  if (output !== null) return output;
  const verdict = verdictOn(task, ownersOf(account.reviewer()));
  if (verdict.kind === "revoked") return { kind: "conflict", why: `withdrawn:${verdict.reason}`, detail: null };
  const asked = questionsOf(task).map(({ key, text }) => ({ key, text }));
  if (JSON.stringify(asked) !== JSON.stringify(payload.questions)) return { kind: "conflict", why: "questions-changed", detail: null };
  const part = await partOf(account, payload, signal);
  return typeof part === "boolean" ? { kind: "open", task, partly: part } : part;
}
