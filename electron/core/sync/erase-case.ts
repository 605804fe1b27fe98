import type { CaseFacts } from "#shared/fhir/case-from-fhir.ts";
import type { CaseId } from "#shared/result/ids.ts";
import { blobIdsOfCase } from "../store/blob-row-store.ts";
import { findCase, hasCaseKey, listCases, setAnnounced, setCaseFacts } from "../store/case-store.ts";
import { checkpoint } from "../store/database.ts";
import { removeDraft, thawForgotten } from "../store/draft-store.ts";
import { inTransaction, type Tx } from "../store/transaction.ts";
import { appendAudit, type OpenAccount } from "./account.ts";

/** The row that stays: case number, codes and times, nothing of the patient. */
const scrubbed = (facts: CaseFacts): CaseFacts => ({
  ...facts,
  patient: {
    name: "Erased",
    family: "",
    given: "",
    birthDate: null,
    sex: "unknown",
    identifier: null,
    identifiers: [],
    language: null,
    country: null,
    allergies: [],
  },
  questions: [],
  parties: [],
  reason: null,
  recipients: [],
  fee: null,
  firstDiagnosis: null,
});

function forgetContent(tx: Tx, caseId: CaseId, withDraft: boolean): void {
  for (const table of [
    "resource",
    "record",
    "study",
    "instance",
    "alignment",
    "series",
    "blob",
    "mark",
    "mark_step",
    "mark_number",
    "case_key",
  ]) {
    tx.prepare(`DELETE FROM ${table} WHERE case_id = ?`).run(caseId);
  }
  tx.prepare("DELETE FROM prepared WHERE case_id = ?").run(caseId);
  if (withDraft) removeDraft(tx, caseId);
  thawForgotten(tx);
}

/**
 * Makes a case's content unreadable for ever: its key and rows go in one transaction, the log is emptied, then the files are removed.
 * Signed reports are never touched. A draft's text stays (S4) unless `withDraft`. After a kill in between, files without a row are
 * swept at the next unlock; without the key they cannot be opened anyway.
 */
export async function eraseCase(account: OpenAccount, caseId: CaseId, withDraft: boolean): Promise<void> {
  const entry = findCase(account.db, caseId);
  if (entry === null) return;
  const files = blobIdsOfCase(account.db, caseId);
  inTransaction(account.db, (tx) => {
    forgetContent(tx, caseId, withDraft);
    setAnnounced(tx, caseId, false);
    setCaseFacts(tx, caseId, entry.taskVersion, scrubbed(entry.facts));
    appendAudit(account, tx, "case.erased", { caseId, files: files.length, draftKept: !withDraft });
  });
  checkpoint(account.db);
  for (const blobId of files) await account.vault.blobs.remove(blobId);
  account.emit({ kind: "case.changed", caseId });
  account.emit({ kind: "cases.changed" });
}

const GONE = new Set(["declined", "revoked", "expired", "closed"]);

/** At unlock: an erasure that a kill interrupted between the change of state and the destruction of the key. */
export async function finishErasures(account: OpenAccount): Promise<void> {
  for (const { caseId, state } of listCases(account.db)) {
    if (!GONE.has(state.at) || !hasCaseKey(account.db, caseId)) continue;
    const keepsDraft = state.at === "expired" || (state.at === "revoked" && state.reason !== "consent-withdrawn");
    await eraseCase(account, caseId, !keepsDraft);
  }
}
