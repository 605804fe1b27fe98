import { createStore } from "zustand/vanilla";
import type { DecisionFacts, DeclineReason } from "#shared/case/case.ts";
import type { Failure } from "#shared/result/failure.ts";
import type { CaseId } from "#shared/result/ids.ts";
import type { Calls } from "../../client/client.ts";

export type DecisionState =
  | { readonly at: "closed" }
  | { readonly at: "loading"; readonly caseId: CaseId }
  | { readonly at: "failed"; readonly caseId: CaseId; readonly failure: Failure }
  | { readonly at: "open"; readonly facts: DecisionFacts; readonly sending: boolean; readonly failure: Failure | null }
  | { readonly at: "done"; readonly caseId: CaseId; readonly decided: "accepted" | "declined" };

/** M7: what a reviewer must know to take or refuse a case, and the two ways out. Nothing clinical is asked for here. */
export function createDecision(calls: Pick<Calls, "cases">) {
  const store = createStore<DecisionState>(() => ({ at: "closed" }));
  const become = (next: DecisionState) => store.setState(next, true);

  async function open(caseId: CaseId, signal: AbortSignal): Promise<void> {
    become({ at: "loading", caseId });
    const result = await calls.cases.decision({ caseId }, signal);
    if (signal.aborted) return;
    become(
      result.ok ? { at: "open", facts: result.value, sending: false, failure: null } : { at: "failed", caseId, failure: result.failure },
    );
  }

  async function accept(declaration: string, licenceChoice: string, signal: AbortSignal): Promise<void> {
    const state = store.getState();
    if (state.at !== "open" || state.sending) return;
    const { caseId } = state.facts.row;
    become({ ...state, sending: true, failure: null });
    const result = await calls.cases.accept({ caseId, declaration, licenceChoice }, signal);
    if (signal.aborted) return;
    become(result.ok ? { at: "done", caseId, decided: "accepted" } : { ...state, sending: false, failure: result.failure });
  }

  async function decline(reason: DeclineReason, text: string, signal: AbortSignal): Promise<void> {
    const state = store.getState();
    if (state.at !== "open" || state.sending) return;
    const { caseId } = state.facts.row;
    become({ ...state, sending: true, failure: null });
    const result = await calls.cases.decline({ caseId, reason, text }, signal);
    if (signal.aborted) return;
    become(result.ok ? { at: "done", caseId, decided: "declined" } : { ...state, sending: false, failure: result.failure });
  }

  return { store, open, accept, decline, close: () => become({ at: "closed" }) };
}

export type Decision = ReturnType<typeof createDecision>;
