import { CaseId } from "#shared/result/ids.ts";
import type { Instant } from "#shared/result/instant.ts";
import { decodePayload, readSpool, removeSpool, type SpoolPayload, sha256Hex, spoolIdOf, writeSpool } from "../report/spool.ts";
import { thawDraft } from "../store/draft-store.ts";
import { enqueueReport, findReport, insertReport, listOutbox, listReports, readPayload, setOutboxState } from "../store/report-store.ts";
import { inTransaction } from "../store/transaction.ts";
import { appendAudit, nowOf, type OpenAccount } from "./account.ts";
import { applyCaseEvent } from "./case-events.ts";

const KEPT_AFTER_DELIVERY_MS = 7 * 86_400_000;

/**
 * Spool and database tell the same story again after a kill or a lost database: a file without a row becomes a row (“signed, not sent”),
 * a row without a file gets its file. A signed report is never dropped here.
 */
export async function reconcileSpool(account: OpenAccount): Promise<string[]> {
  const remarks: string[] = [];
  const key = account.vault.keys.subkey("spool/v1");
  try {
    for (const blobId of await account.vault.spool.list()) {
      const bytes = await readSpool(account.vault.spool, key, blobId);
      const payload = bytes === null ? null : decodePayload(bytes);
      if (bytes === null || payload === null)
        remarks.push("A file of a signed report is damaged. Its copy in the vault is used if there is one.");
      else if (findReport(account.db, payload.reportId) === null) {
        insertSigned(account, payload, bytes);
        remarks.push("A signed report was found that had not been entered in the outbox. It will be sent.");
      }
    }
    await restoreFiles(account, key);
  } finally {
    key.fill(0);
  }
  return remarks;
}

async function restoreFiles(account: OpenAccount, key: Buffer): Promise<void> {
  const files = new Set(await account.vault.spool.list());
  const states = new Map(listOutbox(account.db).map((row) => [row.reportId, row.state]));
  for (const report of listReports(account.db)) {
    const state = states.get(report.reportId);
    const deliveredLongAgo = state?.at === "delivered" && nowOf(account) - state.since > KEPT_AFTER_DELIVERY_MS;
    if (deliveredLongAgo) await removeSpool(account.vault.spool, report.reportId);
    else if (!files.has(spoolIdOf(report.reportId)) && state?.at !== "delivered" && state?.at !== "withdrawn") {
      const payload = readPayload(account.db, report.reportId);
      if (payload !== null) await writeSpool(account.vault.spool, key, report.reportId, payload);
    }
  }
}

/** The one transaction of a signature: report, outbox row, case state and audit entry exist together or not at all. */
export function insertSigned(account: OpenAccount, payload: SpoolPayload, bytes: Buffer): void {
  const caseId = CaseId.parse(payload.caseId);
  const now = nowOf(account);
  inTransaction(account.db, (tx) => {
    insertReport(tx, {
      reportId: payload.reportId,
      caseId,
      version: payload.version,
      facts: {
        pages: payload.pages,
        pdfBytes: payload.pdf.bytes,
        pdfSha256: payload.pdf.sha256,
        caseNumber: payload.caseNumber,
        patientName: payload.patientName,
      },
      payloadSha256: sha256Hex(bytes),
      signedAt: payload.signedAt as Instant,
      payload: bytes,
    });
    enqueueReport(tx, payload.reportId, now);
    applyCaseEvent(tx, caseId, { kind: "sign", reportId: payload.reportId });
    applyCaseEvent(tx, caseId, { kind: "queue", reportId: payload.reportId });
    tx.prepare("DELETE FROM prepared WHERE report_id = ?").run(payload.reportId);
    appendAudit(account, tx, "report.signed", { caseId, reportId: payload.reportId, pdfSha256: payload.pdf.sha256 });
  });
}

/** R13: the signature is void, the draft opens again; the signed bytes stay in the vault, marked. */
export function withdrawSigned(account: OpenAccount, reportId: SpoolPayload["reportId"]): void {
  const report = findReport(account.db, reportId);
  if (report === null) return;
  const now = nowOf(account);
  inTransaction(account.db, (tx) => {
    setOutboxState(tx, reportId, { at: "withdrawn", since: now }, now);
    applyCaseEvent(tx, report.caseId, { kind: "stop-delivery", reportId, time: now });
    thawDraft(tx, report.caseId);
    appendAudit(account, tx, "report.stopped", { caseId: report.caseId, reportId });
  });
}
