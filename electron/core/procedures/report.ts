import fs from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { isDraftable } from "#shared/case/case-state.ts";
import { openPoints } from "#shared/opinion/completeness.ts";
import { MEANING, ReportContent } from "#shared/opinion/report.ts";
import { fail, ok } from "#shared/result/failure.ts";
import type { CaseId, ReportId } from "#shared/result/ids.ts";
import type { Instant } from "#shared/result/instant.ts";
import { certificateFacts, openSigningIdentity } from "../report/certificate.ts";
import { GlyphMissing } from "../report/fonts.ts";
import type { ArchiveSelection } from "../report/key-object-files.ts";
import { addSlot, type PreparedPdf, signedRangeSha256 } from "../report/pdf-slot.ts";
import { reportPdf } from "../report/report-pdf.ts";
import { newReportId, signReport } from "../report/sign-report.ts";
import { decodePayload, encodePayload, writeSpool } from "../report/spool.ts";
import { guarded } from "../rpc/implement.ts";
import { findCase, readResource } from "../store/case-store.ts";
import { freezeDraft, readDraft, thawDraft } from "../store/draft-store.ts";
import {
  findPrepared,
  findReport,
  insertPrepared,
  listOutbox,
  listReportsOfCase,
  readPayload,
  readSigningKey,
} from "../store/report-store.ts";
import { inTransaction } from "../store/transaction.ts";
import { appendAudit, nowOf, type OpenAccount } from "../sync/account.ts";
import { failures } from "../sync/failures.ts";
import { insertSigned } from "../sync/reconcile-spool.ts";
import { isDiskFull } from "../vault/durable-file.ts";
import { type Context, readableCase, type Unlocked, whenUnlocked } from "./context.ts";
import { keySelections } from "./key-selections.ts";
import { dropExpiredPreview, dropPreview } from "./preview.ts";
import { limitsFrom, reportContent } from "./report-content.ts";
import { reportFailures as words } from "./report-failures.ts";
import { signingFacts } from "./signing-facts.ts";

const PREVIEW_MS = 15 * 60_000;

type Stored = {
  readonly content: ReportContent;
  readonly pages: number;
  readonly byteRange: PreparedPdf["byteRange"];
  /** Absent from a preview that an earlier version made. */
  readonly selections?: readonly ArchiveSelection[];
};

type PrepareInput = {
  caseId: CaseId;
  revision: number;
  paper: "A4" | "Letter";
  warningReasons: readonly { code: string; reason: string }[];
};

