import { createStore } from "zustand/vanilla";
import type { OutboxEntry } from "#shared/contract/outbox.ts";
import type { Failure } from "#shared/result/failure.ts";
import type { ReportId } from "#shared/result/ids.ts";
import type { Calls } from "../../client/client.ts";

export type OutboxFilter = "all" | "waiting" | "needs-you" | "done";

export type OutboxState =
  | { readonly phase: "loading" }
  | { readonly phase: "failed"; readonly failure: Failure }
  | {
      readonly phase: "shown";
      readonly entries: readonly OutboxEntry[];
      readonly filter: OutboxFilter;
      readonly chosen: string | null;
      readonly busy: boolean;
      readonly failure: Failure | null;
    };

export function filterOf(entry: OutboxEntry): Exclude<OutboxFilter, "all"> {
  if (entry.state.at === "conflict") return "needs-you";
  return entry.state.at === "delivered" || entry.state.at === "withdrawn" ? "done" : "waiting";
}

/** What is on its way to the service, and the few things a person can do about it. */
export function createOutbox(calls: Pick<Calls, "outbox">) {
  const store = createStore<OutboxState>(() => ({ phase: "loading" }));
  const change = (part: Partial<Extract<OutboxState, { phase: "shown" }>>) => {
    const state = store.getState();
    if (state.phase === "shown") store.setState({ ...state, ...part }, true);
  };

  async function load(signal: AbortSignal): Promise<void> {
    const result = await calls.outbox.list({}, signal);
    if (signal.aborted) return;
    const before = store.getState();
    if (!result.ok) {
      if (before.phase !== "shown") store.setState({ phase: "failed", failure: result.failure }, true);
      return;
    }
    const entries = result.value;
    if (before.phase === "shown") change({ entries });
    else store.setState({ phase: "shown", entries, filter: "all", chosen: null, busy: false, failure: null }, true);
  }

  type Answer = { readonly ok: true } | { readonly ok: false; readonly failure: Failure };
  async function act(work: Promise<Answer>, signal: AbortSignal): Promise<void> {
    change({ busy: true, failure: null });
    const result = await work;
    if (signal.aborted) return;
    change({ busy: false, failure: result.ok ? null : result.failure });
    await load(signal);
  }

  return {
    store,
    load,
    retry: (reportId: ReportId, signal: AbortSignal) => act(calls.outbox.retry({ reportId }, signal), signal),
    stop: (reportId: ReportId, signal: AbortSignal) => act(calls.outbox.stop({ reportId }, signal), signal),
    decide: (reportId: ReportId, decision: "send-again" | "withdraw", signal: AbortSignal) =>
      act(calls.outbox.decide({ reportId, decision }, signal), signal),
    narrow: (filter: OutboxFilter) => change({ filter }),
    choose: (chosen: string) => change({ chosen, failure: null }),
    forget: () => store.setState({ phase: "loading" }, true),
  };
}

export type Outbox = ReturnType<typeof createOutbox>;
