import { randomBytes } from "node:crypto";
import type { DeclineReason } from "#shared/case/case.ts";
import type { TaskAction } from "#shared/fhir/task-change.ts";
import { fail, ok } from "#shared/result/failure.ts";
import type { CaseId } from "#shared/result/ids.ts";
import { guarded } from "../rpc/implement.ts";
import { enqueueAction } from "../store/action-store.ts";
import { acknowledgeCase, findCase, listCases, setChanged, setDeclaration } from "../store/case-store.ts";
import { inTransaction, type Tx } from "../store/transaction.ts";
import { appendAudit, nowOf, type OpenAccount } from "../sync/account.ts";
import { applyCaseEvent } from "../sync/case-events.ts";
import { eraseCase } from "../sync/erase-case.ts";
import { failures } from "../sync/failures.ts";
import { resetFailedItems } from "../sync/retry-items.ts";
import { conflictHints, licenceOf, rowOf } from "./case-words.ts";
import { type Context, readableCase, whenUnlocked } from "./context.ts";

const enqueue = (account: OpenAccount, tx: Tx, caseId: CaseId, action: TaskAction): void =>
  enqueueAction(tx, randomBytes(16).toString("hex"), caseId, action, nowOf(account));

export const casesProcedures = (context: Context) => ({
  list: guarded("cases.list", context.log, () =>
    whenUnlocked(context, ({ account, downloads }) => ok(listCases(account.db).map((entry) => rowOf(account, downloads, entry)))),
  ),
  decision: guarded("cases.decision", context.log, ({ caseId }: { caseId: CaseId }) =>
    whenUnlocked(context, ({ account, downloads }) => {
      const entry = findCase(account.db, caseId);
      if (entry === null) return fail(failures.noSuchCase);
      return ok({
        row: rowOf(account, downloads, entry),
        parties: entry.facts.parties,
        package: entry.facts.package,
        feeText: entry.facts.fee,
        conflictHints: conflictHints(account, entry),
        licence: licenceOf(account, entry),
      });
    }),
  ),
  get: guarded("cases.get", context.log, ({ caseId }: { caseId: CaseId }) =>
    whenUnlocked(context, ({ account, downloads }) => {
      const entry = findCase(account.db, caseId);
      if (entry === null) return fail(failures.noSuchCase);
      if (entry.state.at === "assigned") return fail(failures.notAccepted);
      const readable = readableCase(account, caseId);
      // an accepted case whose content has not begun to arrive has its frame already
      if (!readable.ok && entry.state.at !== "accepted") return readable;
      const { facts } = entry;
      return ok({
        row: rowOf(account, downloads, entry),
        patient: facts.patient,
        questions: facts.questions,
        reason: facts.reason,
        parties: facts.parties,
        consent: { valid: facts.consent.valid, until: facts.consent.until, text: facts.consent.text },
        recipients: facts.recipients,
        service: { name: account.service().name, base: null },
      });
    }),
  ),
  accept: guarded(
    "cases.accept",
    context.log,
    ({ caseId, declaration, licenceChoice }: { caseId: CaseId; declaration: string; licenceChoice: string }) =>
      whenUnlocked(context, ({ account, loop }) => {
        const now = nowOf(account);
        const accepted = inTransaction(account.db, (tx) => {
          if (applyCaseEvent(tx, caseId, { kind: "accept", time: now }) === null) return false;
          setDeclaration(tx, caseId, { text: declaration, at: now, licenceChoice });
          enqueue(account, tx, caseId, { kind: "accept", at: now });
          appendAudit(account, tx, "case.accepted", { caseId });
          return true;
        });
        if (!accepted) return fail(findCase(account.db, caseId) === null ? failures.noSuchCase : failures.notAssigned);
        account.emit({ kind: "cases.changed" });
        account.emit({ kind: "outbox.changed" });
        void loop.wake(false);
        return ok({});
      }),
  ),
  decline: guarded("cases.decline", context.log, ({ caseId, reason, text }: { caseId: CaseId; reason: DeclineReason; text: string }) =>
    whenUnlocked(context, async ({ account, loop }) => {
      const now = nowOf(account);
      const declined = inTransaction(account.db, (tx) => {
        if (applyCaseEvent(tx, caseId, { kind: "decline", reason }) === null) return false;
        enqueue(account, tx, caseId, { kind: "decline", at: now, reason, text });
        appendAudit(account, tx, "case.declined", { caseId, reason });
        return true;
      });
      if (!declined) return fail(findCase(account.db, caseId) === null ? failures.noSuchCase : failures.tooLate);
      // M7: what had come with the worklist, or after an acceptance, goes at once; the refusal needs no more than the Task's id
      await eraseCase(account, caseId, true);
      account.emit({ kind: "cases.changed" });
      account.emit({ kind: "outbox.changed" });
      void loop.wake(false);
      return ok({});
    }),
  ),
  open: guarded("cases.open", context.log, ({ caseId }: { caseId: CaseId }) =>
    whenUnlocked(context, ({ account, loop }) => {
      const readable = readableCase(account, caseId);
      if (!readable.ok) return readable;
      const now = nowOf(account);
      const started = inTransaction(account.db, (tx) => {
        setChanged(tx, caseId, false);
        if (applyCaseEvent(tx, caseId, { kind: "open", time: now }) === null) return false;
        enqueue(account, tx, caseId, { kind: "start", at: now });
        appendAudit(account, tx, "case.opened", { caseId });
        return true;
      });
      account.emit({ kind: "case.changed", caseId });
      account.emit({ kind: "cases.changed" });
      if (started) void loop.wake(false);
      return ok({});
    }),
  ),
  fetchNow: guarded("cases.fetchNow", context.log, ({ caseId }: { caseId: CaseId }) =>
    whenUnlocked(context, ({ account, downloads, loop }) => {
      const entry = findCase(account.db, caseId);
      if (entry === null) return fail(failures.noSuchCase);
      if (entry.state.at === "assigned") return fail(failures.notAccepted);
      inTransaction(account.db, (tx) => resetFailedItems(tx, caseId));
      downloads.refresh(caseId);
      void loop.wake(false);
      return ok({});
    }),
  ),
  acknowledge: guarded("cases.acknowledge", context.log, ({ caseId }: { caseId: CaseId }) =>
    whenUnlocked(context, ({ account }) => {
      if (findCase(account.db, caseId) === null) return fail(failures.noSuchCase);
      acknowledgeCase(account.db, caseId);
      account.emit({ kind: "cases.changed" });
      return ok({});
    }),
  ),
});