async function prepare(unlocked: Unlocked, input: PrepareInput) {
  const { account } = unlocked;
  const readable = readableCase(account, input.caseId);
  if (!readable.ok) return readable.failure.code === "no-such-case" ? fail(failures.noSuchCase) : fail(failures.notDraftable);
  const entry = readable.value;
  if (!isDraftable(entry.state)) return fail(failures.notDraftable);
  const before = readDraft(account.db, input.caseId);
  if (before.frozenFor !== null) {
    const earlier = findPrepared(account.db, before.frozenFor);
    if (earlier !== null) dropPreview(account, earlier);
  }
  const points = openPoints(before.opinion, entry.facts.questions, signingFacts(account, entry));
  if (points.some((point) => point.severity === "blocking")) return fail(words.draftIncomplete);
  if (points.some((point) => point.severity === "warning" && !input.warningReasons.some((reason) => reason.code === point.code)))
    return fail(words.warningWithoutReason);
  const key = readSigningKey(account.db);
  const certificate = key === null ? null : certificateFacts(key.certificateDer);
  key?.privatePkcs8.fill(0);
  if (certificate === null || certificate.validUntil < nowOf(account)) return fail(words.certificateExpired);
  const reportId = newReportId();
  const frozen = inTransaction(account.db, (tx) => freezeDraft(tx, input.caseId, input.revision, reportId));
  if (frozen === null) return fail(words.draftChanged);
  const thaw = (): void => inTransaction(account.db, (tx) => thawDraft(tx, input.caseId));
  try {
    const preparedAt = nowOf(account);
    const limits = limitsFrom(points, input.warningReasons, entry.declaration?.licenceChoice ?? "");
    const content = await reportContent(unlocked, entry, frozen.opinion, { reportId, paper: input.paper, limits, preparedAt });
    if (typeof content === "string") {
      thaw();
      return fail(content === "image-unreadable" ? words.imageUnreadable : words.draftIncomplete);
    }
    const { pdf, pages } = await reportPdf(content);
    const slot = addSlot(pdf, { name: content.reviewer.name, reason: MEANING, when: new Date(preparedAt) });
    const expiresAt = (preparedAt + PREVIEW_MS) as Instant;
    const stored: Stored = { content, pages, byteRange: slot.byteRange, selections: keySelections(account, input.caseId, content) };
    inTransaction(account.db, (tx) => {
      insertPrepared(tx, { reportId, caseId: input.caseId, content: stored, pdf: slot.pdf, preparedAt, expiresAt });
      appendAudit(account, tx, "report.prepared", { caseId: input.caseId, reportId });
    });
    account.emit({ kind: "opinion.changed", caseId: input.caseId });
    return ok({
      reportId,
      preparedAt,
      expiresAt,
      pages,
      bytes: slot.pdf.length,
      signedRangeSha256: signedRangeSha256(slot),
      path: `/reports/${reportId}/preview`,
      signer: { name: content.reviewer.name, credentials: content.reviewer.credentials, organisation: content.reviewer.organisation },
      meaning: MEANING,
      certificate,
      recipients: content.recipients,
      lastClockCheckAt: content.clockCheckedAt,
    });
  } catch (error) {
    thaw();
    if (error instanceof GlyphMissing) return fail({ ...words.glyphMissing, detail: error.message });
    if (isDiskFull(error)) return fail(failures.diskFull);
    throw error;
  }
}

/** Copies of the people and of the organisation that the document names, at their addresses as received (protocol 6.1). */
function copiesFor(account: OpenAccount, caseId: CaseId, content: ReportContent) {
  const { practitionerId, practitioner } = account.reviewer();
  const organization = content.service.organizationReference;
  const found = [
    { reference: content.references.patient, resource: readResource(account.db, caseId, content.references.patient) },
    { reference: `Practitioner/${practitionerId}`, resource: practitioner },
    ...(organization === null ? [] : [{ reference: organization, resource: readResource(account.db, caseId, organization) }]),
  ];
  return found.flatMap(({ reference, resource }) =>
    resource === null || resource === undefined ? [] : [{ fullUrl: `${account.fhir.base}/${reference}`, resource }],
  );
}

async function sign(unlocked: Unlocked, { reportId, passphrase }: { reportId: ReportId; passphrase: string }, appVersion: string) {
  const { account, loop } = unlocked;
  const prepared = findPrepared(account.db, reportId);
  if (prepared === null) return fail(failures.noSuchReport);
  if (dropExpiredPreview(account, prepared.caseId)) return fail(words.previewExpired);
  if (!(await unlocked.checkPassphrase(passphrase))) return fail(words.wrongPassphrase);
  const identity = await openSigningIdentity(account.db);
  const signedAt = nowOf(account);
  if (identity === null || identity.certificate.notAfter.value.getTime() < signedAt) return fail(words.certificateExpired);
  const entry = findCase(account.db, prepared.caseId);
  if (entry === null || !isDraftable(entry.state)) return fail(failures.noSuchReport);
  const { content, pages, byteRange, selections = [] } = prepared.content as Stored;
  const frozen = ReportContent.parse(content);
  const payload = await signReport(
    {
      content: frozen,
      prepared: { pdf: prepared.pdf, byteRange },
      pages,
      selections,
      caseId: prepared.caseId,
      taskId: entry.taskId,
      copies: copiesFor(account, prepared.caseId, frozen),
      signedAt,
      appVersion,
      account: { service: account.service(), reviewer: account.reviewer() },
    },
    identity,
  );
  const bytes = encodePayload(payload);
  const key = account.vault.keys.subkey("spool/v1");
  try {
    await writeSpool(account.vault.spool, key, reportId, bytes);
    insertSigned(account, payload, bytes);
  } catch (error) {
    if (isDiskFull(error)) return fail(failures.diskFull);
    throw error;
  } finally {
    key.fill(0);
  }
  for (const kind of ["opinion.changed", "case.changed"] as const) account.emit({ kind, caseId: prepared.caseId });
  account.emit({ kind: "outbox.changed" });
  account.emit({ kind: "cases.changed" });
  void loop.wake(false);
  return ok({
    reportId,
    caseId: prepared.caseId,
    version: frozen.version,
    signedAt,
    pages,
    pdfSha256: payload.pdf.sha256,
    path: `/reports/${reportId}/pdf`,
  });
}

