import type { Alignment } from "#shared/imaging/alignment.ts";
import { fail, ok } from "#shared/result/failure.ts";
import type { CaseId, SeriesId } from "#shared/result/ids.ts";
import { guarded } from "../rpc/implement.ts";
import { listAlignments, putAlignment, removeAlignment } from "../store/alignment-store.ts";
import { findSeries } from "../store/instance-store.ts";
import { inTransaction } from "../store/transaction.ts";
import { failures } from "../sync/failures.ts";
import { type Context, readableCase, whenUnlocked } from "./context.ts";

type Pair = { readonly from: SeriesId; readonly to: SeriesId };
type Change = { readonly caseId: CaseId; readonly keep: readonly Alignment[]; readonly forget: readonly Pair[] };

/** How the reader's series lie to each other. It is no part of the opinion: it can be changed as long as the case can be read. */
export const alignmentProcedures = (context: Context) => ({
  alignments: guarded("imaging.alignments", context.log, ({ caseId }: { caseId: CaseId }) =>
    whenUnlocked(context, ({ account }) => {
      const readable = readableCase(account, caseId);
      return readable.ok ? ok(listAlignments(account.db, caseId)) : readable;
    }),
  ),
  align: guarded("imaging.align", context.log, ({ caseId, keep, forget }: Change) =>
    whenUnlocked(context, ({ account }) => {
      const readable = readableCase(account, caseId);
      if (!readable.ok) return readable;
      const isHere = (id: SeriesId): boolean => findSeries(account.db, caseId, id) !== null;
      // a series aligned to itself is no pair
      if (keep.some(({ from, to }) => from === to || !isHere(from) || !isHere(to))) return fail(failures.noSuchSeries);
      inTransaction(account.db, (tx) => {
        for (const { from, to } of forget) removeAlignment(tx, caseId, from, to);
        for (const alignment of keep) putAlignment(tx, caseId, alignment);
      });
      return ok(listAlignments(account.db, caseId));
    }),
  ),
});
