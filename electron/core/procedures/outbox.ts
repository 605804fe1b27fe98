import type { z } from "zod";
import type { OutboxEntry } from "#shared/contract/outbox.ts";
import { canStop } from "#shared/delivery/delivery-state.ts";
import { leastOf } from "#shared/delivery/key-object-state.ts";
import { fail, ok } from "#shared/result/failure.ts";
import type { ReportId } from "#shared/result/ids.ts";
import { guarded } from "../rpc/implement.ts";
import { openActions } from "../store/action-store.ts";
import { findCase } from "../store/case-store.ts";
import { listKeyObjects, retryKeyObjects } from "../store/key-object-store.ts";
import {
  findOutbox,
  findReport,
  listOutbox,
  listReports,
  type OutboxRow,
  type ReportRow,
  type StepTimes,
  setOutboxDue,
  setOutboxState,
} from "../store/report-store.ts";
import { inTransaction } from "../store/transaction.ts";
import { nowOf, type OpenAccount } from "../sync/account.ts";
import { applyCaseEvent } from "../sync/case-events.ts";
import { failures } from "../sync/failures.ts";
import { withdrawSigned } from "../sync/reconcile-spool.ts";
import { type Context, whenUnlocked } from "./context.ts";
import { reportFailures as words } from "./report-failures.ts";

type Entry = z.infer<typeof OutboxEntry>;
const STEPS: readonly (keyof StepTimes)[] = ["signed", "queued", "sending", "checking", "delivered"];
const RETRY_EVERY_MS = 5_000;

/** Key images leave only with their report: of one that was taken back there is nothing to say. */
function keyImagesOf(account: OpenAccount, row: OutboxRow): Entry["keyImages"] {
  const objects = row.state.at === "withdrawn" ? [] : listKeyObjects(account.db, row.reportId);
  const state = leastOf(objects.map((object) => object.state));
  return state === null ? null : { count: objects.reduce((sum, { images }) => sum + images, 0), state };
}

function reportEntry(account: OpenAccount, report: ReportRow, row: OutboxRow): Entry {
  return {
    entryId: report.reportId.replaceAll("-", ""),
    kind: "report",
    caseId: report.caseId,
    reportId: report.reportId,
    caseNumber: report.facts.caseNumber,
    patientName: report.facts.patientName,
    title: `Second opinion, version ${report.version}, ${report.facts.pages} ${report.facts.pages === 1 ? "page" : "pages"}`,
    state: row.state,
    attempts: row.attempts,
    queuedAt: report.signedAt,
    steps: STEPS.map((name) => ({ name, at: (row.steps[name] ?? null) as Entry["queuedAt"] | null })),
    pdfSha256: report.facts.pdfSha256,
    canStop: canStop(row.state, row.attempts),
    keyImages: keyImagesOf(account, row),
  };
}

const ACTION_TITLE = { accept: "Acceptance", decline: "Decline", start: "Start of the review" } as const;

function actionEntries(account: OpenAccount): Entry[] {
  return openActions(account.db).flatMap((action): Entry[] => {
    const entry = findCase(account.db, action.caseId);
    if (entry === null) return [];
    const state: Entry["state"] = action.why === null ? { at: "queued" } : { at: "backing-off", until: action.dueAt, why: action.why };
    return [
      {
        entryId: action.actionId,
        kind: "task",
        caseId: action.caseId,
        reportId: null,
        caseNumber: entry.facts.caseNumber,
        patientName: entry.facts.patient.name,
        title: ACTION_TITLE[action.action.kind],
        state,
        attempts: action.attempts,
        queuedAt: action.createdAt,
        steps: [{ name: "queued", at: action.createdAt }],
        pdfSha256: null,
        canStop: false,
        keyImages: null,
      },
    ];
  });
}

export const outboxProcedures = (context: Context) => ({
  list: guarded("outbox.list", context.log, () =>
    whenUnlocked(context, ({ account }) => {
      const rows = new Map(listOutbox(account.db).map((row) => [row.reportId, row]));
      const reports = listReports(account.db).flatMap((report) => {
        const row = rows.get(report.reportId);
        return row === undefined ? [] : [reportEntry(account, report, row)];
      });
      return ok([...actionEntries(account), ...reports.reverse()]);
    }),
  ),
  retry: guarded("outbox.retry", context.log, ({ reportId }: { reportId: ReportId }) =>
    whenUnlocked(context, ({ account, loop }) => {
      const row = findOutbox(account.db, reportId);
      if (row === null) return fail(failures.noSuchReport);
      const now = nowOf(account);
      const justTried = account.network.syncing && row.dueAt > now - RETRY_EVERY_MS && row.dueAt <= now;
      // what the service asked for counts more than a pressed button
      if (justTried || row.notBefore > now || account.network.quietUntil > now) return fail(words.tooSoon);
      inTransaction(account.db, (tx) => {
        if (row.state.at === "delivered") retryKeyObjects(tx, reportId, now);
        else setOutboxDue(tx, reportId, now, row.notBefore);
      });
      void loop.wake(false);
      return ok({});
    }),
  ),
  stop: guarded("outbox.stop", context.log, ({ reportId }: { reportId: ReportId }) =>
    whenUnlocked(context, async ({ account }) => {
      const report = findReport(account.db, reportId);
      if (findOutbox(account.db, reportId) === null || report === null) return fail(failures.noSuchReport);
      if (!(await withdrawSigned(account, reportId, (row) => canStop(row.state, row.attempts)))) return fail(words.alreadySending);
      changed(account, report.caseId);
      return ok({});
    }),
  ),
  decide: guarded("outbox.decide", context.log, ({ reportId, decision }: { reportId: ReportId; decision: "send-again" | "withdraw" }) =>
    whenUnlocked(context, async ({ account, loop }) => {
      const row = findOutbox(account.db, reportId);
      const report = findReport(account.db, reportId);
      if (row === null || report === null) return fail(failures.noSuchReport);
      if (row.state.at !== "conflict") return fail(words.notInConflict);
      if (decision === "withdraw") await withdrawSigned(account, reportId, ({ state }) => state.at === "conflict");
      else {
        inTransaction(account.db, (tx) => {
          setOutboxState(tx, reportId, { at: "queued" }, nowOf(account));
          setOutboxDue(tx, reportId, nowOf(account), row.notBefore);
          applyCaseEvent(tx, report.caseId, { kind: "send-again", reportId });
        });
        void loop.wake(false);
      }
      changed(account, report.caseId);
      return ok({});
    }),
  ),
});

function changed(account: OpenAccount, caseId: ReportRow["caseId"]): void {
  account.emit({ kind: "outbox.changed" });
  account.emit({ kind: "case.changed", caseId });
  account.emit({ kind: "opinion.changed", caseId });
  account.emit({ kind: "cases.changed" });
}