/** The signed PDF's bytes, from the database's copy. */
export function signedPdf(account: OpenAccount, reportId: ReportId): Buffer | null {
  const bytes = readPayload(account.db, reportId);
  const payload = bytes === null ? null : decodePayload(bytes);
  return payload === null ? null : Buffer.from(payload.pdfBase64, "base64");
}

export const reportProcedures = (context: Context, appVersion: string) => ({
  prepare: guarded("report.prepare", context.log, (input: PrepareInput) => whenUnlocked(context, (unlocked) => prepare(unlocked, input))),
  sign: guarded("report.sign", context.log, (input: { reportId: ReportId; passphrase: string }) =>
    whenUnlocked(context, (unlocked) => sign(unlocked, input, appVersion)),
  ),
  cancel: guarded("report.cancel", context.log, ({ reportId }: { reportId: ReportId }) =>
    whenUnlocked(context, ({ account }) => {
      const prepared = findPrepared(account.db, reportId);
      if (prepared === null) return fail(failures.noSuchReport);
      dropPreview(account, prepared);
      return ok({});
    }),
  ),
  list: guarded("report.list", context.log, ({ caseId }: { caseId: CaseId }) =>
    whenUnlocked(context, ({ account }) => {
      if (findCase(account.db, caseId) === null) return fail(failures.noSuchCase);
      const withdrawn = new Set(
        listOutbox(account.db)
          .filter((row) => row.state.at === "withdrawn")
          .map((row) => row.reportId),
      );
      const reports = listReportsOfCase(account.db, caseId).filter((report) => !withdrawn.has(report.reportId));
      return ok(
        reports.map((report) => ({
          reportId: report.reportId,
          caseId,
          version: report.version,
          signedAt: report.signedAt,
          pages: report.facts.pages,
          pdfSha256: report.facts.pdfSha256,
          path: `/reports/${report.reportId}/pdf`,
        })),
      );
    }),
  ),
  export: guarded("report.export", context.log, ({ reportId }: { reportId: ReportId }) =>
    whenUnlocked(context, async ({ account }) => {
      const report = findReport(account.db, reportId);
      const pdf = report === null ? null : signedPdf(account, reportId);
      if (report === null || pdf === null) return fail(failures.noSuchReport);
      // the name is made of what cannot leave the folder: no patient, no path
      const file = path.join(os.homedir(), `overread-${report.facts.caseNumber.replaceAll(/[^A-Za-z0-9-]/g, "-")}-v${report.version}.pdf`);
      try {
        await fs.writeFile(file, pdf, { mode: 0o600 });
      } catch (error) {
        if (isDiskFull(error)) return fail(failures.diskFull);
        throw error;
      }
      inTransaction(account.db, (tx) => appendAudit(account, tx, "report.exported", { reportId }));
      return ok({ file });
    }),
  ),
});
