import { type CaseEvent, type CaseState, nextCaseState } from "#shared/case/case-state.ts";
import type { CaseId } from "#shared/result/ids.ts";
import { findCase, setCaseState } from "../store/case-store.ts";
import type { Tx } from "../store/transaction.ts";

/** Applies an event to a case inside the caller's transaction; the new state, or null when it does not apply. */
export function applyCaseEvent(tx: Tx, caseId: CaseId, event: CaseEvent): CaseState | null {
  const entry = findCase(tx, caseId);
  if (entry === null) return null;
  const next = nextCaseState(entry.state, event);
  if (next !== null) setCaseState(tx, caseId, next);
  return next;
}
