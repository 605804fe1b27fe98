import { isDraftable } from "#shared/case/case-state.ts";
import type { KeptMark } from "#shared/measure/kept-mark.ts";
import { fail, ok } from "#shared/result/failure.ts";
import type { CaseId } from "#shared/result/ids.ts";
import { guarded } from "../rpc/implement.ts";
import { readDraft } from "../store/draft-store.ts";
import { canRedoMarks, canUndoMarks, changeMarks, listMarks, redoMarks, undoMarks } from "../store/mark-store.ts";
import { inTransaction, type Tx } from "../store/transaction.ts";
import type { OpenAccount } from "../sync/account.ts";
import { failures } from "../sync/failures.ts";
import { type Context, readableCase, whenUnlocked } from "./context.ts";
import { dropExpiredPreview } from "./preview.ts";

const MAX_MARKS = 2000;

const marksOf = ({ db }: OpenAccount, caseId: CaseId) =>
  ok({ marks: listMarks(db, caseId), canUndo: canUndoMarks(db, caseId), canRedo: canRedoMarks(db, caseId) });

/** Marks belong to the opinion: when it cannot be written, they cannot be moved. A signed number never changes (P15). */
function whenDraftable(account: OpenAccount, caseId: CaseId, work: (tx: Tx) => void) {
  const readable = readableCase(account, caseId);
  if (!readable.ok) return readable.failure.code === "not-readable" ? fail(failures.notDraftable) : fail(failures.noSuchCase);
  if (!isDraftable(readable.value.state)) return fail(failures.notDraftable);
  dropExpiredPreview(account, caseId);
  if (readDraft(account.db, caseId).frozenFor !== null) return fail(failures.draftFrozen);
  inTransaction(account.db, work);
  return marksOf(account, caseId);
}

type Change = { readonly caseId: CaseId; readonly put: readonly KeptMark[]; readonly remove: readonly string[] };

export const marksProcedures = (context: Context) => ({
  list: guarded("marks.list", context.log, ({ caseId }: { caseId: CaseId }) =>
    whenUnlocked(context, ({ account }) => {
      const readable = readableCase(account, caseId);
      return readable.ok ? marksOf(account, caseId) : readable;
    }),
  ),
  change: guarded("marks.change", context.log, ({ caseId, put, remove }: Change) =>
    whenUnlocked(context, ({ account }) => {
      if (listMarks(account.db, caseId).length + put.length > MAX_MARKS) return fail(failures.tooManyMarks);
      return whenDraftable(account, caseId, (tx) => changeMarks(tx, caseId, put, remove));
    }),
  ),
  undo: guarded("marks.undo", context.log, ({ caseId }: { caseId: CaseId }) =>
    whenUnlocked(context, ({ account }) => whenDraftable(account, caseId, (tx) => undoMarks(tx, caseId))),
  ),
  redo: guarded("marks.redo", context.log, ({ caseId }: { caseId: CaseId }) =>
    whenUnlocked(context, ({ account }) => whenDraftable(account, caseId, (tx) => redoMarks(tx, caseId))),
  ),
});
