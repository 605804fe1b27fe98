import { createStore } from "zustand/vanilla";
import type { CaseDetail } from "#shared/case/case.ts";
import type { Failure } from "#shared/result/failure.ts";
import type { CaseId } from "#shared/result/ids.ts";
import type { Calls } from "../../client/client.ts";

export type CaseModelState =
  | { readonly phase: "loading" }
  | { readonly phase: "failed"; readonly failure: Failure }
  | { readonly phase: "shown"; readonly detail: CaseDetail };

/** The facts of one accepted case. Opening it tells core that the review has started. */
export function createCase(options: { readonly caseId: CaseId; readonly calls: Pick<Calls, "cases"> }) {
  const { caseId, calls } = options;
  const store = createStore<CaseModelState>(() => ({ phase: "loading" }));

  async function load(signal: AbortSignal): Promise<void> {
    const result = await calls.cases.get({ caseId }, signal);
    if (signal.aborted) return;
    const before = store.getState();
    if (result.ok) store.setState({ phase: "shown", detail: result.value }, true);
    // A case that was taken away must vanish; a line that is down must not take the case from the screen.
    else if (before.phase !== "shown" || result.failure.code !== "disconnected")
      store.setState({ phase: "failed", failure: result.failure }, true);
  }

  async function open(signal: AbortSignal): Promise<void> {
    const result = await calls.cases.open({ caseId }, signal);
    if (!result.ok && result.failure.code === "disconnected") return;
    await load(signal);
    // A change without a notice is seen by opening the case; a notice stays until it was read.
    const state = store.getState();
    if (state.phase === "shown" && state.detail.row.changed && state.detail.row.notices.length === 0) await acknowledge(signal);
  }

  async function acknowledge(signal: AbortSignal): Promise<void> {
    await calls.cases.acknowledge({ caseId }, signal);
    await load(signal);
  }

  return { caseId, store, load, open, acknowledge };
}

export type CaseModel = ReturnType<typeof createCase>;
