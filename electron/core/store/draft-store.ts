import { applyChanges, emptyOpinion, Opinion, type OpinionChange } from "#shared/opinion/opinion.ts";
import type { CaseId, ReportId } from "#shared/result/ids.ts";
import type { Instant } from "#shared/result/instant.ts";
import type { Db, Tx } from "./transaction.ts";

export type StoredDraft = {
  readonly revision: number;
  readonly opinion: Opinion;
  readonly savedAt: Instant | null;
  readonly frozenFor: ReportId | null;
};

/** Edits whose text is kept; U2 asks for the last 50 versions. */
const KEPT_REVISIONS = 200;

type Row = { revision: number; opinion: string; saved_at: number; frozen_for: string | null };

/** The draft of a case; revision 0 and empty before the first edit. */
export function readDraft(db: Db, caseId: CaseId): StoredDraft {
  const row = db.prepare("SELECT revision, opinion, saved_at, frozen_for FROM draft WHERE case_id = ?").get(caseId) as Row | undefined;
  if (row === undefined) return { revision: 0, opinion: emptyOpinion, savedAt: null, frozenFor: null };
  return {
    revision: row.revision,
    opinion: Opinion.parse({ ...emptyOpinion, ...(JSON.parse(row.opinion) as object) }),
    savedAt: row.saved_at as Instant,
    frozenFor: row.frozen_for as ReportId | null,
  };
}

export type IncomingChange = { readonly changeId: string; readonly change: OpinionChange };

/**
 * Applies edits in order, each once: one whose id is known already was stored before a lost answer. Null when a value does not fit
 * its field; then nothing is written.
 */
export function appendChanges(tx: Tx, caseId: CaseId, changes: readonly IncomingChange[], now: Instant): StoredDraft | null {
  const draft = readDraft(tx, caseId);
  const known = tx.prepare("SELECT 1 FROM draft_change WHERE change_id = ?");
  const fresh = changes.filter(({ changeId }) => known.get(changeId) === undefined);
  if (fresh.length === 0) return draft;
  const opinion = applyChanges(
    draft.opinion,
    fresh.map(({ change }) => change),
  );
  if (opinion === null) return null;
  const revision = draft.revision + 1;
  tx.prepare(
    "INSERT INTO draft (case_id, revision, opinion, saved_at) VALUES (?, ?, ?, ?) ON CONFLICT (case_id) DO UPDATE SET revision = excluded.revision, opinion = excluded.opinion, saved_at = excluded.saved_at",
  ).run(caseId, revision, JSON.stringify(opinion), now);
  const insert = tx.prepare("INSERT INTO draft_change (change_id, case_id, revision, change, at) VALUES (?, ?, ?, ?, ?)");
  for (const { changeId, change } of fresh) insert.run(changeId, caseId, revision, JSON.stringify(change), now);
  // a whole field is stored with every edit: the last ones are history enough; the ids stay, so that none is applied twice
  tx.prepare("UPDATE draft_change SET change = '' WHERE case_id = ? AND revision = ?").run(caseId, revision - KEPT_REVISIONS);
  return { revision, opinion, savedAt: now, frozenFor: draft.frozenFor };
}

/** Freezes the draft for a report; null when it is no longer the revision that was looked at. */
export function freezeDraft(tx: Tx, caseId: CaseId, revision: number, reportId: ReportId): StoredDraft | null {
  const draft = readDraft(tx, caseId);
  if (draft.revision !== revision) return null;
  tx.prepare("UPDATE draft SET frozen_for = ? WHERE case_id = ?").run(reportId, caseId);
  return { ...draft, frozenFor: reportId };
}

export const thawDraft = (tx: Tx, caseId: CaseId): void =>
  void tx.prepare("UPDATE draft SET frozen_for = NULL WHERE case_id = ?").run(caseId);

/** After a kill between freezing and showing a preview, or signing: a draft that no report and no preview holds can be written again. */
export const thawForgotten = (tx: Tx): void =>
  void tx
    .prepare(
      `UPDATE draft SET frozen_for = NULL WHERE frozen_for NOT IN (SELECT report_id FROM report) AND frozen_for NOT IN (SELECT report_id FROM prepared)`,
    )
    .run();

/** Destroys the text: withdrawn consent at once, else seven days after the case was lost (S4). */
export function removeDraft(tx: Tx, caseId: CaseId): void {
  tx.prepare("DELETE FROM draft WHERE case_id = ?").run(caseId);
  tx.prepare("DELETE FROM draft_change WHERE case_id = ?").run(caseId);
  tx.prepare("DELETE FROM prepared WHERE case_id = ?").run(caseId);
}

/** Cases that have a draft. */
export const casesWithDraft = (db: Db): CaseId[] =>
  (db.prepare("SELECT case_id AS caseId FROM draft").all() as { caseId: CaseId }[]).map((row) => row.caseId);
