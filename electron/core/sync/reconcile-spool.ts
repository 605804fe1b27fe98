import { CaseId } from "#shared/result/ids.ts";
import type { Instant } from "#shared/result/instant.ts";
import { decodePayload, readSpool, removeSpool, reportIdOf, type SpoolPayload, sha256Hex, spoolIdOf, writeSpool } from "../report/spool.ts";
import { thawDraft } from "../store/draft-store.ts";
import { insertKeyObject } from "../store/key-object-store.ts";
import {
  enqueueReport,
  findOutbox,
  findReport,
  insertReport,
  listOutbox,
  listReports,
  type OutboxRow,
  readPayload,
  setOutboxState,
} from "../store/report-store.ts";
import { inTransaction } from "../store/transaction.ts";
import { appendAudit, nowOf, type OpenAccount } from "./account.ts";
import { applyCaseEvent } from "./case-events.ts";

const KEPT_AFTER_DELIVERY_MS = 7 * 86_400_000;

const REMARKS = {
  found: "A signed report was found that had not been entered in the outbox. It will be sent.",
  mended: "A damaged file of a signed report was written again from its copy in the vault.",
  lost: "A file of a signed report is damaged, and the vault holds no copy of it. Keep the file and ask support.",
  differ: "Two copies of a signed report differ. The one in the vault is used; tell support.",
} as const;

/**
 * Spool and database tell the same story again after a kill or a lost database: a file without a row becomes a row (“signed, not sent”),
 * a row without a whole file gets its file. A signed report is never dropped here; one that the reviewer stopped does not come back.
 */
export async function reconcileSpool(account: OpenAccount): Promise<string[]> {
  const remarks: string[] = [];
  const key = account.vault.keys.subkey("spool/v1");
  try {
    for (const blobId of await account.vault.spool.list()) {
      const remark = await reconcileFile(account, key, blobId);
      if (remark !== null) remarks.push(REMARKS[remark]);
    }
    await restoreFiles(account, key);
  } finally {
    key.fill(0);
  }
  return remarks;
}

async function reconcileFile(account: OpenAccount, key: Buffer, blobId: string): Promise<keyof typeof REMARKS | null> {
  const reportId = reportIdOf(blobId);
  const row = findReport(account.db, reportId);
  const bytes = await readSpool(account.vault.spool, key, blobId);
  const payload = bytes === null ? null : decodePayload(bytes);
  if (bytes !== null && payload !== null) {
    if (row === null) {
      insertSigned(account, payload, bytes);
      return "found";
    }
    return sha256Hex(bytes) === row.payloadSha256 ? null : "differ";
  }
  const copy = row === null ? null : readPayload(account.db, reportId);
  if (copy === null) return "lost";
  await writeSpool(account.vault.spool, key, reportId, copy);
  return "mended";
}

async function restoreFiles(account: OpenAccount, key: Buffer): Promise<void> {
  const files = new Set(await account.vault.spool.list());
  const states = new Map(listOutbox(account.db).map((row) => [row.reportId, row.state]));
  for (const { reportId } of listReports(account.db)) {
    const state = states.get(reportId);
    const isOver = state?.at === "withdrawn" || (state?.at === "delivered" && nowOf(account) - state.since > KEPT_AFTER_DELIVERY_MS);
    if (isOver) await removeSpool(account.vault.spool, reportId);
    else if (!files.has(spoolIdOf(reportId)) && state?.at !== "delivered") {
      const payload = readPayload(account.db, reportId);
      if (payload !== null) await writeSpool(account.vault.spool, key, reportId, payload);
    }
  }
}

/** The one transaction of a signature: report, outbox rows, case state and audit entry exist together or not at all. */
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
        taskId: payload.taskId,
      },
      payloadSha256: sha256Hex(bytes),
      signedAt: payload.signedAt as Instant,
      payload: bytes,
    });
    enqueueReport(tx, payload.reportId, now);
    for (const { sopInstanceUid, images } of payload.keyObjects)
      insertKeyObject(tx, { sopUid: sopInstanceUid, reportId: payload.reportId, images }, now);
    applyCaseEvent(tx, caseId, { kind: "sign", reportId: payload.reportId });
    applyCaseEvent(tx, caseId, { kind: "queue", reportId: payload.reportId });
    tx.prepare("DELETE FROM prepared WHERE report_id = ?").run(payload.reportId);
    appendAudit(account, tx, "report.signed", { caseId, reportId: payload.reportId, pdfSha256: payload.pdf.sha256 });
  });
}

/**
 * R13: the signature is void, the draft opens again; the signed bytes stay in the vault, marked. The file goes: should the database be
 * lost one day, it must not be sent after all. False when it is too late, or the report does not wait any more.
 */
export async function withdrawSigned(
  account: OpenAccount,
  reportId: SpoolPayload["reportId"],
  mayStop: (row: OutboxRow) => boolean,
): Promise<boolean> {
  const now = nowOf(account);
  const stopped = inTransaction(account.db, (tx) => {
    const report = findReport(tx, reportId);
    const row = findOutbox(tx, reportId);
    if (report === null || row === null || !mayStop(row)) return false;
    setOutboxState(tx, reportId, { at: "withdrawn", since: now }, now);
    applyCaseEvent(tx, report.caseId, { kind: "stop-delivery", reportId, time: now });
    thawDraft(tx, report.caseId);
    appendAudit(account, tx, "report.stopped", { caseId: report.caseId, reportId });
    return true;
  });
  if (stopped) await removeSpool(account.vault.spool, reportId);
  return stopped;
}
