import { createStore } from "zustand/vanilla";
import type { CaseRow } from "#shared/case/case.ts";
import type { Failure } from "#shared/result/failure.ts";
import type { CaseId } from "#shared/result/ids.ts";
import type { Calls } from "../../client/client.ts";
import { noFilter, type WorklistFilter } from "./worklist-groups.ts";

export type WorklistList =
  | { readonly phase: "loading" }
  | { readonly phase: "failed"; readonly failure: Failure }
  /** `stale` keeps rows on the screen when a refresh failed (guide: the rest stays usable). */
  | { readonly phase: "shown"; readonly rows: readonly CaseRow[]; readonly stale: Failure | null };

export type WorklistState = {
  readonly list: WorklistList;
  readonly filter: WorklistFilter;
  readonly chosen: CaseId | null;
  /** What the last action on a case was answered, next to the list. */
  readonly said: Failure | null;
};

export function createWorklist(calls: Pick<Calls, "cases">) {
  const store = createStore<WorklistState>(() => ({ list: { phase: "loading" }, filter: noFilter, chosen: null, said: null }));

  async function load(signal: AbortSignal): Promise<void> {
    const result = await calls.cases.list({}, signal);
    if (signal.aborted) return;
    const before = store.getState().list;
    if (result.ok) store.setState({ list: { phase: "shown", rows: result.value, stale: null } });
    else if (before.phase === "shown") store.setState({ list: { ...before, stale: result.failure } });
    else store.setState({ list: { phase: "failed", failure: result.failure } });
  }

  async function fetchNow(caseId: CaseId, signal: AbortSignal): Promise<void> {
    const result = await calls.cases.fetchNow({ caseId }, signal);
    if (!signal.aborted) store.setState({ said: result.ok ? null : result.failure });
  }

  return {
    store,
    load,
    fetchNow,
    narrow: (change: Partial<WorklistFilter>) => store.setState({ filter: { ...store.getState().filter, ...change } }),
    choose: (chosen: CaseId | null) => store.setState({ chosen }),
    row: (caseId: CaseId): CaseRow | undefined => {
      const { list } = store.getState();
      return list.phase === "shown" ? list.rows.find((row) => row.caseId === caseId) : undefined;
    },
    forget: () => store.setState({ list: { phase: "loading" }, chosen: null, said: null }),
  };
}

export type Worklist = ReturnType<typeof createWorklist>;
