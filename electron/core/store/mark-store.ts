import { KeptMark, type MarkLetter, markName } from "#shared/measure/kept-mark.ts";
import type { CaseId } from "#shared/result/ids.ts";
import type { Db, Tx } from "./transaction.ts";

/** Steps that can be taken back; older ones are forgotten. */
const KEPT_STEPS = 1000;

type Step = { readonly step: number; readonly before: string; readonly after: string };

export const listMarks = (db: Db, caseId: CaseId): KeptMark[] =>
  (db.prepare("SELECT body FROM mark WHERE case_id = ? AND removed = 0 ORDER BY rowid").all(caseId) as { body: string }[]).map(({ body }) =>
    KeptMark.parse(JSON.parse(body)),
  );

const findMark = (db: Db, caseId: CaseId, id: string): KeptMark | null => {
  const row = db.prepare("SELECT body FROM mark WHERE case_id = ? AND mark_id = ? AND removed = 0").get(caseId, id) as
    | { body: string }
    | undefined;
  return row === undefined ? null : KeptMark.parse(JSON.parse(row.body));
};

function putMark(tx: Tx, caseId: CaseId, mark: KeptMark): void {
  tx.prepare(
    "INSERT INTO mark (case_id, mark_id, body) VALUES (?, ?, ?) ON CONFLICT (case_id, mark_id) DO UPDATE SET body = excluded.body, removed = 0",
  ).run(caseId, mark.id, JSON.stringify(mark));
}

/** Its row stays, so that it comes back to its place in the list. */
const removeMark = (tx: Tx, caseId: CaseId, id: string): void =>
  void tx.prepare("UPDATE mark SET removed = 1 WHERE case_id = ? AND mark_id = ?").run(caseId, id);

/** A number is never given twice in a case, also when its mark was taken back or removed: a text may name it. */
function numbered(tx: Tx, caseId: CaseId, mark: KeptMark): KeptMark {
  if (mark.number > 0) return mark;
  const { last } = tx
    .prepare(
      `INSERT INTO mark_number (case_id, letter, last) VALUES (?, ?, 1)
       ON CONFLICT (case_id, letter) DO UPDATE SET last = last + 1 RETURNING last`,
    )
    .get(caseId, mark.letter) as { last: number };
  return { ...mark, number: last };
}

/** Puts and removes marks as one step; what had been taken back before cannot be taken again any more. */
export function changeMarks(tx: Tx, caseId: CaseId, put: readonly KeptMark[], remove: readonly string[]): void {
  const ids = [...new Set([...put.map((mark) => mark.id), ...remove])];
  const before = ids.flatMap((id) => findMark(tx, caseId, id) ?? []);
  const after: KeptMark[] = [];
  tx.prepare("DELETE FROM mark_step WHERE case_id = ? AND undone = 1").run(caseId);
  for (const mark of put) {
    const named = numbered(tx, caseId, mark);
    putMark(tx, caseId, named);
    after.push(named);
  }
  for (const id of remove) removeMark(tx, caseId, id);
  const last = tx.prepare("SELECT coalesce(max(step), 0) AS step FROM mark_step WHERE case_id = ?").get(caseId) as { step: number };
  const step = last.step + 1;
  tx.prepare("INSERT INTO mark_step (case_id, step, before, after) VALUES (?, ?, ?, ?)").run(
    caseId,
    step,
    JSON.stringify(before),
    JSON.stringify(after),
  );
  tx.prepare("DELETE FROM mark_step WHERE case_id = ? AND step <= ?").run(caseId, step - KEPT_STEPS);
}

/** From one list to another: what is only in the first goes, what is in the second is put. */
function swap(tx: Tx, caseId: CaseId, from: string, to: string): void {
  const wanted = KeptMark.array().parse(JSON.parse(to));
  for (const { id } of KeptMark.array().parse(JSON.parse(from))) if (!wanted.some((mark) => mark.id === id)) removeMark(tx, caseId, id);
  for (const mark of wanted) putMark(tx, caseId, mark);
}

const setUndone = (tx: Tx, caseId: CaseId, step: number, undone: 0 | 1): void =>
  void tx.prepare("UPDATE mark_step SET undone = ? WHERE case_id = ? AND step = ?").run(undone, caseId, step);

const lastDone = (db: Db, caseId: CaseId): Step | undefined =>
  db.prepare("SELECT step, before, after FROM mark_step WHERE case_id = ? AND undone = 0 ORDER BY step DESC LIMIT 1").get(caseId) as
    | Step
    | undefined;

const firstUndone = (db: Db, caseId: CaseId): Step | undefined =>
  db.prepare("SELECT step, before, after FROM mark_step WHERE case_id = ? AND undone = 1 ORDER BY step LIMIT 1").get(caseId) as
    | Step
    | undefined;

/** Takes the last step back. */
export function undoMarks(tx: Tx, caseId: CaseId): void {
  const step = lastDone(tx, caseId);
  if (step === undefined) return;
  swap(tx, caseId, step.after, step.before);
  setUndone(tx, caseId, step.step, 1);
}

/** Takes the step again that was taken back last. */
export function redoMarks(tx: Tx, caseId: CaseId): void {
  const step = firstUndone(tx, caseId);
  if (step === undefined) return;
  swap(tx, caseId, step.before, step.after);
  setUndone(tx, caseId, step.step, 0);
}

/** The names of all marks that a case has or had. */
export function givenMarkNames(db: Db, caseId: CaseId): string[] {
  const rows = db.prepare("SELECT letter, last FROM mark_number WHERE case_id = ?").all(caseId) as { letter: MarkLetter; last: number }[];
  return rows.flatMap(({ letter, last }) => Array.from({ length: last }, (_, index) => markName({ letter, number: index + 1 })));
}

export const canUndoMarks = (db: Db, caseId: CaseId): boolean => lastDone(db, caseId) !== undefined;
export const canRedoMarks = (db: Db, caseId: CaseId): boolean => firstUndone(db, caseId) !== undefined;
