import { isDraftable } from "#shared/case/case-state.ts";
import { openPoints } from "#shared/opinion/completeness.ts";
import type { OpinionChange } from "#shared/opinion/opinion.ts";
import { fail, ok } from "#shared/result/failure.ts";
import type { CaseId } from "#shared/result/ids.ts";
import { guarded } from "../rpc/implement.ts";
import { findCase } from "../store/case-store.ts";
import { appendChanges, readDraft } from "../store/draft-store.ts";
import { inTransaction } from "../store/transaction.ts";
import { nowOf, type OpenAccount } from "../sync/account.ts";
import { applyCaseEvent } from "../sync/case-events.ts";
import { failures } from "../sync/failures.ts";
import { type Context, readableCase, whenUnlocked } from "./context.ts";
import { dropExpiredPreview } from "./preview.ts";
import { signingFacts } from "./signing-facts.ts";

const TAKEN_AWAY = new Set(["revoked", "expired"]);

/** S4, D12: what the reviewer wrote stays readable for seven days when the case is gone: the text alone, and only to be copied out. */
function keptText(account: OpenAccount, caseId: CaseId) {
  const entry = findCase(account.db, caseId);
  const draft = entry !== null && TAKEN_AWAY.has(entry.state.at) ? readDraft(account.db, caseId) : null;
  if (draft === null || draft.revision === 0 || account.clock.isBehind()) return null;
  return ok({ revision: draft.revision, opinion: draft.opinion, savedAt: draft.savedAt, frozen: true });
}

export const opinionProcedures = (context: Context) => ({
  get: guarded("opinion.get", context.log, ({ caseId }: { caseId: CaseId }) =>
    whenUnlocked(context, ({ account }) => {
      const readable = readableCase(account, caseId);
      if (!readable.ok) return keptText(account, caseId) ?? readable;
      dropExpiredPreview(account, caseId);
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
        dropExpiredPreview(account, caseId);
        if (readDraft(account.db, caseId).frozenFor !== null) return fail(failures.draftFrozen);
        const saved = inTransaction(account.db, (tx) => {
          const draft = appendChanges(tx, caseId, changes, nowOf(account));
          if (draft !== null) applyCaseEvent(tx, caseId, { kind: "draft", time: nowOf(account) });
          return draft;
        });
        if (saved === null || saved.savedAt === null) return fail(failures.doesNotFit);
        if (readable.value.state.at !== "drafted") account.emit({ kind: "cases.changed" });
        return ok({ revision: saved.revision, savedAt: saved.savedAt });
      }),
  ),
  check: guarded("opinion.check", context.log, ({ caseId }: { caseId: CaseId }) =>
    whenUnlocked(context, ({ account }) => {
      const readable = readableCase(account, caseId);
      if (!readable.ok) return readable;
      const draft = readDraft(account.db, caseId);
      const facts = signingFacts(account, readable.value);
      return ok({ revision: draft.revision, points: openPoints(draft.opinion, readable.value.facts.questions, facts), facts });
    }),
  ),
});
