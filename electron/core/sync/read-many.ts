import type { Json } from "#shared/fhir/json.ts";
import { batchParts, readBatches } from "#shared/fhir/manifest.ts";
import { type FhirProblem, isAnswer } from "../service/fhir-client.ts";
import type { OpenAccount } from "./account.ts";
import { isServiceWide } from "./connectivity.ts";

/** What was read, and with which status each of the others was refused (0 = no usable answer). */
export type ReadMany = { readonly found: Map<string, Json>; readonly refused: Map<string, number> };

/** Answers of a server that takes no batches, or none of this size. */
const NO_BATCH = new Set([400, 404, 405, 413, 501]);
const BATCH = 50;

/** Resources by reference, in batches of 50 where the service takes them. A problem of the whole service ends it: nothing is concluded. */
export async function readMany(account: OpenAccount, references: readonly string[], signal: AbortSignal): Promise<ReadMany | FhirProblem> {
  const read: ReadMany = { found: new Map(), refused: new Map() };
  if (!account.service().hasBatch) return readSingly(account, references, read, signal);
  for (const [index, batch] of readBatches(references, BATCH).entries()) {
    const answer = await account.fhir.bundle(JSON.stringify(batch), signal);
    if (!isAnswer(answer)) {
      if (answer.kind !== "status" || !NO_BATCH.has(answer.status)) return answer;
      account.setService({ ...account.service(), hasBatch: false });
      return readSingly(account, references.slice(index * BATCH), read, signal);
    }
    for (const part of batchParts(references.slice(index * BATCH, (index + 1) * BATCH), answer.json)) {
      if (part.ok) read.found.set(part.reference, part.resource);
      else read.refused.set(part.reference, part.status);
    }
  }
  return read;
}

async function readSingly(
  account: OpenAccount,
  references: readonly string[],
  read: ReadMany,
  signal: AbortSignal,
): Promise<ReadMany | FhirProblem> {
  for (const reference of references) {
    const answer = await account.fhir.read(reference, signal);
    if (isAnswer(answer)) read.found.set(reference, answer.json);
    else if (isServiceWide(answer) || answer.kind !== "status") return answer;
    else read.refused.set(reference, answer.status);
  }
  return read;
}

export const isRead = (result: ReadMany | FhirProblem): result is ReadMany => "found" in result;
