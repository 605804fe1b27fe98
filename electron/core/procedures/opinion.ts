import { isDraftable } from "#shared/case/case-state.ts";
import { openPoints } from "#shared/opinion/completeness.ts";
import type { OpinionChange } from "#shared/opinion/opinion.ts";
import { fail, ok } from "#shared/result/failure.ts";
import type { CaseId } from "#shared/result/ids.ts";
import { guarded } from "../rpc/implement.ts";
import { appendChanges, readDraft } from "../store/draft-store.ts";
import { inTransaction } from "../store/transaction.ts";
import { nowOf } from "../sync/account.ts";
import { applyCaseEvent } from "../sync/case-events.ts";
import { failures } from "../sync/failures.ts";
import { isDiskFull } from "../vault/durable-file.ts";
import { type Context, readableCase, whenUnlocked } from "./context.ts";
import { signingFacts } from "./signing-facts.ts";

export const opinionProcedures = (context: Context) => ({
  get: guarded("opinion.get", context.log, ({ caseId }: { caseId: CaseId }) =>
    whenUnlocked(context, ({ account }) => {
      const readable = readableCase(account, caseId);
      if (!readable.ok) return readable;
      const draft = readDraft(account.db, caseId);
      const frozen =
        draft.frozenFor !== null || !["ready", "downloading", "in-review", "waiting", "drafted"].includes(readable.value.state.at);
      return ok({ revision: draft.revision, opinion: draft.opinion, savedAt: draft.savedAt, frozen });
    }),
  ),
  save: guarded(
    "opinion.save",
    context.log,
    ({ caseId, changes }: { caseId: CaseId; changes: readonly { changeId: string; change: OpinionChange }[] }) =>
      whenUnlocked(context, ({ account }) => {
        const readable = readableCase(account, caseId);
        if (!readable.ok) return readable.failure.code === "not-readable" ? fail(failures.notDraftable) : fail(failures.noSuchCase);
        if (!isDraftable(readable.value.state)) return fail(failures.notDraftable);
        if (readDraft(account.db, caseId).frozenFor !== null) return fail(failures.draftFrozen);
        try {
          const saved = inTransaction(account.db, (tx) => {
            const draft = appendChanges(tx, caseId, changes, nowOf(account));
            if (draft !== null) applyCaseEvent(tx, caseId, { kind: "draft", time: nowOf(account) });
            return draft;
          });
          if (saved === null || saved.savedAt === null) return fail(failures.doesNotFit);
          if (readable.value.state.at !== "drafted") account.emit({ kind: "cases.changed" });
          return ok({ revision: saved.revision, savedAt: saved.savedAt });
        } catch (error) {
          if (isDiskFull(error)) return fail(failures.diskFull);
          throw error;
        }
      }),
  ),
  check: guarded("opinion.check", context.log, ({ caseId }: { caseId: CaseId }) =>
    whenUnlocked(context, ({ account }) => {
      const readable = readableCase(account, caseId);
      if (!readable.ok) return readable;
      const draft = readDraft(account.db, caseId);
      return ok({
        revision: draft.revision,
        points: openPoints(draft.opinion, readable.value.facts.questions, signingFacts(account, readable.value)),
      });
    }),
  ),
});
