import { type Json, versionOf } from "#shared/fhir/json.ts";
import type { CaseId } from "#shared/result/ids.ts";
import type { FhirProblem } from "../service/fhir-client.ts";
import { type CaseEntry, hasCaseKey, listCases, putResource, readResource, setCaseFacts } from "../store/case-store.ts";
import { inTransaction } from "../store/transaction.ts";
import type { OpenAccount } from "./account.ts";
import { factsOf } from "./apply-task.ts";
import { isRead, readMany } from "./read-many.ts";
import { withdrawCase } from "./withdraw-case.ts";

/** Cases of which something is kept here. */
const KEPT = new Set(["downloading", "ready", "in-review", "waiting", "drafted", "signed", "queued", "conflict", "delivered"]);

const isSame = (before: Json, now: Json): boolean => {
  const [old, fresh] = [versionOf(before), versionOf(now)];
  return old !== null && fresh !== null ? old === fresh : JSON.stringify(before) === JSON.stringify(now);
};

/**
 * A Task says nothing of two things: a consent that was withdrawn (then reading ends at once, M35), and a manifest that grew or shrank
 * (then the case is fetched again, M18). Both are read with every round.
 */
export async function watchCases(
  account: OpenAccount,
  refresh: (caseId: CaseId) => void,
  signal: AbortSignal,
): Promise<FhirProblem | null> {
  const kept = listCases(account.db).filter((entry) => KEPT.has(entry.state.at) && hasCaseKey(account.db, entry.caseId));
  const references = kept.flatMap(({ facts }) => [facts.consentReference, facts.listReference]).filter((one) => one !== null);
  const read = await readMany(account, [...new Set(references)], signal);
  if (!isRead(read)) return read;
  for (const entry of kept) {
    const consent = read.found.get(entry.facts.consentReference ?? "");
    const list = read.found.get(entry.facts.listReference ?? "");
    if (consent !== undefined) await takeConsent(account, entry, consent);
    const { listReference } = entry.facts;
    if (list !== undefined && listReference !== null && !isSame(readResource(account.db, entry.caseId, listReference), list))
      refresh(entry.caseId);
  }
  return null;
}

async function takeConsent(account: OpenAccount, entry: CaseEntry, consent: Json): Promise<void> {
  const { caseId, facts, taskId } = entry;
  const reference = facts.consentReference;
  const task = readResource(account.db, caseId, `Task/${taskId}`);
  if (reference === null || task === null) return;
  const fresh = inTransaction(account.db, (tx) => {
    putResource(tx, caseId, reference, versionOf(consent), consent);
    const now = factsOf(account, tx, entry, task);
    setCaseFacts(tx, caseId, entry.taskVersion, now);
    return now;
  });
  if (fresh.consent.withdrawn) await withdrawCase(account, caseId, "consent-withdrawn");
  else if (fresh.consent.valid !== facts.consent.valid) account.emit({ kind: "case.changed", caseId });
}
